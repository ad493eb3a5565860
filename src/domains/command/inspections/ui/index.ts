import './messages.ts'

export { InspectionsHead } from './InspectionsHead.tsx'
export { NewPlan } from './NewPlan.tsx'
export { PlanPage } from './PlanPage.tsx'
export { InspectionOfFinding, InspectionPage } from './VisitPage.tsx'
