import { type Generated, sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { Task, TaskKind } from './contract.ts'

interface TaskTable {
  id: string
  area_id: number
  kind: TaskKind
  title: string | null
  subject_type: string
  subject_id: string
  subject_label: string
  post_kind: string
  opened_at: string
  due_at: string
  done_at: string | null
  done_by: string | null
  done_note: string | null
  rule_version_id: number | null
  version: Generated<number>
}

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.task': TaskTable
    'vx.task_version': TaskTable & { valid_from: string; valid_to: string | null }
  }
}

/**
 * State of a task at an instant, as SQL over the columns of `alias`.
 * Near due: less than a quarter of the time given is left.
 */
export function taskState(alias: string, now: string) {
  const c = (name: string) => sql.ref(`${alias}.${name}`)
  return sql<Task['state']>`case
    when ${c('done_at')} is not null then case when ${c('done_at')} <= ${c('due_at')} then 'done_in_time' else 'done_late' end
    when ${now}::timestamptz > ${c('due_at')} then 'overdue'
    when ${c('due_at')} - ${now}::timestamptz < (${c('due_at')} - ${c('opened_at')}) / 4 then 'near_due'
    else 'in_time' end`
}

/** The page of what a task is about, as SQL over the columns of `alias`. */
export const subjectPage = (alias: string) =>
  sql<string>`case ${sql.ref(`${alias}.subject_type`)} when 'person' then 'people' when 'team' then 'teams' else 'cases' end`

/** Tasks that fulfil a condition, oldest deadline first. */
export async function listTasks(
  db: Tx,
  where: { subjectType: string; subjectId: string } | { id: string },
  now: Date,
): Promise<Task[]> {
  let q = db
    .selectFrom('vx.task as t')
    .leftJoin('platform.rule_version as r', 'r.id', 't.rule_version_id')
    .selectAll('t')
    .select([taskState('t', now.toISOString()).as('state'), 'r.legal_basis'])
    .select(
      sql<string | null>`(select h.name from vx.post_holder h join vx.post p on p.id = h.post_id
        join vx.area_tree at on at.ancestor_id = p.area_id and at.descendant_id = t.area_id
        where p.kind = t.post_kind and h.until is null order by at.depth limit 1)`.as('holder'),
    )
    .orderBy('t.due_at')
    .orderBy('t.kind')
  q =
    'id' in where
      ? q.where('t.id', '=', where.id)
      : q.where('t.subject_type', '=', where.subjectType).where('t.subject_id', '=', where.subjectId)
  const rows = await q.execute()
  return rows.map((r) => ({
    id: r.id,
    areaId: r.area_id,
    kind: r.kind,
    title: r.title,
    subjectType: r.subject_type,
    subjectId: r.subject_id,
    subjectLabel: r.subject_label,
    postKind: r.post_kind,
    holder: r.holder,
    openedAt: r.opened_at,
    dueAt: r.due_at,
    doneAt: r.done_at,
    doneBy: r.done_by,
    doneNote: r.done_note,
    state: r.state,
    legalBasis: r.legal_basis,
    version: r.version,
  }))
}
