import { defineDomain } from '../../../platform/domain.ts'
import { attachmentsOf } from '../../registry/attachments/index.ts'
import { figures } from './figures.ts'
import { takeFile as takeFindingFile } from './findings.ts'
import { constraints, problems } from './problems.ts'
import { FINDING, VISIT } from './queries.ts'
import { findings, inspections as inspectionsRegister, plans } from './registers.ts'
import { inspectionsRouter } from './routes.ts'
import { takeFile } from './visit.ts'

export { plan } from './planning.ts'
export { listPlans } from './plans/queries.ts'
export { review, submit } from './plans/service.ts'
export { findLastScored } from './queries.ts'
export { close, start } from './visit.ts'

const READERS = [
  'district-commander',
  'party-monitor',
  'district-clerk',
  'epidemiologist',
  'ward-chair',
  'ward-secretary',
  'area-police',
  'inspection-lead',
  'front-officer',
]

const shared = { reads: 'inspection.read', adds: 'inspection.visit', event: 'inspection.changed' }
const photos = [
  attachmentsOf({ ...shared, subjectType: VISIT, path: 'inspections', take: takeFile }),
  attachmentsOf({ ...shared, subjectType: FINDING, path: 'findings', take: takeFindingFile }),
]

export const inspections = defineDomain({
  name: 'inspections',
  router: inspectionsRouter,
  figures,
  registers: [inspectionsRegister, findings, plans],
  uploads: photos.flatMap((p) => p.uploads),
  files: photos.flatMap((p) => p.files),
  rights: {
    'inspection.read': READERS,
    'inspection.plan': [
      'district-commander',
      'district-clerk',
      'inspection-lead',
      'ward-chair',
      'ward-secretary',
    ],
    // Whoever goes there. A visit is carried out by the unit that planned it.
    'inspection.visit': ['district-commander', 'inspection-lead', 'ward-chair', 'ward-secretary'],
    'plan.submit': ['district-clerk', 'ward-chair', 'ward-secretary', 'inspection-lead'],
    'plan.review': ['district-commander', 'ward-chair'],
  },
  problems,
  constraints,
})
