import { sql } from 'kysely'
import { z } from 'zod'
import { localDate, startOfLocalDate } from '../../../platform/clock.ts'
import { type Ctx, read } from '../../../platform/context.ts'
import { getRule } from '../../../platform/rules.ts'
import { keepRaised } from '../../command/tasks/index.ts'
import { treeOf } from '../../registry/areas/index.ts'
import { wardOf } from './meeting.ts'

/** Rule `tracing.escalation`: who is told, and within how many hours they must have acted. */
const Escalation = z.object({
  lost: z.object({ post: z.string(), hours: z.number().positive() }),
  team: z.object({ post: z.string(), hours: z.number().positive(), missedChecks: z.number().int().min(1) }),
})

const after = (since: string, hours: number) => new Date(Date.parse(since) + hours * 3_600_000).toISOString()

/**
 * Tells the ward of people whom nobody finds. The task is done by itself when the person is seen, and opens again when
 * they are lost once more. Repeating it changes nothing.
 */
export async function escalateLost(ctx: Ctx, personIds: string[]): Promise<void> {
  const tree = await treeOf(ctx)
  const { rule, lost } = await read(ctx, 'contact.read', async (db) => ({
    rule: await getRule(db, 'tracing.escalation', localDate(ctx.clock.now()), Escalation),
    lost: (
      await sql<{ person_id: string; area_id: number; tier: number; index_code: string; since: string }>`
        select t.person_id, t.area_id, t.tier, t.index_code, v.valid_from as since
        from vx.contact_tier t join vx.contact_tier_version v on v.id = t.id and v.valid_to is null
        where t.status = 'lost' and t.person_id = any(${personIds}::uuid[])`.execute(db)
    ).rows,
  }))
  const { post, hours } = rule.body.lost
  await keepRaised(ctx, {
    subjectType: 'person',
    about: personIds,
    note: 'Đã gặp được người này, hoặc không còn phải theo dõi',
    wanted: lost.map((l) => ({
      subjectId: l.person_id,
      label: `Tìm người mất dấu: F${l.tier} của ca ${l.index_code}`,
      areaId: wardOf(tree, l.area_id),
      post,
      since: l.since,
      dueAt: after(l.since, hours),
      ruleVersionId: rule.id,
    })),
  })
}

/** Tells the health station of teams with many checks missed yesterday; done by itself when they are no longer many. */
export async function escalateTeams(ctx: Ctx): Promise<void> {
  const tree = await treeOf(ctx)
  const today = localDate(ctx.clock.now())
  const { rule, teams } = await read(ctx, 'contact.read', async (db) => ({
    rule: await getRule(db, 'tracing.escalation', today, Escalation),
    teams: (
      await sql<{ id: string; name: string; area_id: number; missed: number }>`
        select t.id, t.name, t.area_id, count(f.id) filter (where f.checked_at is null) as missed
        from vx.team t join vx.followup_assignment a on a.team_id = t.id and a.due_on = ${today}::date - 1
        join vx.followup f on f.person_id = a.person_id and f.due_on = a.due_on
        where t.kind = 'community' group by t.id`.execute(db)
    ).rows,
  }))
  const { post, hours, missedChecks } = rule.body.team
  const since = startOfLocalDate(today).toISOString()
  await keepRaised(ctx, {
    subjectType: 'team',
    about: null,
    note: 'Số lượt bỏ sót của ngày hôm trước không còn ở mức phải báo',
    wanted: teams
      .filter((t) => t.missed >= missedChecks)
      .map((t) => ({
        subjectId: t.id,
        label: `${t.name}: bỏ sót ${t.missed} lượt theo dõi hôm trước`,
        areaId: wardOf(tree, t.area_id),
        post,
        since,
        dueAt: after(since, hours),
        ruleVersionId: rule.id,
      })),
  })
}
