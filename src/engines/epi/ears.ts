import { normalQuantile } from './distributions.ts'

export interface EarsDay {
  /** Into the counts, from 0. */
  index: number
  /** NaN where the baseline does not vary and C3 divides nothing by nothing. */
  upper: number
  alarm: boolean
}

/** How many entries back the baseline ends (a guard band against the outbreak itself), and how many come before it. */
const GUARD = { C1: 1, C2: 3, C3: 3 } as const
const LATER = { C1: 0, C2: 2, C3: 4 } as const

/**
 * CDC's Early Aberration Reporting System: a count is too high when it passes the mean of the baseline before it by z
 * standard deviations. C1 takes the baseline right before the day, C2 leaves two days in between, C3 adds up what the
 * two days before exceeded in C2. Begins with the first day that has its baseline (index 7, 9 or 11 with 7 days);
 * a shorter series gives nothing. An alarm is a count strictly above `upper`.
 *
 * The bound of C3 depends on the count of the day itself and is only to be compared with it.
 * Source: Hutwagner et al. 2003 (J Urban Health 80:i89); agrees with surveillance::earsC.
 * @param baseline entries the mean and standard deviation (n − 1) are taken from, 3 or more
 * @param alpha .001 for C1 and C2, .025 for C3 unless told; z is the normal quantile of 1 − alpha
 * @param minSigma standard deviations below this are raised to it
 * @throws RangeError for a baseline below 3 or a minSigma below 0
 */
export function ears({
  counts,
  method,
  baseline = 7,
  alpha = method === 'C3' ? 0.025 : 0.001,
  minSigma = 0,
}: {
  counts: ArrayLike<number>
  method: 'C1' | 'C2' | 'C3'
  baseline?: number | undefined
  alpha?: number | undefined
  minSigma?: number | undefined
}): EarsDay[] {
  if (!Number.isInteger(baseline) || baseline < 3) throw new RangeError('The least baseline is 3')
  if (!(minSigma >= 0)) throw new RangeError('The least sigma cannot be below 0')
  const z = normalQuantile(1 - alpha)
  const first = baseline + LATER[method]
  const guard = GUARD[method]
  const third = method === 'C3'
  const out = new Array<EarsDay>(Math.max(0, counts.length - first))
  /** What C2 exceeded 1 by, on the day before and the one before that. */
  let last = 0
  let beforeLast = 0
  for (let t = baseline + guard - 1; t < counts.length; t++) {
    const from = t - guard - baseline + 1
    // Distances from the first count: what does not vary then gives exactly 0, whatever its size.
    const origin = counts[from]!
    let sum = 0
    for (let i = from + 1; i < from + baseline; i++) sum += counts[i]! - origin
    const mean = sum / baseline
    let squares = mean * mean
    for (let i = from + 1; i < from + baseline; i++) {
      const d = counts[i]! - origin - mean
      squares += d * d
    }
    const sd = Math.max(Math.sqrt(squares / (baseline - 1)), minSigma)
    const count = counts[t]!
    let upper = origin + mean + z * sd
    if (third) {
      upper = Math.max(0, count + sd * (z - (beforeLast + last)))
      beforeLast = last
      last = Math.max(0, (count - origin - mean) / sd - 1)
    }
    if (t >= first) out[t - first] = { index: t, upper, alarm: count > upper }
  }
  return out
}
