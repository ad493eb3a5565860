export { ReportPage, type ReportSlots } from './ReportPage.tsx'
export { ReportsPage } from './ReportsPage.tsx'
export { RequestPage } from './RequestPage.tsx'
export { SchedulesPage } from './SchedulesPage.tsx'
