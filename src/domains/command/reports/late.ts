import { sql } from 'kysely'
import { v5 as uuid5 } from 'uuid'
import { z } from 'zod'
import { addDays, localDate, startOfLocalDate } from '../../../platform/clock.ts'
import { type Ctx, read } from '../../../platform/context.ts'
import type { Schedule } from '../../../platform/jobs.ts'
import { getRule } from '../../../platform/rules.ts'
import { treeOf } from '../../registry/areas/index.ts'
import { keepRaised } from '../tasks/index.ts'
import { SIGNERS } from './requests/requests.ts'
import { expectedReports } from './submissions.ts'

/** Namespace of the ids under which a report that is owed, and not there, is known. */
const OWED = '2f0c2a55-6e0e-4b43-9a53-6f7a3f5cf8c1'
/** Days after which a report that never came is no longer asked for. */
const DAYS = 3

/**
 * A periodic report that an office asks for by a schedule and that is past due becomes a task of whoever signs there, and
 * goes up the ladder of late tasks like any other. It is done by itself when the report is signed, or three days later.
 * What only the rule asks for is listed and counted: nobody is pressed in the name of nobody. Repeating it changes nothing.
 */
export async function raiseMissing(ctx: Ctx): Promise<void> {
  const now = ctx.clock.now()
  const day = localDate(now)
  const tree = await treeOf(ctx)
  const { rule, missing } = await read(ctx, 'report.read', async (db) => ({
    rule: await getRule(db, 'report.due', day, z.unknown()),
    missing: await expectedReports(db, {
      areaIds: tree.all.map((a) => a.id),
      since: addDays(day, 1 - DAYS),
      day,
      asOf: now.toISOString(),
    })
      .where('e.state', '=', 'missing')
      .where(sql<boolean>`exists (select from vx.report_schedule s
        join vx.area_tree t on t.ancestor_id = s.area_id and t.descendant_id = e.area_id and t.depth > 0
        where s.template_key = e.template_key and (s.unit_id = e.area_id or s.level = e.level)
          and e.day between s.from_day and coalesce(s.until_day, 'infinity'))`)
      .execute(),
  }))
  await keepRaised(ctx, {
    subjectType: 'report-due',
    about: null,
    note: 'Báo cáo đã ký, hoặc đã quá ba ngày',
    wanted: missing.map((m) => ({
      subjectId: uuid5(`${m.area_id} ${m.template_key} ${m.day}`, OWED),
      label: `Nộp ${m.template_vi} ngày ${m.day.split('-').reverse().join('/')}`,
      areaId: m.area_id,
      post: SIGNERS[tree.byId.get(m.area_id)!.level]!.post,
      since: startOfLocalDate(m.day).toISOString(),
      dueAt: m.due_at,
      ruleVersionId: rule.id,
    })),
  })
}

export const schedules: Schedule[] = [{ name: 'reports-late', everyMinutes: 5, run: raiseMissing }]
