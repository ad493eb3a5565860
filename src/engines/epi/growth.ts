import { studentQuantile } from './distributions.ts'

export interface Growth {
  /** Change of the logarithm of the counts a day, with its confidence limits. NaN from fewer than two days with cases. */
  r: number
  low: number
  high: number
  /** Days until the counts have doubled, where r is above 0; else NaN. A limit no growth ever reaches is ∞. */
  doubling: number
  doublingLow: number
  doublingHigh: number
  /** Days until they have halved, where r is not above 0; else NaN. */
  halving: number
  halvingLow: number
  halvingHigh: number
  /** Of the fit; NaN from fewer than three days with cases. */
  adjustedR2: number
}

/**
 * Growth rate and doubling time from a straight line through the logarithms of the counts. Days without cases have no
 * logarithm and are left out, which makes a fading outbreak look slower than it is.
 *
 * Source: Wallinga & Lipsitch 2007 (Proc R Soc B 274:599) for r; agrees with incidence::fit.
 * @param counts cases of each interval
 * @param days the day in the middle of each interval, from any origin
 * @param level of the confidence limits, .95 unless told
 * @throws RangeError when counts and days differ in number
 */
export function growthRate({
  counts,
  days,
  level = 0.95,
}: {
  counts: ArrayLike<number>
  days: ArrayLike<number>
  level?: number | undefined
}): Growth {
  if (counts.length !== days.length) throw new RangeError('Counts and days differ in number')
  let n = 0
  let meanX = 0
  let meanY = 0
  for (let i = 0; i < counts.length; i++) {
    if (!(counts[i]! > 0)) continue
    n += 1
    meanX += days[i]!
    meanY += Math.log(counts[i]!)
  }
  meanX /= n
  meanY /= n
  let xx = 0
  let xy = 0
  for (let i = 0; i < counts.length; i++) {
    if (!(counts[i]! > 0)) continue
    xx += (days[i]! - meanX) ** 2
    xy += (days[i]! - meanX) * (Math.log(counts[i]!) - meanY)
  }
  const r = xy / xx
  let rss = 0
  let yy = 0
  for (let i = 0; i < counts.length; i++) {
    if (!(counts[i]! > 0)) continue
    const y = Math.log(counts[i]!) - meanY
    rss += (y - r * (days[i]! - meanX)) ** 2
    yy += y * y
  }
  const margin = n > 2 ? studentQuantile(1 - level, n - 2) * Math.sqrt(rss / (n - 2) / xx) : Number.NaN
  const low = r - margin
  const high = r + margin
  const grows = r > 0
  const time = (rate: number, wanted: boolean) =>
    wanted ? beyond(Math.LN2 / (grows ? rate : -rate)) : Number.NaN
  return {
    r,
    low,
    high,
    doubling: time(r, grows),
    doublingLow: time(high, grows),
    doublingHigh: time(low, grows),
    halving: time(r, r <= 0),
    halvingLow: time(low, r <= 0),
    halvingHigh: time(high, r <= 0),
    adjustedR2: n > 2 ? 1 - (rss / (n - 2)) * ((n - 1) / yy) : Number.NaN,
  }
}

/** A limit on the other side of standing still is never reached. */
function beyond(days: number): number {
  return days < 0 ? Number.POSITIVE_INFINITY : days
}

export interface Split {
  /** Into the counts, from 0: the last of the days before and the first of those after. */
  index: number
  before: Growth
  after: Growth
  /** Every split tried with the mean of the two adjusted R². */
  tried: { index: number; r2: number }[]
}

/**
 * The day on which growth turned: of the days around the highest count, the one at which two straight lines, before and
 * after and both including it, fit best by the mean of their adjusted R². Of equals the first.
 *
 * A side with one day with cases has no line; then the other side's R² alone counts, and where neither has one the day
 * is not a candidate. Source: agrees with incidence::fit_optim_split.
 * @param days as growthRate
 * @param window days around the highest count that are tried, half of them before, half after, each half rounded to
 * whole days; a quarter of the span unless told
 * @throws RangeError when counts and days differ in number or there is no split to try
 */
export function bestSplit({
  counts,
  days,
  window,
}: {
  counts: ArrayLike<number>
  days: ArrayLike<number>
  window?: number | undefined
}): Split {
  if (counts.length !== days.length) throw new RangeError('Counts and days differ in number')
  let peak = -1
  for (let i = 0; i < counts.length; i++) if (peak < 0 || counts[i]! > counts[peak]!) peak = i
  if (peak < 0) throw new RangeError('There are no counts to split')
  const half = roundHalfEven((window ?? (days[days.length - 1]! - days[0]! + 1) / 4) / 2)
  const slice = (a: ArrayLike<number>, from: number, to: number) => Array.prototype.slice.call(a, from, to)
  const side = (from: number, to: number) =>
    growthRate({ counts: slice(counts, from, to), days: slice(days, from, to) })
  const tried: Split['tried'] = []
  let best: Split | undefined
  let bestR2 = Number.NEGATIVE_INFINITY
  for (let i = 0; i < counts.length; i++) {
    if (Math.abs(days[i]! - days[peak]!) > half) continue
    const before = side(0, i + 1)
    const after = side(i, counts.length)
    const known = [before.adjustedR2, after.adjustedR2].filter((x) => !Number.isNaN(x))
    const r2 = known.reduce((a, b) => a + b, 0) / known.length
    tried.push({ index: i, r2 })
    if (r2 > bestR2) {
      bestR2 = r2
      best = { index: i, before, after, tried }
    }
  }
  if (!best) throw new RangeError('No day near the highest count has cases on either side')
  return best
}

/** As R moves dates by a difference of days. */
function roundHalfEven(x: number): number {
  const down = Math.floor(x)
  if (x - down !== 0.5) return Math.round(x)
  return down % 2 === 0 ? down : down + 1
}
