import { normalQuantile } from './distributions.ts'
import { checkInterval, type Windows, windowsOf } from './reproduction.ts'

export interface CaseReproduction {
  start: number
  end: number
  /** Infected by each case of the window, on average; NaN where the window has no case. */
  mean: number
  sd: number
  q025: number
  q975: number
}

/** Above this variance the binomials are summed as a normal variable. */
const NORMAL_FROM = 400

/**
 * The case reproduction number: how many the cases of a window did infect. Each case was infected by one of those
 * before, with chances in proportion to the serial interval; the expected share of each is summed.
 *
 * `mean` is exact. EpiEstim draws its interval from simulated chains; here it is computed: given the window, the cases
 * of each day that it infected are binomial and independent of other days', so sd is exact, and so are the quantiles
 * (smallest number with at least that probability) until the variance passes 400, where they are normal. It is the
 * uncertainty about who infected whom, nothing else. Windows near the end of the series are too low: those they will
 * infect have not shown yet. A window without cases is NaN (EpiEstim leaves it out).
 * Source: Wallinga & Teunis 2004 (Am J Epidemiol 160:509); agrees with EpiEstim's wallinga_teunis.
 * @param counts all cases, local and imported, a day each; NaN counts as none
 * @throws RangeError as estimateR
 */
export function caseReproduction({
  counts,
  serialInterval,
  windows,
}: {
  counts: ArrayLike<number>
  serialInterval: ArrayLike<number>
  windows: Windows
}): CaseReproduction[] {
  checkInterval(serialInterval)
  const days = counts.length
  const { start, end } = windowsOf(windows, days)
  const cases = Float64Array.from({ length: days }, (_, t) => counts[t]! || 0)
  const weight = (t: number, s: number) => serialInterval[t - s] ?? 0
  const total = new Float64Array(days)
  const before = new Float64Array(days + 1)
  for (let t = 0; t < days; t++) {
    before[t + 1] = before[t]! + cases[t]!
    for (let s = 0; s < t; s++) total[t]! += weight(t, s) * cases[s]!
  }
  /** Of each infectee of day t, infected by one case of day s: p(t, s). */
  const expected = Float64Array.from({ length: days }, (_, s) => {
    let sum = 0
    for (let t = s + 1; t < days; t++) if (total[t]! > 0) sum += (cases[t]! * weight(t, s)) / total[t]!
    return sum
  })
  return Array.from({ length: start.length }, (_, i) => {
    const from = start[i]! - 1
    const to = end[i]! - 1
    const infectors = before[to + 1]! - before[from]!
    const none = { start: start[i]!, end: end[i]! }
    const { NaN: n } = Number
    if (!(infectors > 0)) return { ...none, mean: n, sd: n, q025: n, q975: n }
    let sum = 0
    for (let s = from; s <= to; s++) sum += expected[s]! * cases[s]!
    const shares = new Float64Array(days)
    let variance = 0
    for (let t = from + 1; t < days; t++) {
      if (!(total[t]! > 0)) continue
      let share = 0
      for (let s = from; s <= Math.min(to, t - 1); s++) share += (weight(t, s) * cases[s]!) / total[t]!
      shares[t] = Math.min(1, share)
      variance += cases[t]! * shares[t]! * (1 - shares[t]!)
    }
    const quantiles =
      variance > NORMAL_FROM
        ? [0.025, 0.975].map((p) => Math.max(0, sum + normalQuantile(p) * Math.sqrt(variance)))
        : quantilesOfSum(cases, shares, [0.025, 0.975])
    return {
      ...none,
      mean: sum / infectors,
      sd: Math.sqrt(variance) / infectors,
      q025: quantiles[0]! / infectors,
      q975: quantiles[1]! / infectors,
    }
  })
}

/** Quantiles of a sum of independent binomials, by adding one trial after another to its distribution. */
function quantilesOfSum(trials: Float64Array, chance: Float64Array, levels: number[]): number[] {
  let certain = 0
  let uncertain = 0
  for (let t = 0; t < trials.length; t++) {
    if (chance[t]! >= 1) certain += trials[t]!
    else if (chance[t]! > 0) uncertain += Math.round(trials[t]!)
  }
  const p = new Float64Array(uncertain + 1)
  p[0] = 1
  let low = 0
  let high = 0
  for (let t = 0; t < trials.length; t++) {
    const q = chance[t]!
    if (q <= 0 || q >= 1) continue
    for (let n = Math.round(trials[t]!); n > 0; n--) {
      high += 1
      for (let k = high; k > low; k--) p[k] = p[k]! * (1 - q) + p[k - 1]! * q
      p[low]! *= 1 - q
      // The tails fade below anything that shows in a quantile; walking them would cost a square.
      while (p[low]! < 1e-20 && low < high) low += 1
      while (p[high]! < 1e-20 && high > low) high -= 1
    }
  }
  return levels.map((level) => {
    let sum = 0
    for (let k = low; k <= high; k++) {
      sum += p[k]!
      if (sum >= level) return certain + k
    }
    return certain + high
  })
}
