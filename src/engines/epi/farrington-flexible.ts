import {
  negativeBinomialCdf,
  negativeBinomialQuantile,
  normalCdf,
  normalQuantile,
  poissonCdf,
  poissonQuantile,
  studentTwoSided,
} from './distributions.ts'
import { type Calendar, calendarOf, referencePlaces, seasonGroups } from './farrington-weeks.ts'
import { dispersionOf, downWeights, fitPoisson, type Observations, type PoissonFit, predict } from './glm.ts'

export type ThresholdMethod = 'delta' | 'nbPlugin' | 'muan'
export type Power = 'none' | '1/2' | '2/3'

export interface FarringtonOptions {
  counts: ArrayLike<number>
  /** First day of each entry; taken by its UTC date. Without, entries are numbered and a year has `frequency` of them. */
  epochs?: readonly Date[] | undefined
  frequency?: number | undefined
  /** The entries to judge, from 0. */
  range: ArrayLike<number>
  /** Years to go back. */
  b?: number | undefined
  /** Entries on either side of a reference week. */
  w?: number | undefined
  reweight?: boolean | undefined
  /** Standardised residuals above this weigh less in the second fit. */
  weightsThreshold?: number | undefined
  alpha?: number | undefined
  trend?: boolean | undefined
  /** The trend stays where its p is below this, b is 3 or more and it does not predict more than was ever seen. */
  pThresholdTrend?: number | undefined
  /** No result with fewer than the first many cases in the last second many entries, the current one included. */
  limit54?: readonly [cases: number, entries: number] | undefined
  powertrans?: Power | undefined
  /** 1: reference windows only; more: the whole year, cut into that many levels of a factor. */
  noPeriods?: number | undefined
  /** The latest entries that are not learnt from; w unless told. */
  pastWeeksNotIncluded?: number | undefined
  thresholdMethod?: ThresholdMethod | undefined
}

export interface FarringtonWeek {
  /** Into the counts, from 0. */
  index: number
  /** NaN, as `upper`, where there are too few cases of late or no model. */
  expected: number
  upper: number
  alarm: boolean
  /**
   * How far the count is on the way from what is expected (1 is at the upper bound). With nbPlugin and muan the package
   * measures from the logarithm of what is expected, and so does this. Given even where there are too few cases.
   */
  score: number
  /** Chance of a count this high or higher. */
  pvalue: number
  /** Whether the model kept its trend. */
  trend: boolean
  /** Overdispersion, 1 at least. */
  phi: number
}

/**
 * Farrington's algorithm, improved by Noufaily: a quasi-Poisson model of the weeks around the same date in the years
 * before (or of all weeks by season), past outbreaks weighing less, and an alarm where the count passes the upper bound
 * of its prediction.
 *
 * Agrees with surveillance::farringtonFlexible 1.20.3, down to what is peculiar to it: alpha is one-sided; after
 * reweighting, the standard error of the prediction and the test of the trend use the dispersion with the prior weights
 * in place of the working ones, without the floor of 1. An entry whose reference years are not all in the series gives
 * NaN where the package stops. No population offset.
 * Source: Farrington et al. 1996 (J R Stat Soc A 159:547); Noufaily et al. 2013 (Stat Med 32:1206).
 * @throws RangeError when an entry to judge does not exist, epochs do not ascend or match, there are no cases or entries
 * in limit54, or more periods than a year has entries
 */
export function farringtonFlexible(options: FarringtonOptions): FarringtonWeek[] {
  const { counts, range } = options
  const calendar = calendarOf(counts.length, options.epochs, options.frequency ?? 52)
  const [cases, entries] = options.limit54 ?? [5, 4]
  if (!(cases >= 0 && entries > 0)) throw new RangeError('limit54 needs cases ≥ 0 and entries > 0')
  const periods = options.noPeriods ?? 1
  if (!(Number.isInteger(periods) && periods >= 1 && periods < 256))
    throw new RangeError(`A year cannot be cut into ${periods} periods`)
  return Array.from(range, (index) => {
    if (!(Number.isInteger(index) && index >= 0 && index < counts.length))
      throw new RangeError(`There is no entry ${index}`)
    let late = 0
    for (let i = Math.max(0, index - entries + 1); i <= index; i++) late += counts[i]!
    return judge(options, calendar, index, late >= cases)
  })
}

function judge(
  options: FarringtonOptions,
  calendar: Calendar,
  index: number,
  enough: boolean,
): FarringtonWeek {
  const { NaN: n } = Number
  const none = { index, expected: n, upper: n, alarm: false, score: n, pvalue: n, trend: false, phi: n }
  const { thresholdMethod = 'delta', alpha = 0.05, powertrans = '2/3' } = options
  const model = modelOf(options, calendar, index)
  if (!model) return none
  const { fit, group, time, phi } = model
  const { eta, variance } = predict(fit, group, time)
  const se = Math.sqrt(model.scale * variance)
  const count = options.counts[index]!
  const limits =
    thresholdMethod === 'delta'
      ? deltaLimit(Math.exp(eta), se * Math.exp(eta), phi, powertrans, normalQuantile(1 - alpha), count)
      : countLimit(thresholdMethod === 'muan' ? eta + normalQuantile(1 - alpha) * se : eta, phi, alpha, count)
  const from = thresholdMethod === 'delta' ? Math.exp(eta) : eta
  const score = (count - from) / (limits.upper - from)
  const known = enough && !Number.isNaN(limits.upper)
  return {
    index,
    expected: known ? Math.exp(eta) : n,
    upper: enough ? limits.upper : n,
    // Measured from a logarithm, even a count of 0 can score above 1 where alpha is large.
    alarm: enough && score > 1 && count !== 0,
    score,
    pvalue: limits.pvalue,
    trend: fit.trend,
    phi,
  }
}

