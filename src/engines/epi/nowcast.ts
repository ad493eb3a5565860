import { normalCdf, normalQuantile } from './distributions.ts'

export interface NowcastDay {
  /** Into the triangle, from 0; the last is today. */
  day: number
  /** Known today. */
  observed: number
  /** Share of a day's cases known after as many days as have passed since. */
  share: number
  /** Median of what the day will come to, and its limits; NaN where there is no nowcast. */
  estimate: number
  low: number
  high: number
}

/**
 * How many cases each day will come to once all are reported, from how long reports took so far. The delays are
 * estimated from all days at once, from the longest down, so that days which cannot have shown long delays yet do not
 * make them look rare. Reports after `maxDelay` days count as of that day; days that old are complete.
 *
 * There is no nowcast (NaN) for an incomplete day of which nothing is known: the method would say 0, whatever the share
 * known, as the package does. Nor is there one where no report of any day has had the delay that is missing.
 * The limits are those of a normal distribution cut off below what is known, divided by the part above it, to the
 * integer, as the package has them. Its variance leaves out that the delays are estimated (the first term of Lawless's
 * 2.16 is lost in its code); `delayError` puts it back, which makes the limits of the latest days wider.
 * Source: Lawless 1994 (Can J Stat 22:15); agrees with surveillance::nowcast, method 'lawless'.
 * @param triangle cases by [day][delay in days]; what today cannot be known is not read
 * @param window days back that delays are learnt from; all unless told
 * @param alpha of the limits, .05 unless told
 * @param delayError whether the limits hold the error of the delays too; not unless told
 * @throws RangeError when the delay is longer than the triangle
 */
export function nowcast({
  triangle,
  maxDelay,
  window,
  alpha = 0.05,
  delayError = false,
}: {
  triangle: ArrayLike<ArrayLike<number>>
  maxDelay: number
  method: 'lawless'
  window?: number | undefined
  alpha?: number | undefined
  delayError?: boolean | undefined
}): NowcastDay[] {
  const today = triangle.length - 1
  if (!(Number.isInteger(maxDelay) && maxDelay >= 0 && maxDelay <= today))
    throw new RangeError(`A delay of ${maxDelay} days cannot be learnt from ${triangle.length} days`)
  const span = window ?? Math.max(1, today)
  if (!(Number.isInteger(span) && span >= 1)) throw new RangeError(`A window of ${span} days is none`)
  const known = (day: number, delay: number) => triangle[day]![delay] || 0
  const withDelay = new Float64Array(maxDelay + 1)
  const upToDelay = new Float64Array(maxDelay + 1)
  const observed = new Float64Array(today + 1)
  for (let day = 0; day <= today; day++) {
    const last = today - day
    const learn = day >= today - span
    for (let delay = 0; delay <= Math.min(maxDelay, last); delay++) {
      let cases = known(day, delay)
      if (delay === maxDelay) for (let late = delay + 1; late <= last; late++) cases += known(day, late)
      observed[day]! += cases
      if (!learn) continue
      withDelay[delay]! += cases
      upToDelay[delay]! += observed[day]!
    }
  }
  /** Of those reported within x days, the share reported after exactly x; and what it adds to the variance. */
  const share = new Float64Array(maxDelay + 1)
  const error = new Float64Array(maxDelay + 1)
  share[maxDelay] = 1
  for (let x = maxDelay; x > 0; x--) {
    const g = upToDelay[x]! > 0 ? withDelay[x]! / upToDelay[x]! : 0
    share[x - 1] = share[x]! * (1 - g)
    error[x - 1] = error[x]! + (g > 0 ? g / (upToDelay[x]! * (1 - g)) : 0)
  }
  return Array.from({ length: today + 1 }, (_, day) => {
    const elapsed = today - day
    const seen = observed[day]!
    if (elapsed >= maxDelay) return { day, observed: seen, share: 1, estimate: seen, low: seen, high: seen }
    const w = share[elapsed]!
    const mean = seen / w
    const ofDelays = delayError ? seen * (seen + 1) * error[elapsed]! : 0
    const variance = (ofDelays + seen * (1 - w)) / (w * w)
    if (seen === 0 || !(w > 0)) {
      return { day, observed: seen, share: w, estimate: Number.NaN, low: Number.NaN, high: Number.NaN }
    }
    const reach = (level: number) => firstAbove(level, seen, mean, Math.sqrt(variance))
    return {
      day,
      observed: seen,
      share: w,
      estimate: reach(0.5),
      low: reach(alpha / 2),
      high: reach(1 - alpha / 2),
    }
  })
}

/** The smallest count from `seen` on whose probability, of a normal variable over the part above `seen`, passes `level`. */
function firstAbove(level: number, seen: number, mean: number, sd: number): number {
  if (!(sd > 0)) return mean
  const target = level * normalCdf((seen - mean) / sd).upper
  const passes = (n: number) => normalCdf((n - mean) / sd).lower > target
  let n = Math.max(seen, Math.floor(mean + normalQuantile(Math.min(target, 1 - 1e-15)) * sd))
  while (n > seen && passes(n - 1)) n -= 1
  while (!passes(n)) n += 1
  return n
}
