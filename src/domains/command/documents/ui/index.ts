import './messages.ts'

export { DocumentOfItem, DocumentPage } from './DocumentPage.tsx'
export { NewDocument } from './NewDocument.tsx'
