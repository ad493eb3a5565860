import { sql } from 'kysely'
import { z } from 'zod'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, write } from '../../../platform/context.ts'
import { getRule } from '../../../platform/rules.ts'
import { addEntry } from './entries.ts'

/** Rule `task.ladder`: what happens when a task is so many hours late; kinds of records whose tasks have a way of their own. */
const Ladder = z.object({
  except: z.array(z.string()),
  steps: z
    .array(z.object({ kind: z.enum(['reminder', 'question', 'escalated']), hours: z.number().min(0) }))
    .min(1),
})

const SAID = {
  reminder: 'Việc đã quá hạn. Báo kết quả, hoặc xin gia hạn và nói rõ lý do.',
  question: 'Việc quá hạn {hours} giờ. Giải trình lý do và thời điểm sẽ xong.',
  escalated: 'Việc quá hạn {hours} giờ mà chưa xong; báo lên cấp trên.',
}
const MOST_AT_ONCE = 500

/**
 * Takes, for each late task, the highest step of the ladder that its hours ask for, unless somebody took it since the
 * deadline; a new deadline begins anew. Steps below one that was taken are not made up for. Repeating it changes nothing.
 * @returns how many steps were taken
 */
export function climb(ctx: Ctx): Promise<number> {
  return write({ ...ctx, idempotencyKey: undefined }, 'task.direct', async (tx) => {
    const { body } = await getRule(tx.db, 'task.ladder', localDate(tx.now), Ladder)
    const steps = body.steps.toSorted((a, b) => a.hours - b.hours)
    const { rows } = await sql<{ id: string; area_id: number; subject_id: string; step: number }>`
      with ladder as (select (s.n - 1)::int as n, s.step ->> 'kind' as kind, (s.step ->> 'hours')::numeric as hours
        from jsonb_array_elements(${JSON.stringify(steps)}::jsonb) with ordinality as s (step, n))
      select t.id, t.area_id, t.subject_id, l.n as step from vx.task t
      cross join lateral (select n from ladder
        where t.due_at + hours * interval '1 hour' <= ${tx.now.toISOString()} order by n desc limit 1) l
      where t.done_at is null and t.cancelled_at is null and t.kind = 'other' and t.due_at < ${tx.now.toISOString()}
        and t.subject_type <> all(${body.except}::text[])
        and not exists (select from vx.task_entry e join ladder s on s.kind = e.kind and s.n >= l.n
          where e.task_id = t.id and e.at >= t.due_at)
      order by t.due_at limit ${MOST_AT_ONCE}
      for update of t skip locked`.execute(tx.db)
    for (const row of rows) {
      const { kind, hours } = steps[row.step]!
      const task = { id: row.id, areaId: row.area_id, subjectId: row.subject_id }
      await addEntry(ctx, tx, task, { kind, said: SAID[kind].replace('{hours}', String(hours)) })
    }
    return rows.length
  })
}
