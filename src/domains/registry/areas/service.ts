import { localDate } from '../../../platform/clock.ts'
import { type Ctx, requireArea } from '../../../platform/context.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import type { Area } from './contract.ts'
import { listAreas, listLevels } from './queries.ts'

/** The tree of areas, kept in memory: it changes a few times a year and every request needs it. */
export interface AreaTree {
  all: Area[]
  byId: Map<number, Area>
  children(id: number): Area[]
  /** The area itself and everything below it. */
  subtree(id: number): number[]
  /** The nearest ancestor-or-self of that level. */
  ancestor(id: number, level: string): Area | undefined
}

const cache = new WeakMap<object, { date: string; tree: AreaTree }>()

/** Builds the tree from its areas. */
export function areaTree(all: Area[]): AreaTree {
  const byId = new Map(all.map((a) => [a.id, a]))
  const below = new Map<number, Area[]>()
  for (const a of all) {
    if (a.parentId !== null) below.set(a.parentId, [...(below.get(a.parentId) ?? []), a])
  }
  const children = (id: number) => below.get(id) ?? []
  const subtree = (id: number): number[] => [id, ...children(id).flatMap((c) => subtree(c.id))]
  const ancestor = (id: number, level: string): Area | undefined => {
    const area = byId.get(id)
    if (!area || area.level === level) return area
    return area.parentId === null ? undefined : ancestor(area.parentId, level)
  }
  return { all, byId, children, subtree, ancestor }
}

/** The tree in force on the day of `now`. */
export async function getAreaTree(db: Db | Tx, now: Date, key: object): Promise<AreaTree> {
  const date = localDate(now)
  const known = cache.get(key)
  if (known?.date === date) return known.tree
  const tree = areaTree(await listAreas(db, date))
  cache.set(key, { date, tree })
  return tree
}

/** The tree for a request. */
export function treeOf(ctx: Ctx): Promise<AreaTree> {
  return getAreaTree(ctx.db, ctx.clock.now(), ctx.db)
}

/**
 * The areas a question is about: the subtree of `areaId`, or the viewer's own.
 * @throws Problem outside-area, not-found
 */
export async function areasAsked(ctx: Ctx, areaId: number | undefined): Promise<number[]> {
  if (areaId === undefined) return ctx.viewer.areaIds
  const tree = await treeOf(ctx)
  if (!tree.byId.has(areaId)) throw problem('not-found')
  requireArea(ctx, areaId)
  return tree.subtree(areaId)
}

export async function listTree(ctx: Ctx) {
  const tree = await treeOf(ctx)
  return { levels: await listLevels(ctx.db), areas: tree.all }
}
