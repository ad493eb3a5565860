import { sql } from 'kysely'
import { addDays, localDate } from './clock.ts'
import type { Tx } from './db.ts'
import type { Figure, FigureInput } from './figures.ts'
import type { Words } from './words.ts'

/** The rows of a figure, or those of one part of it. */
export interface Counted {
  figure: Figure
  part?: { key: string; value: string }
}

interface Shared {
  id: string
  /** Where it stands on the page. */
  group: 'watch' | 'early' | 'speed' | 'tracing' | 'outcome' | 'quality'
  words: Words
  /** How it is computed, in words: what counts, over what, and what does not. */
  formula: Words
  /** Which way is better; null where neither is. */
  better: 'higher' | 'lower' | null
  /** A share as a fraction (0.8), another value in the indicator's own unit. */
  target?: { value: number; source: Words }
  /**
   * The last `days` days, today included, are still incomplete: they are left out of the value and of the trend, and
   * shown beside it.
   */
  lag: { days: number; words: Words }
  /**
   * The figure's rows depend on the window as a whole (one row for each person in it), so that they cannot be told
   * apart by day: no trend, and the incomplete days are not counted by themselves.
   */
  whole?: boolean
}

/**
 * A ratio whose numerator is a part of its denominator's own figure is a share: it cannot exceed its denominator, and
 * what the part leaves is its remainder, "chưa rõ". Any other ratio is a quotient with a unit.
 */
export type Indicator =
  | (Shared & { kind: 'ratio'; numerator: Counted; denominator: Counted; unit?: Words })
  | (Shared & {
      kind: 'distribution'
      figure: Figure
      /** A numeric column of the figure; null is "chưa rõ". */
      column: string
      unit: Words
      /** The share of known values that reach it: at most it when lower is better, else at least. */
      within?: { value: number; source: Words }
    })
  | (Shared & { kind: 'count'; counted: Counted })

/** Whether the numerator is a part of the denominator by construction. */
export function isShare(i: Indicator): boolean {
  return i.kind === 'ratio' && i.numerator.figure === i.denominator.figure && !i.denominator.part
}

/** Every figure that an indicator counts. */
export function figuresOf(i: Indicator): Figure[] {
  if (i.kind === 'ratio') return [i.numerator.figure, i.denominator.figure]
  return [i.kind === 'count' ? i.counted.figure : i.figure]
}

/** What an indicator says of some rows. Fractions between 0 and 1; undefined values are null, never 0. */
export interface Measure {
  /** Share, quotient, median or count; null where the denominator is 0 or nothing is known of it. */
  value: number | null
  /** Numerator: of a distribution how many are within its limit, null when it has none. */
  n: number | null
  /** Denominator: of a distribution how many rows; null for a count. */
  d: number | null
  /** Rows of the denominator of which the record does not tell; they count in it. */
  unknown: number
  spread?: { p25: number; p75: number; p90: number; mean: number } | undefined
}

/** How many rows of an area and week have one value of what the indicator looks at. */
interface Cell {
  areaId: number
  /** 0 is the last seven complete days, 1 those before; -1 the incomplete ones. */
  week: number
  of: 'numerator' | 'rows'
  value: string | null
  count: number
}

/** A trend goes back this many weeks. */
const WEEKS = 8

/** What is counted, and for which days. Days are calendar dates in Asia/Ho_Chi_Minh, both included. */
interface Period {
  from: string
  to: string
  weeks: number
}

/** The last whole weeks before the indicator's incomplete days, as of a moment. @param days a multiple of 7 */
export function periodOf(i: Indicator, asOf: string, days: number): Period {
  const to = addDays(localDate(asOf), -i.lag.days)
  return { from: addDays(to, 1 - days), to, weeks: days / 7 }
}

interface Measured {
  cells: Cell[]
  period: Period
  /** Weeks of the trend; 0 when the indicator has none. */
  trend: number
}

/** Counts everything that an indicator needs, by area and week, in one query for each of its figures. */
export async function measure(db: Tx, i: Indicator, input: FigureInput, days: number): Promise<Measured> {
  const period = periodOf(i, input.asOf, days)
  const trend = hasTrend(i) ? Math.max(WEEKS, period.weeks) : 0
  const asked: FigureInput = trend
    ? { ...input, from: addDays(period.to, 1 - 7 * trend), to: localDate(input.asOf) }
    : { ...input, from: period.from, to: period.to }
  const ask = (counted: Counted, column: string | undefined, of: Cell['of']) =>
    countCells(db, counted, asked, column, of, trend ? period.to : undefined)
  const cells: Cell[] = []
  if (i.kind === 'count') cells.push(...(await ask(i.counted, undefined, 'rows')))
  else if (i.kind === 'distribution') cells.push(...(await ask({ figure: i.figure }, i.column, 'rows')))
  else if (isShare(i)) cells.push(...(await ask(i.denominator, i.numerator.part!.key, 'rows')))
  else {
    cells.push(...(await ask(i.numerator, undefined, 'numerator')))
    cells.push(...(await ask(i.denominator, undefined, 'rows')))
  }
  return { cells, period, trend }
}

