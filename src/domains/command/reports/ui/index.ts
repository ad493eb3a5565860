export { ReportPage, type ReportSlots } from './ReportPage.tsx'
export { ReportsPage } from './ReportsPage.tsx'
