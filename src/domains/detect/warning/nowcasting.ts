import { nowcast } from '../../../engines/epi/index.ts'
import { addDays, daysBetween } from '../../../platform/clock.ts'
import type { Curve } from './contract.ts'
import type { CaseGroup } from './queries.ts'
import type { NowcastRule } from './rules.ts'

/**
 * The reporting triangle: cases by [day of onset][days from onset to report], as they were known when `lastDay` was over.
 * Times of report say when a case was known, not the time its row was made: a list entered today was not found today. An
 * onset after its report counts as of the day of report.
 * @param days the last of them is `lastDay`
 */
export function triangleOf(groups: CaseGroup[], firstDay: string, lastDay: string): number[][] {
  const length = daysBetween(firstDay, lastDay) + 1
  const triangle = Array.from({ length }, () => new Array<number>(length).fill(0))
  for (const g of groups) {
    if (g.onset === null || g.reported > lastDay) continue
    const at = daysBetween(firstDay, g.onset)
    const delay = Math.max(0, daysBetween(g.onset, g.reported))
    if (at >= 0 && at < length && delay < length) triangle[at]![delay]! += g.n
  }
  return triangle
}

/** The curve by onset, report and result over the last days, today included, and what recent onsets will come to. */
export function curveOf(groups: CaseGroup[], today: string, rule: NowcastRule): Curve {
  const { curveDays, maxDelay, learnDays, alpha, leastCases } = rule
  const first = addDays(today, 1 - curveDays)
  const days = Array.from({ length: curveDays }, (_, i) => addDays(first, i))
  const by = (day: (g: CaseGroup) => string | null) => {
    const counts = new Array<number>(curveDays).fill(0)
    for (const g of groups) {
      const d = day(g)
      const at = d === null ? -1 : daysBetween(first, d)
      if (at >= 0 && at < curveDays) counts[at]! += g.n
    }
    return counts
  }
  const triangle = triangleOf(groups, first, addDays(today, -1))
  let learntFrom = 0
  for (const delays of triangle.slice(-learnDays)) for (const n of delays) learntFrom += n
  const enough = learntFrom >= leastCases
  const estimates = enough
    ? nowcast({ triangle, maxDelay, method: 'lawless', window: learnDays, alpha, delayError: true })
    : []
  const nullable = (x: number) => (Number.isNaN(x) ? null : x)
  return {
    days,
    onset: by((g) => g.onset),
    reported: by((g) => g.reported),
    confirmed: by((g) => g.confirmed),
    nowcast: estimates
      .filter((d) => d.day > estimates.length - 1 - maxDelay)
      .map((d) => ({
        day: days[d.day]!,
        observed: d.observed,
        share: d.share,
        estimate: nullable(d.estimate),
        low: nullable(d.low),
        high: nullable(d.high),
      })),
    reason: enough ? null : 'few-cases',
    learntFrom,
    needed: leastCases,
    maxDelay,
  }
}
