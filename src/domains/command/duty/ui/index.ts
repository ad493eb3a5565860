import './messages.ts'
import './incident-messages.ts'

export { DutyPage } from './DutyPage.tsx'
export { IncidentPage } from './IncidentPage.tsx'
export { IncidentsHead, NewIncident } from './IncidentsPages.tsx'
export { PlanPage } from './PlanPage.tsx'
export { Wall } from './Wall.tsx'
