import {
  bestSplit,
  discretiseSerialInterval,
  estimateRColumns,
  type Growth,
  growthRate,
} from '../../../engines/epi/index.ts'
import { addDays } from '../../../platform/clock.ts'
import type { GrowthOut, ReproductionOut, TurnOut } from './contract.ts'
import type { ReproductionRule } from './rules.ts'

const finite = (x: number) => (Number.isFinite(x) ? x : null)
const intervals = new Map<string, Float64Array>()

/** The serial interval by day, long enough to hold all but a thousandth of it. */
function intervalOf({ mean, sd }: { mean: number; sd: number }): Float64Array {
  const key = `${mean}/${sd}`
  const known = intervals.get(key)
  if (known) return known
  const made = discretiseSerialInterval({ mean, sd, length: Math.ceil(mean + 6 * sd) })
  intervals.set(key, made)
  return made
}

export interface DaySeries {
  /** First day. */
  origin: string
  /** Cases by day of report, all days over. */
  counts: ArrayLike<number>
  /** Those of them that were infected elsewhere. */
  imported: ArrayLike<number>
}

const sum = (x: ArrayLike<number>, from: number) => {
  let n = 0
  for (let i = Math.max(0, from); i < x.length; i++) n += x[i]!
  return n
}

/**
 * R of the last `windowDays` days by Cori's method, or why there is none. Imported cases infect but were not infected
 * here. By day of report: it tells of infections some days old.
 */
export function reproductionOf(series: DaySeries, disease: string, rule: ReproductionRule): ReproductionOut {
  const days = series.counts.length
  const from = addDays(series.origin, Math.max(0, days - rule.windowDays))
  const base = {
    from,
    to: addDays(series.origin, days - 1),
    cases: sum(series.counts, days - rule.windowDays),
    imported: sum(series.imported, days - rule.windowDays),
    needed: rule.leastCases,
    serialInterval: rule.serialIntervals[disease] ?? null,
    mean: null,
    low: null,
    high: null,
  }
  if (!base.serialInterval) return { ...base, reason: 'no-interval' }
  if (base.cases - base.imported < rule.leastCases) return { ...base, reason: 'few-cases' }
  if (days < rule.windowDays + 1) return { ...base, reason: 'short' }
  const local = Float64Array.from({ length: days }, (_, i) => series.counts[i]! - series.imported[i]!)
  const r = estimateRColumns({
    local,
    imported: series.imported,
    serialInterval: intervalOf(base.serialInterval),
    windows: { start: [days - rule.windowDays + 1], end: [days] },
  })
  if (Number.isNaN(r.mean[0]!)) return { ...base, reason: 'short' }
  return { ...base, mean: r.mean[0]!, low: r.q025[0]!, high: r.q975[0]!, reason: null }
}

const growthOut = (g: Growth) => ({
  r: finite(g.r),
  low: finite(g.low),
  high: finite(g.high),
  doubling: finite(g.doubling),
  doublingLow: finite(g.doublingLow),
  doublingHigh: finite(g.doublingHigh),
  halving: finite(g.halving),
  halvingLow: finite(g.halvingLow),
  halvingHigh: finite(g.halvingHigh),
})

/** Growth over the last `growthDays` days, or why it is not estimated. A limit that is never reached is null. */
export function growthOf(series: DaySeries, rule: ReproductionRule): GrowthOut {
  const from = Math.max(0, series.counts.length - rule.growthDays)
  const counts = Array.prototype.slice.call(series.counts, from) as number[]
  const base = {
    from: addDays(series.origin, from),
    to: addDays(series.origin, series.counts.length - 1),
    cases: sum(counts, 0),
    daysWithCases: counts.filter((n) => n > 0).length,
    needed: rule.leastCases,
    neededDays: rule.leastDaysWithCases,
  }
  const enough = base.cases >= rule.leastCases && base.daysWithCases >= rule.leastDaysWithCases
  const g = enough ? growthRate({ counts, days: counts.map((_, i) => i + 0.5) }) : undefined
  return { ...base, ...(g ? growthOut(g) : growthOut(NONE)), enough }
}

const n = Number.NaN
const NONE: Growth = {
  r: n,
  low: n,
  high: n,
  doubling: n,
  doublingLow: n,
  doublingHigh: n,
  halving: n,
  halvingLow: n,
  halvingHigh: n,
  adjustedR2: n,
}

/** The day of the last `turnDays` days on which growth turned, when both sides have a line and they differ in direction. */
export function turnOf(series: DaySeries, rule: ReproductionRule): TurnOut | null {
  const from = Math.max(0, series.counts.length - rule.turnDays)
  const counts = Array.prototype.slice.call(series.counts, from) as number[]
  const withCases = counts.filter((c) => c > 0).length
  if (sum(counts, 0) < 2 * rule.leastCases || withCases < 2 * rule.leastDaysWithCases) return null
  const split = bestSplit({ counts, days: counts.map((_, i) => i + 0.5) })
  const [before, after] = [split.before.r, split.after.r]
  if (!Number.isFinite(before) || !Number.isFinite(after) || before > 0 === after > 0) return null
  return { day: addDays(series.origin, from + split.index), before, after }
}
