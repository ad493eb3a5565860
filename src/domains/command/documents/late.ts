import { sql } from 'kysely'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read } from '../../../platform/context.ts'
import type { Schedule } from '../../../platform/jobs.ts'
import { getRule } from '../../../platform/rules.ts'
import { keepRaised } from '../tasks/index.ts'
import { AcknowledgeRule } from './cascade.ts'

/**
 * A document that a unit has not acknowledged in time becomes a task of the post that got it, and goes up the ladder of
 * late tasks like any other. It is done by itself with the acknowledgement. Repeating it changes nothing.
 */
export async function raiseLate(ctx: Ctx): Promise<void> {
  const now = ctx.clock.now()
  const { rule, late } = await read(ctx, 'document.read', async (db) => ({
    rule: await getRule(db, 'document.acknowledge', localDate(now), AcknowledgeRule),
    late: (
      await sql<{
        id: string
        area_id: number
        post_kind: string
        what: string
        sent_at: string
        due_at: string
      }>`
        select distinct on (r.document_id, r.area_id) r.document_id as id, r.area_id, r.post_kind, r.sent_at, r.due_at,
          coalesce(d.symbol, d.abstract) as what
        from vx.document_recipient r join vx.document d on d.id = r.document_id
        where r.acknowledged_at is null and r.due_at < ${now.toISOString()}
        order by r.document_id, r.area_id, r.due_at`.execute(db)
    ).rows,
  }))
  await keepRaised(ctx, {
    subjectType: 'document',
    about: null,
    note: 'Đơn vị đã xác nhận nhận văn bản',
    wanted: late.map((l) => ({
      subjectId: l.id,
      label: `Xác nhận văn bản ${l.what}`.slice(0, 200),
      areaId: l.area_id,
      post: l.post_kind,
      since: l.sent_at,
      dueAt: l.due_at,
      ruleVersionId: rule.id,
    })),
  })
}

export const schedules: Schedule[] = [{ name: 'documents-late', everyMinutes: 5, run: raiseLate }]
