import { sql } from 'kysely'
import { z } from 'zod'
import { addDays } from '../../../platform/clock.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Figure, FigureInput } from '../../../platform/figures.ts'
import type { Area, AreaTree } from '../../registry/areas/index.ts'
import type { Scored } from './contract.ts'

/** Rule `performance.measures`: what is measured, at which level, and how days are told apart by their load. */
export const MeasuresRule = z.object({
  level: z.string(),
  /** The post whose holder answers for a unit. */
  head: z.string(),
  /** Fewer rows than this are not judged. */
  few: z.number().int().min(1),
  loadFigure: z.string(),
  /** Least confirmed cases of seven days, ascending from 0. */
  loads: z.array(z.number().int().min(0)).min(1),
  measures: z
    .array(
      z.object({ id: z.string(), figure: z.string(), part: z.string(), good: z.array(z.string()).min(1) }),
    )
    .min(1),
})
export type MeasuresRule = z.infer<typeof MeasuresRule>

/** Two-sided, 19 of 20. */
const Z = 1.96
const LOAD_DAYS = 7

interface DayCount {
  /** Position of the unit in the list of units. */
  unit: number
  day: string
  good: boolean
  n: number
}

/** Rows of a figure by unit, day and whether they are good. */
async function countDays(
  db: Tx,
  figure: Figure,
  input: FigureInput,
  unitOf: ReadonlyMap<number, number>,
  part?: { key: string; good: string[] },
): Promise<DayCount[]> {
  const good = part ? sql`f.${sql.ref(part.key)} = any(${part.good}::text[])` : sql`true`
  const { rows } = await sql<{ area_id: number; day: string; good: boolean; n: number }>`
    select f.area_id, f.day::text as day, coalesce(${good}, false) as good, count(*)::int as n
    from ${figure.rows(db, input).as('f')} group by 1, 2, 3`.execute(db)
  return rows.flatMap((r) => {
    const unit = unitOf.get(r.area_id)
    return unit === undefined ? [] : [{ unit, day: r.day, good: r.good, n: r.n }]
  })
}

/** Confirmed cases of the last seven days, the day included, by unit and day. */
function loadOf(counts: DayCount[], loads: readonly number[]): (unit: number, day: string) => number {
  const byUnit = new Map<string, number>()
  for (const c of counts) byUnit.set(`${c.unit} ${c.day}`, (byUnit.get(`${c.unit} ${c.day}`) ?? 0) + c.n)
  const known = new Map<string, number>()
  return (unit, day) => {
    const key = `${unit} ${day}`
    let load = known.get(key)
    if (load === undefined) {
      let cases = 0
      for (let back = 0; back < LOAD_DAYS; back += 1)
        cases += byUnit.get(`${unit} ${addDays(day, -back)}`) ?? 0
      load = loads.findLastIndex((from) => cases >= from)
      known.set(key, load)
    }
    return load
  }
}

const share = (good: number, n: number) => (n === 0 ? null : good / n)

/**
 * How each unit did in one measure beside what was to be expected on days as hard as its own.
 * @param counts rows by unit, day and whether they are good
 * @param load index of the load of a unit on a day
 * @returns one result for each unit, in their order
 */
export function score(
  counts: readonly DayCount[],
  units: number,
  loads: readonly number[],
  load: (unit: number, day: string) => number,
  few: number,
): Omit<Scored, 'id' | 'figure' | 'words' | 'part' | 'good'>[] {
  const table = () => Array.from({ length: units }, () => new Float64Array(loads.length))
  const n = table()
  const nGood = table()
  for (const c of counts) {
    const at = load(c.unit, c.day)
    n[c.unit]![at]! += c.n
    if (c.good) nGood[c.unit]![at]! += c.n
  }
  const sum = (of: Float64Array[], at: number) => of.reduce((s, unit) => s + unit[at]!, 0)
  const all = loads.map((_, at) => share(sum(nGood, at), sum(n, at)))
  const total = (of: Float64Array) => of.reduce((s, x) => s + x, 0)
  const wholeN = n.reduce((s, unit) => s + total(unit), 0)
  const whole = share(
    nGood.reduce((s, unit) => s + total(unit), 0),
    wholeN,
  )
  return n.map((mine, unit) => {
    const rows = total(mine)
    const good = total(nGood[unit]!)
    let expected = 0
    let variance = 0
    for (const [at, p] of all.entries()) {
      if (p === null) continue
      expected += mine[at]! * p
      variance += mine[at]! * p * (1 - p)
    }
    const far = variance > 0 ? (good - expected) / Math.sqrt(variance) : 0
    return {
      n: rows,
      nGood: good,
      share: share(good, rows),
      expected: share(expected, rows),
      all: whole,
      verdict: rows < few ? 'few' : far >= Z ? 'better' : far <= -Z ? 'worse' : 'as_expected',
      loads: loads.map((from, at) => ({
        from,
        n: mine[at]!,
        nGood: nGood[unit]![at]!,
        all: all[at] ?? null,
      })),
    }
  })
}

/** Every measure of the rule for these units. Days are calendar dates, both included. */
export async function scoreAll(
  ctx: Ctx,
  db: Tx,
  tree: AreaTree,
  rule: MeasuresRule,
  units: Area[],
  input: { from: string; to: string; asOf: string; isPresent: boolean },
): Promise<Scored[][]> {
  const unitOf = new Map(units.flatMap((u, i) => tree.subtree(u.id).map((id) => [id, i] as const)))
  const within = new Set(ctx.viewer.areaIds)
  const areaIds = [...unitOf.keys()].filter((id) => within.has(id))
  const ask = { areaIds, asOf: input.asOf, isPresent: input.isPresent }
  const loadFigure = ctx.figures.get(rule.loadFigure)
  const before = { from: addDays(input.from, 1 - LOAD_DAYS), to: input.to }
  const cases = loadFigure ? await countDays(db, loadFigure, { ...ask, ...before }, unitOf) : []
  const load = loadOf(cases, rule.loads)
  const results: Scored[][] = units.map(() => [])
  for (const m of rule.measures) {
    const figure = ctx.figures.get(m.figure)
    if (!figure) continue
    const window = { from: input.from, to: input.to }
    const counts = await countDays(db, figure, { ...ask, ...window }, unitOf, { key: m.part, good: m.good })
    const scored = score(counts, units.length, rule.loads, load, rule.few)
    for (const [i, s] of scored.entries()) {
      results[i]!.push({ ...s, id: m.id, figure: m.figure, words: figure.words, part: m.part, good: m.good })
    }
  }
  return results
}
