import { gammaQuantile } from './distributions.ts'

export interface Reproduction {
  /** First and last day of the window, counted from 1, both included. */
  start: number
  end: number
  /** Of the posterior distribution of R; NaN where the window ends before the mean serial interval is over. */
  mean: number
  sd: number
  q025: number
  q05: number
  q25: number
  median: number
  q75: number
  q95: number
  q975: number
}

/** The same by column: entry i of each is of window i. */
export type ReproductionColumns = { start: ArrayLike<number>; end: ArrayLike<number> } & {
  [field in Exclude<keyof Reproduction, 'start' | 'end'>]: Float64Array
}

export interface ReproductionInput {
  /** Cases infected here, a day each. */
  local: ArrayLike<number>
  /** Cases infected elsewhere, a day each. */
  imported?: ArrayLike<number> | undefined
  /** Chances from day 0 on; that of day 0 is 0. */
  serialInterval: ArrayLike<number>
  windows: Windows
  /** Of R; mean 5, sd 5 unless told. */
  prior?: { mean: number; sd: number } | undefined
}

/** Windows by their first and last days (from 1), or all windows of a width that begin on day 2 or later. */
export type Windows = { start: ArrayLike<number>; end: ArrayLike<number> } | { width: number }

const LEVELS = [0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975]

/**
 * The instantaneous reproduction number: how many each case would infect were everything to stay as in the window.
 * Cases of a day are Poisson with mean R Λ, Λ the infectivity of those before them, and R has a gamma prior: the
 * posterior is gamma and everything here is exact.
 *
 * Cases of day 1 count as imported whatever they are called. Imported cases infect but are not held to have been
 * infected here. A day that is NaN counts as without cases. A window that ends on or before the mean serial interval
 * gives NaN: nothing could have shown by then.
 * Source: Cori et al. 2013 (Am J Epidemiol 178:1505); agrees with EpiEstim's non-parametric and parametric methods.
 * @throws RangeError when the series differ in length, a window is none or holds day 1, or the serial interval or prior
 * is no distribution.
 */
export function estimateR(input: ReproductionInput): Reproduction[] {
  const c = estimateRColumns(input)
  const out = new Array<Reproduction>(c.mean.length)
  for (let i = 0; i < out.length; i++) {
    out[i] = {
      start: c.start[i]!,
      end: c.end[i]!,
      mean: c.mean[i]!,
      sd: c.sd[i]!,
      q025: c.q025[i]!,
      q05: c.q05[i]!,
      q25: c.q25[i]!,
      median: c.median[i]!,
      q75: c.q75[i]!,
      q95: c.q95[i]!,
      q975: c.q975[i]!,
    }
  }
  return out
}

/** estimateR by columns, for many series at once: an object a window costs more than its numbers. */
export function estimateRColumns({
  local,
  imported,
  serialInterval,
  windows,
  prior = { mean: 5, sd: 5 },
}: ReproductionInput): ReproductionColumns {
  const days = local.length
  if (imported && imported.length !== days) throw new RangeError('Local and imported cases differ in length')
  if (!(prior.mean > 0 && prior.sd > 0)) throw new RangeError('The prior of R needs a mean and an sd above 0')
  const meanInterval = checkInterval(serialInterval)
  const { start, end } = windowsOf(windows, days)
  const { length } = start
  const lambda = overallInfectivity(local, imported, serialInterval)
  const cases = new Float64Array(days + 1)
  const pressure = new Float64Array(days + 1)
  for (let t = 0; t < days; t++) {
    cases[t + 1] = cases[t]! + (local[t]! || 0)
    pressure[t + 1] = pressure[t]! + (lambda[t]! || 0)
  }
  const shape = (prior.mean / prior.sd) ** 2
  const rate = prior.mean / prior.sd ** 2
  const quantiles = quantilesWith(shape)
  const all = new Float64Array(length * (LEVELS.length + 2))
  const field = (i: number) => all.subarray(i * length, (i + 1) * length)
  for (let i = 0; i < length; i++) {
    const from = start[i]!
    const to = end[i]!
    const known = to > meanInterval
    const n = cases[to]! - cases[from - 1]!
    const a = known ? shape + n : Number.NaN
    // A sum over the window itself where the difference of running sums would be rounding and nothing else.
    const b = 1 / (rate + sumOver(lambda, pressure, from, to))
    const q = known ? quantiles(n) : NONE
    all[i] = a * b
    all[length + i] = Math.sqrt(a) * b
    for (let k = 0; k < LEVELS.length; k++) all[(k + 2) * length + i] = q[k]! * b
  }
  return {
    start,
    end,
    mean: field(0),
    sd: field(1),
    q025: field(2),
    q05: field(3),
    q25: field(4),
    median: field(5),
    q75: field(6),
    q95: field(7),
    q975: field(8),
  }
}

