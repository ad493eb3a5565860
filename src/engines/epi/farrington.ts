import { normalQuantile, studentTwoSided } from './distributions.ts'
import { deltaLimit, type Power } from './farrington-flexible.ts'
import { calendarOf, windowPlaces } from './farrington-weeks.ts'
import { dispersionOf, downWeights, fitPoisson, type Observations, type PoissonFit, predict } from './glm.ts'

/**
 * Farrington's algorithm as of 1996: a quasi-Poisson model of the weeks within ±w of the same date in the b years
 * before. Entries that do not exist are left out of the reference. With too few cases of late (`limit54`) the upper
 * bound and the score are 0, as the package says it; farringtonFlexible says NaN.
 *
 * Agrees with surveillance::farrington: alpha is two-sided, a residual above 1 weighs less, the trend stays where its p
 * is below .05, b is 3 or more and it does not predict more than was ever seen.
 * Source: Farrington et al. 1996 (J R Stat Soc A 159:547).
 * @param epochs first day of each entry (UTC date); without, a year has `frequency` entries
 * @throws RangeError when an entry to judge does not exist, epochs do not ascend or match, or limit54 is none
 */
export function farrington({
  counts,
  epochs,
  frequency = 52,
  range,
  b = 5,
  w = 3,
  reweight = true,
  alpha = 0.05,
  trend = true,
  limit54 = [5, 4],
  powertrans = '2/3',
}: {
  counts: ArrayLike<number>
  epochs?: readonly Date[] | undefined
  frequency?: number | undefined
  range: ArrayLike<number>
  b?: number | undefined
  w?: number | undefined
  reweight?: boolean | undefined
  alpha?: number | undefined
  trend?: boolean | undefined
  limit54?: readonly [cases: number, entries: number] | undefined
  powertrans?: Power | undefined
}): { index: number; expected: number; upper: number; alarm: boolean; score: number; trend: boolean }[] {
  const calendar = calendarOf(counts.length, epochs, frequency)
  const [cases, entries] = limit54
  if (!(cases >= 0 && entries > 0)) throw new RangeError('limit54 needs cases ≥ 0 and entries > 0')
  const z = normalQuantile(1 - alpha / 2)
  return Array.from(range, (index) => {
    if (!(Number.isInteger(index) && index >= 0 && index < counts.length))
      throw new RangeError(`There is no entry ${index}`)
    let late = 0
    for (let i = Math.max(0, index - entries + 1); i <= index; i++) late += counts[i]!
    const places = windowPlaces(calendar, index, b, w).filter((i) => !Number.isNaN(counts[i]!))
    const data: Observations = {
      size: places.length,
      y: Float64Array.from(places, (i) => counts[i]!),
      time: Float64Array.from(places),
      group: new Uint8Array(places.length),
      groups: 1,
    }
    const model = fitTwice(data, trend, reweight)
    const kept =
      model?.fit.trend && !keepsTrend(data, model.fit, index, b) ? fitTwice(data, false, reweight) : model
    const none = {
      index,
      expected: Number.NaN,
      upper: Number.NaN,
      alarm: false,
      score: Number.NaN,
      trend: false,
    }
    if (!kept) return none
    const { eta, variance } = predict(kept.fit, 0, index)
    const expected = Math.exp(eta)
    const se = Math.sqrt(kept.phi * variance) * expected
    const { upper } = deltaLimit(expected, se, kept.phi, powertrans, z, counts[index]!)
    const enough = late >= cases
    const score = enough ? (counts[index]! - expected) / (upper - expected) : 0
    return { index, expected, upper: enough ? upper : 0, alarm: score > 1, score, trend: kept.fit.trend }
  })
}

function fitTwice(
  data: Observations,
  trend: boolean,
  reweight: boolean,
): { fit: PoissonFit; phi: number } | undefined {
  let fit = data.size > 0 ? fitPoisson(data, trend) : undefined
  if (fit && !fit.converged && trend) fit = fitPoisson(data, false)
  if (!fit) return undefined
  const phi = Math.max(dispersionOf(data, fit), 1)
  if (!reweight) return { fit, phi }
  const omega = downWeights(data, fit, phi, 1)
  const again = omega && fitPoisson(data, fit.trend, omega)
  return again && { fit: again, phi: Math.max(dispersionOf(data, again), 1) }
}

function keepsTrend(data: Observations, fit: PoissonFit, index: number, b: number): boolean {
  const most = data.y.reduce((m, v) => Math.max(m, v), 0)
  const t = fit.slope / Math.sqrt(dispersionOf(data, fit) / fit.spread)
  return b >= 3 && Math.exp(predict(fit, 0, index).eta) <= most && studentTwoSided(t, fit.freedom) < 0.05
}
