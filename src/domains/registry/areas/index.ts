import { defineDomain } from '../../../platform/domain.ts'
import { upload } from './boundaries/service.ts'
import { problems } from './problems.ts'
import { putDueInForce } from './reorganisations/service.ts'
import { areasRouter } from './routes.ts'

export { boundariesOn } from './boundaries/service.ts'
export type { Area } from './contract.ts'
export { HANOI_2021, type PresetArea } from './data/hanoi-2021.ts'
export { findAreaEver } from './queries.ts'
export { listTouched, listWholeMoves } from './reorganisations/queries.ts'
export { type AreaTree, areasAsked, areaTree, getAreaTree, treeOf } from './service.ts'

export const areas = defineDomain({
  name: 'areas',
  router: areasRouter,
  rights: {
    'area.manage': ['administrator'],
    'area.name': ['administrator', 'district-clerk', 'ward-chair', 'ward-nurse', 'area-police'],
  },
  problems,
  constraints: { boundary_area_once: 'boundary-area-taken' },
  schedules: [{ name: 'areas.reorganise', everyMinutes: 10, run: putDueInForce }],
  uploads: [{ path: '/api/areas/boundary-sets', right: 'area.manage', run: upload }],
})