/**
 * Λ, the infectivity on each day of all cases before it: the cases of k days ago times the chance of an interval of k
 * days, summed. NaN on day 1. Index 0 is day 1.
 */
export function overallInfectivity(
  local: ArrayLike<number>,
  imported: ArrayLike<number> | undefined,
  serialInterval: ArrayLike<number>,
): Float64Array {
  const days = local.length
  const lambda = new Float64Array(days)
  let total = 1
  for (let s = 0; s < days; s++) total += (local[s]! || 0) + ((imported && imported[s]!) || 0)
  // Where the tail has faded below anything that shows beside a prior, it is not worth walking.
  let reach = Math.min(serialInterval.length, days) - 1
  while (reach > 0 && serialInterval[reach]! * total < 1e-15) reach -= 1
  // Three zeros on either side: four days of cases are spread in one walk, each a day further along the interval.
  const w = new Float64Array(reach + 7)
  for (let k = 1; k <= reach; k++) w[k + 3] = serialInterval[k]!
  const casesOf = (t: number) => (t < days ? (local[t]! || 0) + ((imported && imported[t]!) || 0) : 0)
  for (let s = 0; s < days; s += 4) {
    const a = casesOf(s)
    const b = casesOf(s + 1)
    const c = casesOf(s + 2)
    const d = casesOf(s + 3)
    if (a === 0 && b === 0 && c === 0 && d === 0) continue
    const last = Math.min(reach + 3, days - 1 - s)
    let w1 = 0
    let w2 = 0
    let w3 = 0
    for (let k = 1; k <= last; k++) {
      const w0 = w[k + 3]!
      lambda[s + k]! += a * w0 + b * w1 + c * w2 + d * w3
      w3 = w2
      w2 = w1
      w1 = w0
    }
  }
  if (days > 0) lambda[0] = Number.NaN
  return lambda
}

/** The windows as days from 1. */
export function windowsOf(
  windows: Windows,
  days: number,
): { start: ArrayLike<number>; end: ArrayLike<number> } {
  if ('width' in windows) {
    const { width } = windows
    if (!Number.isInteger(width) || width < 1) throw new RangeError(`A window of ${width} days is none`)
    const count = Math.max(0, days - width)
    const start = new Int32Array(count)
    const end = new Int32Array(count)
    for (let i = 0; i < count; i++) {
      start[i] = i + 2
      end[i] = i + 1 + width
    }
    return { start, end }
  }
  const { start, end } = windows
  if (start.length !== end.length) throw new RangeError('Starts and ends of windows differ in number')
  for (let i = 0; i < start.length; i++) {
    const fine = Number.isInteger(start[i]) && Number.isInteger(end[i]) && start[i]! <= end[i]!
    if (!fine || start[i]! < 2 || end[i]! > days)
      throw new RangeError(`A window from day ${start[i]} to ${end[i]} is not within day 2 to ${days}`)
  }
  return { start, end }
}

/** The mean of a serial interval given as chances from day 0. */
export function checkInterval(w: ArrayLike<number>): number {
  let mean = 0
  for (let k = 0; k < w.length; k++) {
    if (!(w[k]! >= 0)) throw new RangeError(`The chance of a serial interval of ${k} days is ${w[k]}`)
    mean += k * w[k]!
  }
  if (w.length > 0 && w[0] !== 0)
    throw new RangeError('Nobody infects on the day of their own onset: w[0] is 0')
  return mean
}

function sumOver(lambda: Float64Array, running: Float64Array, from: number, to: number): number {
  const difference = running[to]! - running[from - 1]!
  if (difference > running[to]! * 1e-2) return difference
  let sum = 0
  for (let t = from - 1; t < to; t++) sum += lambda[t]!
  return sum
}

const NONE = new Float64Array(LEVELS.length).fill(Number.NaN)
const COUNTS = 4096
const PRIORS = 8
const remembered = new Map<number, (Float64Array | undefined)[]>()

/**
 * Quantiles for scale 1 of the prior's shape plus a number of cases. Windows of all series share few numbers of cases,
 * so those of small numbers are sought once and kept.
 */
function quantilesWith(shape: number): (cases: number) => Float64Array {
  const seek = (cases: number) => Float64Array.from(LEVELS, (p) => gammaQuantile(p, shape + cases, 1))
  let kept = remembered.get(shape)
  if (!kept) {
    if (remembered.size >= PRIORS) remembered.clear()
    kept = new Array<Float64Array | undefined>(COUNTS)
    remembered.set(shape, kept)
  }
  const table = kept
  return (cases) => {
    if (!(cases < COUNTS && Number.isInteger(cases))) return seek(cases)
    let q = table[cases]
    if (!q) {
      q = seek(cases)
      table[cases] = q
    }
    return q
  }
}
