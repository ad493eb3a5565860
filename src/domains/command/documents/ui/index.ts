import './messages.ts'

export { DocumentOfItem, DocumentPage } from './DocumentPage.tsx'
export { PaperFormPage } from './forms/FormPage.tsx'
export { PaperFormsPage } from './forms/FormsPage.tsx'
export { NewDocument } from './NewDocument.tsx'