/** A figure of a moment has no days, and one of a whole window cannot be cut into them. */
function hasTrend(i: Indicator): boolean {
  return !i.whole && figuresOf(i).every((f) => f.axis === 'flow')
}

async function countCells(
  db: Tx,
  { figure, part }: Counted,
  input: FigureInput,
  column: string | undefined,
  of: Cell['of'],
  to: string | undefined,
): Promise<Cell[]> {
  const week = to ? sql`floor((${to}::date - r.day) / 7.0)::int` : sql`0`
  const value = column ? sql`${sql.ref(`r.${column}`)}::text` : sql`null::text`
  const rows = await db
    .selectFrom(figure.rows(db, input).as('r') as never)
    .select([
      sql<number>`r.area_id`.as('areaId'),
      sql<number>`${week}`.as('week'),
      sql<string | null>`${value}`.as('value'),
      sql<number>`count(*)`.as('count'),
    ])
    .$if(part !== undefined, (q) =>
      q.where(sql<boolean>`${sql.ref(`r.${part?.key}`)}::text = ${part?.value}`),
    )
    .groupBy(sql`1, 2, 3`)
    .execute()
  return rows.map((r) => ({ ...r, week: r.week < 0 ? -1 : r.week, of }))
}

/** Cells of some weeks and areas, as the indicator's measure of them. */
export function summarise(i: Indicator, cells: Cell[]): Measure {
  const rows = cells.filter((c) => c.of === 'rows')
  const d = sum(rows)
  if (i.kind === 'count') return { value: d, n: d, d: null, unknown: 0 }
  if (i.kind === 'distribution') return spreadOf(i, rows, d)
  if (!isShare(i)) {
    const n = sum(cells.filter((c) => c.of === 'numerator'))
    return { value: d === 0 ? null : n / d, n, d, unknown: 0 }
  }
  const { key, value } = i.numerator.part!
  const values = i.denominator.figure.parts?.[key]?.values ?? {}
  const n = sum(rows.filter((c) => c.value === value))
  const unknown = sum(rows.filter((c) => c.value === null || !(c.value in values)))
  // Of people of whom nothing is known, a share of 0 % would be a claim.
  return { value: d === unknown ? null : n / d, n, d, unknown }
}

function spreadOf(i: Indicator & { kind: 'distribution' }, rows: Cell[], d: number): Measure {
  const known = rows
    .filter((c) => c.value !== null)
    .map((c) => ({ value: Number(c.value), count: c.count }))
    .sort((a, b) => a.value - b.value)
  const total = sum(known)
  const within = i.within
  const reaches = (v: number) => within && (i.better === 'higher' ? v >= within.value : v <= within.value)
  const n = within ? sum(known.filter((k) => reaches(k.value))) : null
  if (total === 0) return { value: null, n, d, unknown: d }
  const at = (p: number) => quantile(known, total, p)
  const mean = known.reduce((s, k) => s + k.value * k.count, 0) / total
  return {
    value: at(0.5),
    n,
    d,
    unknown: d - total,
    spread: { p25: at(0.25), p75: at(0.75), p90: at(0.9), mean },
  }
}

/** Quantile by linear interpolation between order statistics (Hyndman and Fan's type 7, as percentile_cont). */
function quantile(sorted: { value: number; count: number }[], total: number, p: number): number {
  const position = p * (total - 1)
  const low = nth(sorted, Math.floor(position))
  const high = nth(sorted, Math.ceil(position))
  return low + (high - low) * (position - Math.floor(position))
}

function nth(sorted: { value: number; count: number }[], index: number): number {
  let seen = 0
  for (const k of sorted) {
    seen += k.count
    if (seen > index) return k.value
  }
  return Number.NaN
}

const sum = (cells: { count: number }[]) => cells.reduce((n, c) => n + c.count, 0)

/** Whether a measure reaches the indicator's target; null where there is no target or no value. */
export function reachesTarget(i: Indicator, m: Measure): boolean | null {
  if (!i.target || m.value === null) return null
  return i.better === 'lower' ? m.value <= i.target.value : m.value >= i.target.value
}

/** How a share's denominator splits by all values of the numerator's part, the remainder last; empty for the others. */
export function splitOf(i: Indicator, cells: Cell[]): { value: string | null; count: number }[] {
  if (i.kind !== 'ratio' || !isShare(i)) return []
  const values = Object.keys(i.denominator.figure.parts?.[i.numerator.part!.key]?.values ?? {})
  const of = (value: string) => sum(cells.filter((c) => c.value === value))
  const known = values.map((value) => ({ value, count: of(value) }))
  return [...known, { value: null, count: sum(cells) - sum(known) }]
}
