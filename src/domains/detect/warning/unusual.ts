import { ears, farringtonFlexible, normalQuantile } from '../../../engines/epi/index.ts'
import { addDays } from '../../../platform/clock.ts'
import type { DailyCheck, DayCheck, WeekCheck } from './contract.ts'
import type { DiseaseRule, WeeklyRule } from './rules.ts'

/** Days between the baseline and the day itself: two for C2 and C3, so that an outbreak does not hide itself. */
const GAP = { C1: 0, C2: 2, C3: 2 } as const
/** Days that a method looks at before the first it can judge, besides the baseline. */
export const LATER = { C1: 0, C2: 2, C3: 4 } as const

const finite = (x: number | undefined) => (x === undefined || !Number.isFinite(x) ? null : x)

/** The baseline of the day at `index`: the days that what is expected is the mean of. */
export function baselineOf(
  method: 'C1' | 'C2' | 'C3',
  index: number,
  length: number,
): [from: number, to: number] {
  const to = index - 1 - GAP[method]
  return [to - length + 1, to]
}

/**
 * Every day of a series by one method. A day is an alarm when its count passes
 * the bound and reaches the least number of the rule. Days whose baseline begins before the register did have no bound.
 * @param counts cases of each of `days`, 0 included; the last may be a day that is not over
 */
export function checkDays(counts: ArrayLike<number>, days: readonly string[], rule: DiseaseRule): DayCheck[] {
  const { method, baselineDays: baseline, alpha } = rule
  const bounds = new Map(ears({ counts, method, baseline, alpha }).map((d) => [d.index, d]))
  return Array.from({ length: counts.length }, (_, i) => {
    const found = bounds.get(i)
    const observed = counts[i]!
    const upper = finite(found?.upper)
    const [from, to] = baselineOf(method, i, baseline)
    return {
      day: days[i]!,
      observed,
      expected: upper === null ? null : mean(counts, from, to),
      upper,
      alarm: found?.alarm === true && observed >= rule.minimumCount,
    }
  })
}

/** The same day by all three methods, with the days of the baseline. */
export function compareMethods(
  counts: ArrayLike<number>,
  days: readonly string[],
  index: number,
  rule: DiseaseRule,
): DailyCheck[] {
  return (['C1', 'C2', 'C3'] as const).map((method) => {
    const alpha = method === rule.method ? rule.alpha : method === 'C3' ? 0.025 : 0.001
    const checked = checkDays(counts, days, { ...rule, method, alpha })[index]!
    const [from, to] = baselineOf(method, index, rule.baselineDays)
    const known = index >= rule.baselineDays + LATER[method]
    return {
      method,
      used: method === rule.method,
      alpha,
      z: normalQuantile(1 - alpha),
      ...checked,
      baseline: known
        ? Array.from({ length: to - from + 1 }, (_, k) => ({
            day: days[from + k]!,
            count: counts[from + k]!,
          }))
        : [],
    }
  })
}

function mean(counts: ArrayLike<number>, from: number, to: number): number {
  let sum = 0
  for (let i = from; i <= to; i++) sum += counts[i]!
  return sum / (to - from + 1)
}

/**
 * The last week against the same season of the years before. Weeks are blocks of seven days that end on the last day
 * that is over.
 * @param weeks cases of each week, oldest first; none before the register began
 * @param firstDay of the first week
 */
export function checkWeek(
  weeks: ArrayLike<number>,
  firstDay: string,
  rule: WeeklyRule,
  wanted: boolean,
): WeekCheck {
  const last = weeks.length - 1
  const from = addDays(firstDay, last * 7)
  const years = Math.min(rule.yearsMost, Math.floor((weeks.length - 1 - rule.weeksAround) / 52.18))
  const none = { from, to: addDays(from, 6), observed: weeks[last] ?? 0, years: Math.max(0, years) }
  const unknown = { ...none, expected: null, upper: null, score: null, alarm: false }
  if (!wanted) return { ...unknown, reason: 'not-for-disease' }
  if (years < rule.yearsLeast) return { ...unknown, reason: 'no-history' }
  let late = 0
  for (let i = Math.max(0, last - rule.inWeeks + 1); i <= last; i++) late += weeks[i]!
  if (late < rule.leastCases) return { ...unknown, reason: 'few-cases' }
  const [week] = farringtonFlexible({
    counts: weeks,
    epochs: Array.from({ length: weeks.length }, (_, i) => new Date(`${addDays(firstDay, i * 7)}T00:00:00Z`)),
    range: [last],
    b: years,
    w: rule.weeksAround,
    pastWeeksNotIncluded: rule.weeksLeftOut,
    noPeriods: rule.periods,
    weightsThreshold: rule.weightsThreshold,
    alpha: rule.alpha,
    thresholdMethod: 'nbPlugin',
    limit54: [rule.leastCases, rule.inWeeks],
  })
  if (!week || Number.isNaN(week.upper)) return { ...unknown, reason: 'no-history' }
  return {
    ...none,
    expected: week.expected,
    upper: week.upper,
    score: finite(week.score),
    alarm: week.alarm,
    reason: null,
  }
}
