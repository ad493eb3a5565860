import { digamma, incompleteGamma } from './special.ts'

/**
 * The discrete distribution of a serial interval whose length less one day is gamma distributed: `w[k]` is the chance
 * that the interval, from a moment spread evenly over a day, ends k days later. `w[0] = 0`; the sum is at most 1 and
 * falls short of it by what lies beyond `length`. With `sd` 0 the mass is split between the two days around the mean.
 *
 * The smallest entries are differences of larger numbers: good to about 1e-15 absolutely, not of their own size.
 * Source: Cori et al. 2013 (Am J Epidemiol 178:1505), web appendix 11.
 * @param mean days, above 1
 * @param sd days
 * @param length entries wanted, k = 0 … length − 1
 * @throws RangeError when the mean is not above 1, the sd is negative, or the length is no natural number.
 */
export function discretiseSerialInterval({
  mean,
  sd,
  length,
}: {
  mean: number
  sd: number
  length: number
}): Float64Array {
  if (!(mean > 1)) throw new RangeError(`A mean serial interval of ${mean} days is not above 1`)
  if (!(sd >= 0)) throw new RangeError(`The standard deviation of the serial interval is ${sd}`)
  if (!Number.isInteger(length) || length < 0) throw new RangeError(`No distribution has ${length} entries`)
  const w = new Float64Array(length)
  if (sd === 0) {
    for (let k = 1; k < length; k++) w[k] = Math.max(0, 1 - Math.abs(k - mean))
    return w
  }
  const shape = ((mean - 1) / sd) ** 2
  const scale = (sd * sd) / (mean - 1)
  const cdf = (a: number, k: number) => (k <= 0 ? 0 : incompleteGamma(a, k / scale).lower)
  const F = Float64Array.from({ length: length + 2 }, (_, i) => cdf(shape, i - 2))
  const G = Float64Array.from({ length: length + 2 }, (_, i) => cdf(shape + 1, i - 2))
  for (let k = 1; k < length; k++) {
    const whole = k * F[k + 2]! + (k - 2) * F[k]! - 2 * (k - 1) * F[k + 1]!
    w[k] = Math.max(0, whole + shape * scale * (2 * G[k + 1]! - G[k]! - G[k + 2]!))
  }
  return w
}

export interface IntervalFit {
  /** Pairs used. */
  n: number
  mean: number
  /** With n − 1; NaN of one pair. */
  sd: number
  /** Gamma distribution of greatest likelihood; NaN where a pair is 0 or negative, or all pairs are equal. */
  shape: number
  scale: number
}

/**
 * Serial intervals of observed pairs (onset of the infectee less onset of the infector, in days): mean, standard
 * deviation and the gamma distribution of greatest likelihood. Pairs that are NaN are left out.
 *
 * A gamma distribution has no room for intervals of 0 or less, which do occur: mean and sd keep them, the gamma fit is
 * then NaN rather than a fit to a part of the pairs. Pairs observed while an outbreak runs are short ones: long
 * intervals have not ended yet, and nothing here corrects for it.
 * Source of the fit: Minka 2002, Estimating a gamma distribution (Newton's method on 1 / shape).
 */
export function fitSerialInterval(days: ArrayLike<number>): IntervalFit {
  let n = 0
  let sum = 0
  let logs = 0
  for (let i = 0; i < days.length; i++) {
    const d = days[i]!
    if (Number.isNaN(d)) continue
    n += 1
    sum += d
    logs += d > 0 ? Math.log(d) : Number.NaN
  }
  const mean = sum / n
  let squares = 0
  for (let i = 0; i < days.length; i++) if (!Number.isNaN(days[i]!)) squares += (days[i]! - mean) ** 2
  const sd = n > 1 ? Math.sqrt(squares / (n - 1)) : Number.NaN
  const shape = gammaShape(Math.log(mean) - logs / n)
  return { n, mean, sd, shape, scale: mean / shape }
}

/** Solves log a − ψ(a) = s, where s is the log of the mean less the mean of the logs. */
function gammaShape(s: number): number {
  if (!(s > 1e-14)) return Number.NaN
  let a = (3 - s + Math.sqrt((s - 3) ** 2 + 24 * s)) / (12 * s)
  for (let i = 0; i < 100; i++) {
    // The derivative of log a − ψ(a), by a central difference of what is smooth: only its order matters here.
    const h = a * 1e-4
    const f = (x: number) => Math.log(x) - digamma(x) - s
    const step = (f(a) * 2 * h) / (f(a + h) - f(a - h))
    a = a - step > 0 ? a - step : a / 2
    if (Math.abs(step) <= 1e-14 * a) break
  }
  return a
}
