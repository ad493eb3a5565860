import { localDate } from '../../../platform/clock.ts'
import { type Ctx, requireArea } from '../../../platform/context.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import type { Area } from './contract.ts'
import { type Holdings, holdingsOn, type Lineage, lineageOf, type Part } from './lineage.ts'
import { getGeneration, listAreas, listLevels } from './queries.ts'
import { getLineage } from './reorganisations/queries.ts'

/** The tree of areas of one day, kept in memory: it changes a few times a year and every request needs it. */
export interface AreaTree {
  /** In force on the day. */
  all: Area[]
  byId: Map<number, Area>
  children(id: number): Area[]
  /** The area itself, everything below it, and whatever on other days lay or will lie wholly in it. */
  subtree(id: number): number[]
  /** Areas of other days of which the area has a part: their records are nobody's alone. */
  parts(id: number): Part[]
  /** What a post over the area may see: its subtree, and the history of areas of which it took over a part. */
  scope(id: number): number[]
  /** The nearest ancestor-or-self of that level. */
  ancestor(id: number, level: string): Area | undefined
  lineage: Lineage
}

interface Known {
  generation: number
  /** When the generation was last asked for, ms of the system's clock. */
  asked: number
  lineage: Lineage
  trees: Map<string, AreaTree>
}

let cache = new WeakMap<object, Known>()

/** A change by another server process is seen after this long. */
const ASK_AGAIN_MS = 2000

/** After a change of areas in this process. */
export function forgetTrees(): void {
  cache = new WeakMap()
}

/** Builds the tree from the areas of a day; without a lineage no other day is known. */
export function areaTree(all: Area[], lineage?: Lineage, date = '9999-12-31'): AreaTree {
  const known =
    lineage ??
    lineageOf(
      all.map((a) => ({ id: a.id, parentId: a.parentId, from: '0001-01-01', to: null })),
      [],
    )
  const byId = new Map(all.map((a) => [a.id, a]))
  const below = Map.groupBy(all, (a) => a.parentId)
  let holdings: Map<number, Holdings> | undefined
  const holdingsOf = (id: number): Holdings => {
    holdings ??= holdingsOn(known, date)
    return holdings.get(id) ?? { whole: [id], parts: [] }
  }
  const ancestor = (id: number, level: string): Area | undefined => {
    const area = byId.get(id)
    if (!area || area.level === level) return area
    return area.parentId === null ? undefined : ancestor(area.parentId, level)
  }
  return {
    all,
    byId,
    children: (id) => below.get(id) ?? [],
    subtree: (id) => holdingsOf(id).whole,
    parts: (id) => holdingsOf(id).parts,
    scope: (id) => [...holdingsOf(id).whole, ...holdingsOf(id).parts.map((p) => p.areaId)],
    ancestor,
    lineage: known,
  }
}

/** The tree in force on a calendar date. */
async function treeOn(db: Db | Tx, date: string, key: object): Promise<AreaTree> {
  let known = cache.get(key)
  const now = Date.now()
  if (!known || now - known.asked >= ASK_AGAIN_MS) {
    const generation = await getGeneration(db)
    if (known?.generation === generation) known.asked = now
    else {
      known = { generation, asked: now, lineage: await getLineage(db), trees: new Map() }
      cache.set(key, known)
    }
  }
  const found = known.trees.get(date)
  if (found) return found
  const tree = areaTree(await listAreas(db, date), known.lineage, date)
  // Of the days that somebody looked back to, a few are enough.
  if (known.trees.size > 20) known.trees.clear()
  known.trees.set(date, tree)
  return tree
}

/** The tree in force on the day of `now`. */
export function getAreaTree(db: Db | Tx, now: Date, key: object): Promise<AreaTree> {
  return treeOn(db, localDate(now), key)
}

/** The tree for a request. */
export function treeOf(ctx: Ctx): Promise<AreaTree> {
  return getAreaTree(ctx.common, ctx.clock.now(), ctx.common)
}

/**
 * An area of any day as a question: which records are its own, and of which it has a share only. An area in force now
 * is read in the system of today, another one in the system of its last day (or of its first, while it lies ahead).
 * @throws Problem not-found, outside-area
 */
async function areaIn(ctx: Ctx, areaId: number): Promise<{ whole: number[]; parts: Part[] }> {
  const today = await treeOf(ctx)
  const unit = today.lineage.units.get(areaId)
  if (!unit) throw problem('not-found')
  requireArea(ctx, areaId)
  const date = localDate(ctx.clock.now())
  const ended = unit.to !== null && unit.to < date
  const day = ended ? unit.to! : [unit.from, date].sort()[1]!
  const tree = day === date ? today : await treeOn(ctx.common, day, ctx.common)
  return { whole: tree.subtree(areaId), parts: tree.parts(areaId) }
}

/**
 * The areas a question is about: those whose records belong to `areaId`, or to the viewer's own area.
 * @throws Problem outside-area, not-found
 */
export async function areasAsked(ctx: Ctx, areaId: number | undefined): Promise<number[]> {
  if (areaId === undefined) return (await treeOf(ctx)).subtree(ctx.viewer.areaId)
  const mine = new Set(ctx.viewer.areaIds)
  return (await areaIn(ctx, areaId)).whole.filter((id) => mine.has(id))
}

export async function listTree(ctx: Ctx) {
  const tree = await treeOf(ctx)
  return { levels: await listLevels(ctx.common), areas: tree.all }
}
