import type { Ctx } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import { treeOf } from '../../registry/areas/index.ts'
import type { Extent } from './contract.ts'
import { listHouseholdsOf, listPlaces } from './queries.ts'

export interface Measured {
  /** The ward that holds all of it, or else the district. */
  areaId: number
  /** Every area that it touches. */
  reach: number[]
  households: string[]
}

export type Competent = 'ward-chair' | 'district-commander'

/** The post that signs about a zone of this area: inside one ward its chair, beyond it the district's commander (P17). */
export async function competentFor(ctx: Ctx, areaId: number): Promise<Competent> {
  const tree = await treeOf(ctx)
  return tree.ancestor(areaId, 'ward') ? 'ward-chair' : 'district-commander'
}

/**
 * What an extent holds and who decides about it.
 * @throws Problem zone-empty (nothing named or drawn), outside-area, refers-to-nothing (an unknown building)
 */
export async function measure(ctx: Ctx, db: Tx, extent: Extent): Promise<Measured> {
  const { partAreaIds, placeIds, polygon } = extent
  if (partAreaIds.length + placeIds.length === 0 && !polygon) throw problem('zone-empty')
  const tree = await treeOf(ctx)
  for (const id of partAreaIds) if (!ctx.viewer.areaIds.includes(id)) throw problem('outside-area')
  const places = await listPlaces(db, placeIds)
  if (new Set(places.map((p) => p.id)).size < new Set(placeIds).size) throw problem('refers-to-nothing')
  const households = await listHouseholdsOf(db, extent, ctx.viewer.areaIds)
  const named = [...partAreaIds, ...places.map((p) => p.areaId)]
  const touched = [...new Set([...named, ...households.map((h) => h.areaId)])]
  // Nothing named and nobody inside the ring: the area of whoever draws it decides.
  const whose = touched.length ? touched : [ctx.viewer.areaId]
  const wards = [...new Set(whose.map((id) => tree.ancestor(id, 'ward')?.id))]
  const decides =
    (wards.length === 1 ? wards[0] : undefined) ??
    tree.ancestor(whose[0]!, 'district')?.id ??
    ctx.viewer.areaId
  if (!ctx.viewer.areaIds.includes(decides)) throw problem('outside-area')
  return {
    areaId: decides,
    reach: [...new Set([decides, ...touched, ...partAreaIds.flatMap((id) => tree.subtree(id))])],
    households: households.map((h) => h.id),
  }
}
