import { defineDomain } from '../../../platform/domain.ts'
import { dutyFigures } from './figures.ts'
import { files } from './files.ts'
import { incidentFigures, incidentIndicators, incidentRegister } from './incidents/figures.ts'
import { reactions, schedules } from './jobs.ts'
import { constraints, problems } from './problems.ts'
import { dutyRouter } from './routes.ts'

export { handOver } from './handover.ts'
export { step as stepIncident, take as takeIncident } from './incidents/service.ts'
export { keep } from './plan.ts'
export { setPattern, setPerson } from './setup.ts'

/** Whoever may stand on duty. */
const SERVE = [
  'district-commander',
  'district-clerk',
  'epidemiologist',
  'ward-chair',
  'ward-secretary',
  'ward-nurse',
  'area-police',
  'military',
]
const COMMAND = [
  'district-commander',
  'district-clerk',
  'epidemiologist',
  'ward-chair',
  'ward-secretary',
  'ward-nurse',
  'area-police',
]

export const duty = defineDomain({
  name: 'duty',
  router: dutyRouter,
  figures: [...dutyFigures, ...incidentFigures],
  indicators: incidentIndicators,
  registers: [incidentRegister],
  reactions,
  schedules,
  files,
  rights: {
    'duty.read': [...SERVE, 'party-monitor'],
    'duty.plan': ['district-commander', 'district-clerk', 'ward-chair', 'ward-secretary'],
    'duty.serve': SERVE,
    'incident.read': [...SERVE, 'party-monitor', 'front-officer', 'neighbourhood-head'],
    'incident.take': [...SERVE, 'neighbourhood-head'],
    'incident.command': COMMAND,
    // Who called is known to those who call back.
    'incident.caller': COMMAND,
  },
  problems,
  constraints,
})