interface Model {
  fit: PoissonFit
  /** Group and time of the entry to predict. */
  group: number
  time: number
  phi: number
  /** Dispersion for the standard errors. */
  scale: number
}

function modelOf(options: FarringtonOptions, calendar: Calendar, index: number): Model | undefined {
  const { counts, b = 5, w = 3, noPeriods = 1, pThresholdTrend = 0.05 } = options
  const { pastWeeksNotIncluded = w, trend = true } = options
  const places = referencePlaces(calendar, index, b)
  const season = places && seasonGroups(places, index, w, noPeriods)
  if (!season) return undefined
  season.fill(0, Math.max(0, index - pastWeeksNotIncluded), index + 1)
  const data = gather(counts, calendar.time, season, noPeriods)
  if (!data) return undefined
  const unit = calendar.time[1]! - calendar.time[0]!
  const origin = calendar.time[data.first]!
  const time = (calendar.time[index]! - origin) / unit
  const group = data.groups - 1
  const first = fitTwice(data, trend, options)
  if (!first) return undefined
  if (!first.fit.trend) return { ...first, group, time }
  const { eta, variance } = predict(first.fit, group, time)
  let most = 0
  for (let i = 0; i < data.size; i++) most = Math.max(most, data.y[i]!)
  if (b >= 3 && Math.exp(eta) <= most && variance > 0) {
    const p = studentTwoSided(first.fit.slope / Math.sqrt(first.scale / first.fit.spread), first.fit.freedom)
    if (Number.isNaN(p)) return undefined
    if (p < pThresholdTrend) return { ...first, group, time }
  }
  const second = fitTwice(data, false, options)
  return second && { ...second, group, time }
}

/** The fit, and the fit again with past outbreaks weighing less. Without a trend where it does not converge with one. */
function fitTwice(
  data: Observations,
  trend: boolean,
  { reweight = true, weightsThreshold = 2.58 }: FarringtonOptions,
): { fit: PoissonFit; phi: number; scale: number } | undefined {
  let fit = fitPoisson(data, trend)
  if (fit && !fit.converged && trend) fit = fitPoisson(data, false)
  if (!fit?.converged) return undefined
  const dispersion = dispersionOf(data, fit)
  const phi = Math.max(dispersion, 1)
  if (!reweight) return { fit, phi, scale: dispersion }
  const omega = downWeights(data, fit, phi, weightsThreshold)
  const again = omega && fitPoisson(data, fit.trend, omega)
  if (!again) return undefined
  return { fit: again, phi: Math.max(dispersionOf(data, again), 1), scale: dispersionOf(data, again, omega) }
}

/** The entries of the model, NaN left out, with groups renumbered in their order; the current one's is the last. */
function gather(
  counts: ArrayLike<number>,
  days: Float64Array,
  season: Uint8Array,
  periods: number,
): (Observations & { first: number }) | undefined {
  const seen = new Uint8Array(periods + 1)
  let size = 0
  let first = -1
  for (let i = 0; i < season.length; i++) {
    if (season[i] === 0 || Number.isNaN(counts[i]!)) continue
    if (first < 0) first = i
    seen[season[i]!] = 1
    size += 1
  }
  if (first < 0 || seen[periods] === 0) return undefined
  const number = new Uint8Array(periods + 1)
  let groups = 0
  for (let g = 1; g <= periods; g++) {
    number[g] = groups
    groups += seen[g]!
  }
  const y = new Float64Array(size)
  const time = new Float64Array(size)
  const group = new Uint8Array(size)
  const unit = days[1]! - days[0]!
  let n = 0
  for (let i = first; i < season.length; i++) {
    if (season[i] === 0 || Number.isNaN(counts[i]!)) continue
    y[n] = counts[i]!
    time[n] = (days[i]! - days[first]!) / unit
    group[n] = number[season[i]!]!
    n += 1
  }
  return { size, y, time, group, groups, first }
}

/** Upper bound from a normal approximation on the scale of a power. */
export function deltaLimit(
  mean: number,
  se: number,
  phi: number,
  powertrans: Power,
  z: number,
  count: number,
): { upper: number; pvalue: number } {
  const tau = phi + (se * se) / mean
  const power = powertrans === '2/3' ? 2 / 3 : powertrans === '1/2' ? 1 / 2 : 1
  const spread = Math.sqrt(power * power * mean ** (2 * power - 1) * tau)
  const middle = mean ** power
  const ends = [-z, z].map((q) => (middle + q * spread) ** (1 / power)).filter((x) => !Number.isNaN(x))
  return {
    upper: ends.length ? Math.max(...ends) : Number.NaN,
    pvalue: normalCdf((count ** power - middle) / spread).upper,
  }
}

/** Upper bound from the negative binomial distribution (Poisson where there is no overdispersion). */
function countLimit(
  logMean: number,
  phi: number,
  alpha: number,
  count: number,
): { upper: number; pvalue: number } {
  const mean = Math.exp(logMean)
  if (!Number.isFinite(mean) || Number.isNaN(phi)) return { upper: Number.NaN, pvalue: Number.NaN }
  if (phi > 1) {
    const size = mean / (phi - 1)
    return {
      upper: negativeBinomialQuantile(1 - alpha, size, 1 / phi),
      pvalue: negativeBinomialCdf(count - 1, size, 1 / phi).upper,
    }
  }
  return { upper: poissonQuantile(1 - alpha, mean), pvalue: poissonCdf(count - 1, mean).upper }
}
