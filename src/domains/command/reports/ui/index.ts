export { ReportPage, type ReportSlots } from './ReportPage.tsx'
export { ReportsPage } from './ReportsPage.tsx'
export { TemplatePage } from './templates/TemplatePage.tsx'
export { TemplatesPage } from './templates/TemplatesPage.tsx'
