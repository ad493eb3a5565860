import { addDays } from '../../../platform/clock.ts'
import { type Ctx, read } from '../../../platform/context.ts'
import { problem } from '../../../platform/problems.ts'
import type { Working } from './contract.ts'
import { curveOf } from './nowcasting.ts'
import { cellOf, diseaseRule, diseasesOf, reviewsAt, ruleOf } from './overview.ts'
import { caveatsOf } from './quality.ts'
import { listGroups, listReviews } from './queries.ts'
import { detectionRule, nowcastRule, reproductionRule } from './rules.ts'
import { count, type Series, SPARK_DAYS, scopeOf } from './scope.ts'
import { growthOf, turnOf } from './transmission.ts'
import { compareMethods } from './unusual.ts'

/** Days of review notes that are shown with an area and disease. */
const REVIEW_DAYS = 90

/**
 * How one disease in one area was judged, with everything it was judged by.
 * @throws Problem right-missing, outside-area, not-found (also of a disease that is not kept)
 */
export async function working(
  ctx: Ctx,
  ask: { areaId: number; disease: string; asOf?: string | undefined },
): Promise<Working> {
  const scope = await scopeOf(ctx, ask)
  return read(ctx, 'warning.read', async (db) => {
    const disease = (await diseasesOf(db)).find((d) => d.key === ask.disease)
    if (!disease) throw problem('not-found')
    const detection = await detectionRule(db, scope.asOf)
    const reproduction = (await reproductionRule(db, scope.asOf)).body
    const nowcast = (await nowcastRule(db, scope.asOf)).body
    const { yearsMost, yearsLeast, alpha } = detection.body.weekly
    const counted = await count(db, scope, yearsMost, yearsLeast)
    const none: Series = {
      areaId: scope.areaId,
      disease: disease.key,
      counts: new Int32Array(counted.dayCount),
      imported: new Int32Array(counted.dayCount),
    }
    const series = counted.days.get(`${scope.areaId} ${disease.key}`) ?? none
    const rules = { detection: detection.body, reproduction }
    const cell = cellOf(series, counted, rules, SPARK_DAYS + 1)
    const rule = diseaseRule(detection.body, disease.key)
    const over = {
      origin: counted.origin,
      counts: series.counts.subarray(0, -1),
      imported: series.imported.subarray(0, -1),
    }
    const groups = await listGroups(
      db,
      scope.input,
      disease.key,
      addDays(scope.today, 1 - nowcast.curveDays - nowcast.maxDelay),
    )
    const reviews = await listReviews(db, {
      areaIds: [scope.areaId],
      disease: disease.key,
      from: addDays(scope.today, -REVIEW_DAYS),
      until: scope.asOf,
    })
    return {
      asOf: scope.asOf,
      today: scope.today,
      lastDay: scope.lastDay,
      historyFrom: counted.historyFrom ?? null,
      areaId: scope.areaId,
      disease,
      state: cell.state,
      minimumCount: rule.minimumCount,
      rule: ruleOf(detection),
      methods:
        counted.dayCount > 1
          ? compareMethods(series.counts, counted.dayNames, counted.dayCount - 2, rule)
          : [],
      days: cell.days,
      week: cell.week,
      weeklyAlpha: alpha,
      reproduction: cell.reproduction,
      growth: growthOf(over, reproduction),
      turn: turnOf(over, reproduction),
      curve: curveOf(groups, scope.today, nowcast),
      caveats: await caveatsOf(ctx, db, scope, disease.key, counted, groups, nowcast.quality),
      reviews: reviewsAt(reviews, scope.asOf),
    }
  })
}
