import { defineDomain } from '../../../platform/domain.ts'
import { attachmentsOf } from '../../registry/attachments/index.ts'
import { dutyFigures } from './figures.ts'
import { files } from './files.ts'
import { incidentFigures, incidentIndicators, incidentRegister } from './incidents/figures.ts'
import { reactions, schedules } from './jobs.ts'
import { constraints, problems } from './problems.ts'
import { dutyRouter } from './routes.ts'
import { visitFigures, visitRegister } from './visits/figures.ts'
import { visitProblems } from './visits/problems.ts'
import { VISIT } from './visits/queries.ts'
import { takeFile } from './visits/service.ts'

export { handOver } from './handover.ts'
export { step as stepIncident, take as takeIncident } from './incidents/service.ts'
export { keep } from './plan.ts'
export { setPattern, setPerson } from './setup.ts'
export { enter as enterFieldVisit } from './visits/service.ts'

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

/** Heads and officials of the command; the texts may name people, so nobody else reads them. */
const GO_THERE = [
  'district-commander',
  'district-clerk',
  'epidemiologist',
  'inspection-lead',
  'ward-chair',
  'ward-secretary',
  'ward-nurse',
  'neighbourhood-head',
]

const photos = attachmentsOf({
  subjectType: VISIT,
  path: 'field-visits',
  reads: 'field-visit.read',
  adds: 'field-visit.write',
  take: takeFile,
  event: 'field-visit.changed',
})

export const duty = defineDomain({
  name: 'duty',
  router: dutyRouter,
  figures: [...dutyFigures, ...incidentFigures, ...visitFigures],
  indicators: incidentIndicators,
  registers: [incidentRegister, visitRegister],
  reactions,
  schedules,
  files: [...files, ...photos.files],
  uploads: photos.uploads,
  rights: {
    'duty.read': [...SERVE, 'party-monitor'],
    'duty.plan': ['district-commander', 'district-clerk', 'ward-chair', 'ward-secretary'],
    'duty.serve': SERVE,
    'incident.read': [...SERVE, 'party-monitor', 'front-officer', 'neighbourhood-head'],
    'incident.take': [...SERVE, 'neighbourhood-head'],
    'incident.command': COMMAND,
    // Who called is known to those who call back.
    'incident.caller': COMMAND,
    'field-visit.read': [...GO_THERE, 'party-monitor'],
    'field-visit.write': GO_THERE,
    // An inspection team takes in no incidents.
    // Whoever directs; a nurse or a neighbourhood head orders nobody.
    'field-visit.give': GO_THERE.filter((post) => !['ward-nurse', 'neighbourhood-head'].includes(post)),
    'field-visit.raise': GO_THERE.filter((post) => post !== 'inspection-lead'),
  },
  problems: { ...problems, ...visitProblems },
  constraints,
})
