import { sql } from 'kysely'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read } from '../../../platform/context.ts'
import type { Schedule } from '../../../platform/jobs.ts'
import { getRule } from '../../../platform/rules.ts'
import { treeOf } from '../../registry/areas/index.ts'
import { keepRaised } from '../tasks/index.ts'
import { AcknowledgeRule } from './cascade.ts'

/** Days after which an acknowledgement that never came is no longer asked for. */
const DAYS = 30

/**
 * A document that a unit has not acknowledged in time becomes a task of the post that got it, and goes up the ladder of
 * late tasks like any other. It is done by itself with the acknowledgement, or
 * when the document is old or over. Repeating it changes nothing.
 */
export async function raiseLate(ctx: Ctx): Promise<void> {
  const now = ctx.clock.now()
  const inForce = (await treeOf(ctx)).all.map((a) => a.id)
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
        select r.id, r.area_id, r.post_kind, r.sent_at, r.due_at, coalesce(d.symbol, d.abstract) as what
        from vx.document_recipient r join vx.document d on d.id = r.document_id
        where r.acknowledged_at is null and r.due_at < ${now.toISOString()}
          and r.due_at > ${new Date(now.getTime() - DAYS * 86_400_000).toISOString()}
          and r.area_id = any(${inForce}::int[])
          and coalesce(d.effective_to, 'infinity') >= ${localDate(now)}::date`.execute(db)
    ).rows,
  }))
  await keepRaised(ctx, {
    subjectType: 'document-receipt',
    about: null,
    note: 'Đơn vị đã xác nhận, hoặc văn bản đã quá ba mươi ngày hay hết hiệu lực',
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
