import { v7 as uuid7 } from 'uuid'
import { type Ctx, requireArea, write } from '../../../platform/context.ts'
import { problem } from '../../../platform/problems.ts'
import type { Review } from './contract.ts'
import { cellOf } from './overview.ts'
import { findReview } from './queries.ts'
import { detectionRule, reproductionRule } from './rules.ts'
import { count, scopeOf } from './scope.ts'

/**
 * Notes who saw that a count was unusual, with the numbers that the rule in force gives for it now. The alarm itself is
 * not stored: what was known at any moment can be computed again from the versions of the cases.
 * @throws Problem outside-area, not-found, warning-none when nothing stands out there on that day
 */
export async function acknowledge(
  ctx: Ctx,
  ask: { areaId: number; disease: string; day: string },
): Promise<Review> {
  requireArea(ctx, ask.areaId)
  const scope = await scopeOf(ctx, { areaId: ask.areaId })
  return write(ctx, 'warning.judge', async (tx) => {
    const { db, now } = tx
    const known = await findReview(db, ask)
    if (known) return known
    const detection = await detectionRule(db, scope.asOf)
    const reproduction = (await reproductionRule(db, scope.asOf)).body
    const { yearsMost, yearsLeast } = detection.body.weekly
    const counted = await count(db, scope, yearsMost, yearsLeast)
    const series = counted.days.get(`${ask.areaId} ${ask.disease}`)
    const cell = series && cellOf(series, counted, { detection: detection.body, reproduction })
    const day = cell?.days.find((d) => d.day === ask.day && d.alarm)
    const week = cell?.week.alarm && cell.week.to === ask.day ? cell.week : undefined
    const found = day ?? week
    if (!cell?.alarmDays.includes(ask.day) || !found) throw problem('warning-none')
    if (found.expected === null || found.upper === null) throw problem('warning-none')
    const method = day
      ? (detection.body.diseases[ask.disease] ?? detection.body.diseases.other!).method
      : 'farrington'
    const id = uuid7()
    const made = await db
      .insertInto('vx.warning_review')
      .values({
        id,
        area_id: ask.areaId,
        disease: ask.disease,
        day: ask.day,
        method,
        observed: found.observed,
        expected: found.expected,
        upper: found.upper,
        rule_version_id: detection.id,
        seen_at: now.toISOString(),
        seen_by: ctx.viewer.name,
        seen_by_post: ctx.viewer.postKind,
        judgement: null,
        reason: null,
        follow_up: null,
        judged_at: null,
        judged_by: null,
        version: 1,
      })
      .onConflict((oc) => oc.constraint('warning_review_once').doNothing())
      .executeTakeFirst()
    if (made.numInsertedOrUpdatedRows)
      tx.record({
        action: 'warning.acknowledge',
        subject: { type: 'warning', id },
        areaId: ask.areaId,
        changes: { observed: [null, found.observed], upper: [null, found.upper] },
        event: 'warning.changed',
        payload: { areaId: ask.areaId, disease: ask.disease },
      })
    return (await findReview(db, ask))!
  })
}

/**
 * Says what an unusual count was; saying it again replaces the first, and the audit keeps both.
 * @throws Problem not-found, stale-version
 */
export function judge(
  ctx: Ctx,
  input: {
    id: string
    version: number
    judgement: Review['judgement'] & string
    reason: string
    followUp?: string | undefined
  },
): Promise<Review> {
  return write(ctx, 'warning.judge', async (tx) => {
    const before = await findReview(tx.db, { id: input.id })
    if (!before) throw problem('not-found')
    const followUp = input.followUp || null
    const done = await tx.db
      .updateTable('vx.warning_review')
      .set({
        judgement: input.judgement,
        reason: input.reason,
        follow_up: followUp,
        judged_at: tx.now.toISOString(),
        judged_by: ctx.viewer.name,
        version: input.version + 1,
      })
      .where('id', '=', input.id)
      .where('version', '=', input.version)
      .executeTakeFirst()
    if (done.numUpdatedRows === 0n) throw problem('stale-version', {}, { theirs: before, yours: input })
    tx.record({
      action: 'warning.judge',
      subject: { type: 'warning', id: input.id },
      areaId: before.areaId,
      changes: {
        judgement: [before.judgement, input.judgement],
        reason: [before.reason, input.reason],
        followUp: [before.followUp, followUp],
      },
      event: 'warning.changed',
      payload: { areaId: before.areaId, disease: before.disease },
    })
    return (await findReview(tx.db, { id: input.id }))!
  })
}
