import { addDays } from '../../../platform/clock.ts'
import { type Ctx, read } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import type { RuleVersion } from '../../../platform/rules.ts'
import { listDiseases } from '../surveillance/index.ts'
import type { Cell, DayCheck, Overview, Review, SignalState } from './contract.ts'
import { listReviews } from './queries.ts'
import {
  type DetectionRule,
  type DiseaseRule,
  detectionRule,
  type ReproductionRule,
  reproductionRule,
} from './rules.ts'
import { type Counted, count, type Scope, type Series, SPARK_DAYS, scopeOf } from './scope.ts'
import { reproductionOf } from './transmission.ts'
import { checkDays, checkWeek, LATER } from './unusual.ts'

export const ruleOf = ({ id, key, effectiveFrom, legalBasis, confirmedBy }: RuleVersion<unknown>) => ({
  id,
  key,
  effectiveFrom,
  legalBasis,
  confirmedBy,
})

/** A disease that the rule does not name is judged as 'other' is. */
export const diseaseRule = (rule: DetectionRule, disease: string): DiseaseRule =>
  rule.diseases[disease] ?? rule.diseases.other!

export async function diseasesOf(db: Tx) {
  return (await listDiseases(db)).map((d) => ({ key: d.key, vi: d.name_vi, en: d.name_en }))
}

/** Judgements as they stood at `asOf`. */
export function reviewsAt(reviews: Review[], asOf: string): Review[] {
  return reviews.map((r) =>
    r.judgedAt !== null && Date.parse(r.judgedAt) > Date.parse(asOf)
      ? { ...r, judgement: null, reason: null, followUp: null, judgedAt: null, judgedBy: null }
      : r,
  )
}

/**
 * An area and disease, judged.
 * @param shown how many days are handed over, today the last of them; the rule's days at least
 */
export function cellOf(
  series: Series,
  counted: Counted,
  rules: { detection: DetectionRule; reproduction: ReproductionRule },
  shown = rules.detection.rememberDays + 1,
): Omit<Cell, 'review'> & { days: DayCheck[] } {
  const { areaId, disease, counts, imported } = series
  const rule = diseaseRule(rules.detection, disease)
  // A bound stands on the days right before it: longer ago need not be gone through again.
  const first = Math.max(0, counts.length - shown - rule.baselineDays - LATER[rule.method])
  const checked = checkDays(counts.subarray(first), counted.dayNames.slice(first), rule).slice(-shown)
  const last = checked.length - 2
  // A register that began today has no day that is over yet.
  const day = checked[last] ?? {
    day: addDays(counted.origin, -1),
    observed: 0,
    expected: null,
    upper: null,
    alarm: false,
  }
  const today = checked.at(-1)!
  const weeks = counted.weeks.get(`${areaId} ${disease}`)?.counts ?? new Int32Array(counted.weekCount)
  const week = checkWeek(weeks, counted.firstWeek, rules.detection.weekly, rule.weekly)
  const remembered = checked.slice(Math.max(0, checked.length - 1 - rules.detection.rememberDays))
  const alarmDays = new Set(remembered.filter((d) => d.alarm).map((d) => d.day))
  if (week.alarm) alarmDays.add(week.to)
  const over = counts.subarray(0, Math.max(0, counts.length - 1))
  const state: SignalState =
    day.alarm || today.alarm || week.alarm
      ? 'unusual'
      : alarmDays.size > 0
        ? 'recent'
        : day.upper === null && week.upper === null
          ? 'unknown'
          : 'normal'
  return {
    areaId,
    disease,
    state,
    day,
    today,
    week,
    alarmDays: [...alarmDays].sort().reverse(),
    spark: [...over.subarray(Math.max(0, over.length - SPARK_DAYS))],
    reproduction: reproductionOf(
      { origin: counted.origin, counts: over, imported: imported.subarray(0, over.length) },
      disease,
      rules.reproduction,
    ),
    days: checked,
  }
}

const ORDER: Record<SignalState, number> = { unusual: 0, recent: 1, unknown: 2, normal: 3 }

/** Every area of the scope with every disease, those that stand out first; within the caller's transaction. */
export async function judgeAll(db: Tx, scope: Scope) {
  const [detection, reproduction] = [
    await detectionRule(db, scope.asOf),
    await reproductionRule(db, scope.asOf),
  ]
  const { yearsMost, yearsLeast } = detection.body.weekly
  const counted = await count(db, scope, yearsMost, yearsLeast)
  const from = addDays(scope.today, -detection.body.rememberDays)
  const reviews = reviewsAt(
    await listReviews(db, { areaIds: scope.areas.map((a) => a.id), from, until: scope.asOf }),
    scope.asOf,
  )
  const rules = { detection: detection.body, reproduction: reproduction.body }
  const depth = new Map(scope.areas.map((a) => [a.id, a.depth]))
  const cells = [...counted.days.values()]
    .map((series) => {
      const { days: _, ...cell } = cellOf(series, counted, rules)
      const review = reviews.find((r) => r.areaId === cell.areaId && r.disease === cell.disease) ?? null
      return { ...cell, review }
    })
    .filter((c) => c.state === 'unusual' || c.state === 'recent' || c.today.observed + sum(c.spark) > 0)
    .sort(
      (a, b) =>
        ORDER[a.state] - ORDER[b.state] ||
        depth.get(a.areaId)! - depth.get(b.areaId)! ||
        sum(b.spark) - sum(a.spark),
    )
  return { detection, counted, cells }
}

export const sum = (x: ArrayLike<number>): number => {
  let n = 0
  for (let i = 0; i < x.length; i++) n += x[i]!
  return n
}

/**
 * What stands out in the area and below it. Of deeper areas only those that stand out are handed over; all are judged.
 * @throws Problem right-missing, outside-area, not-found
 */
export async function overview(
  ctx: Ctx,
  ask: { areaId?: number | undefined; asOf?: string | undefined },
): Promise<Overview> {
  const scope = await scopeOf(ctx, ask)
  return read(ctx, 'warning.read', async (db) => {
    const { detection, counted, cells } = await judgeAll(db, scope)
    const depth = new Map(scope.areas.map((a) => [a.id, a.depth]))
    const diseases = await diseasesOf(db)
    return {
      asOf: scope.asOf,
      today: scope.today,
      lastDay: scope.lastDay,
      historyFrom: counted.historyFrom ?? null,
      rule: ruleOf(detection),
      diseases,
      cells: cells.filter((c) => depth.get(c.areaId)! <= 1 || c.state === 'unusual' || c.state === 'recent'),
      checked: { areas: scope.areas.length, diseases: diseases.length },
    }
  })
}
