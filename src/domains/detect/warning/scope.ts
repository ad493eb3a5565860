import { addDays, daysBetween, localDate } from '../../../platform/clock.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import type { FigureInput } from '../../../platform/figures.ts'
import { areasAsked, treeOf } from '../../registry/areas/index.ts'
import { type Counts, countBlocks, firstReport } from './queries.ts'

/** Days of the register that a page looks at; longer ago only weeks are counted. */
export const DAYS = 90
export const SPARK_DAYS = 28

/** What is asked, in days: `today` is not over and is never judged as if it were. */
export interface Scope {
  areaId: number
  input: FigureInput
  asOf: string
  today: string
  lastDay: string
  /** Areas that are judged: the one asked about and all below it down to wards; below a ward its neighbourhoods. */
  areas: { id: number; parent: number | undefined; depth: number }[]
  /** Area of a record → the smallest judged area that holds it. */
  units: Map<number, number>
}

/** @throws Problem outside-area, not-found */
export async function scopeOf(
  ctx: Ctx,
  ask: { areaId?: number | undefined; asOf?: string | undefined },
): Promise<Scope> {
  const areaId = ask.areaId ?? ctx.viewer.areaId
  const areaIds = await areasAsked(ctx, areaId)
  const tree = await treeOf(ctx)
  const asOf = ask.asOf ?? ctx.clock.now().toISOString()
  const today = localDate(asOf)
  const areas: Scope['areas'] = [{ id: areaId, parent: undefined, depth: 0 }]
  const asked = tree.byId.get(areaId)
  for (const area of areas) {
    for (const child of tree.children(area.id))
      if (child.level !== 'neighbourhood' || asked?.level === 'ward')
        areas.push({ id: child.id, parent: area.id, depth: area.depth + 1 })
  }
  const mine = new Set(areaIds)
  const units = new Map<number, number>()
  // From the deepest up: what lies in a ward is the ward's, the rest of a district its own.
  for (const area of [...areas].reverse())
    for (const id of area.id === areaId ? areaIds : tree.subtree(area.id))
      if (mine.has(id) && !units.has(id)) units.set(id, area.id)
  const input = { areaIds, asOf, isPresent: ask.asOf === undefined }
  return { areaId, input, asOf, today, lastDay: addDays(today, -1), areas, units }
}

/** Counts of one area and disease. */
export interface Series {
  areaId: number
  disease: string
  counts: Int32Array
  imported: Int32Array
}

/** Adds what was counted by unit up the tree: every area with all that lies in it. Areas without a case have no series. */
function foldUp(scope: Scope, counted: Counts[], length: number): Map<string, Series> {
  const parents = new Map(scope.areas.map((a) => [a.id, a.parent]))
  const all = new Map<string, Series>()
  for (const c of counted) {
    for (let id: number | undefined = c.unit; id !== undefined; id = parents.get(id)) {
      const key = `${id} ${c.disease}`
      let found = all.get(key)
      if (!found) {
        found = {
          areaId: id,
          disease: c.disease,
          counts: new Int32Array(length),
          imported: new Int32Array(length),
        }
        all.set(key, found)
      }
      for (let i = 0; i < c.at.length; i++) {
        const at = c.at[i]!
        if (at >= length) continue
        found.counts[at]! += c.n[i]!
        found.imported[at]! += c.imported[i]!
      }
    }
  }
  return all
}

export interface Counted {
  historyFrom: string | undefined
  /** First day of `days`; its last is today, which is not over. */
  origin: string
  days: Map<string, Series>
  dayCount: number
  /** Calendar dates of the days. */
  dayNames: string[]
  /** First day of the first week of `weeks`; the last one ends on the last day that is over. */
  firstWeek: string
  weeks: Map<string, Series>
  weekCount: number
}

/**
 * Everything a page judges by, in three questions to the database. Days before the first report of the register are no
 * days without cases: nobody was counting.
 */
export async function count(db: Tx, scope: Scope, yearsMost: number, yearsLeast: number): Promise<Counted> {
  const historyFrom = await firstReport(db, scope.input)
  const start = historyFrom ?? scope.today
  const origin = [addDays(scope.today, -DAYS), start].sort()[1]!
  const dayCount = daysBetween(origin, scope.today) + 1
  const most = Math.ceil(yearsMost * 52.18) + 10
  const weekCount = Math.min(most, Math.max(1, Math.floor((daysBetween(start, scope.lastDay) + 1) / 7)))
  const firstWeek = addDays(scope.lastDay, 1 - 7 * weekCount)
  const days = foldUp(scope, await countBlocks(db, scope.input, scope.units, origin, 1), dayCount)
  const weeks =
    weekCount >= yearsLeast * 52
      ? foldUp(scope, await countBlocks(db, scope.input, scope.units, firstWeek, 7), weekCount)
      : new Map<string, Series>()
  const dayNames = Array.from({ length: dayCount }, (_, i) => addDays(origin, i))
  return { historyFrom, origin, days, dayCount, dayNames, firstWeek, weeks, weekCount }
}
