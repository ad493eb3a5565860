import { defineDomain } from '../../../platform/domain.ts'
import { areasRouter } from './routes.ts'

export type { Area } from './contract.ts'
export { HANOI_2021, type PresetArea } from './data/hanoi-2021.ts'
export { type AreaTree, areasAsked, areaTree, getAreaTree, treeOf } from './service.ts'

export const areas = defineDomain({ name: 'areas', router: areasRouter, rights: {} })
