import { defineDomain } from '../../../platform/domain.ts'
import { figures } from './figures.ts'
import { constraints, problems } from './problems.ts'
import { findings, inspections as inspectionsRegister, plans } from './registers.ts'
import { inspectionsRouter } from './routes.ts'

export { plan } from './planning.ts'
export { review, submit } from './plans/service.ts'
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

export const inspections = defineDomain({
  name: 'inspections',
  router: inspectionsRouter,
  figures,
  registers: [inspectionsRegister, findings, plans],
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
