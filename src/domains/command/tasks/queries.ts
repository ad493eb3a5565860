import { type Generated, sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { EntryKind, Goal, Task, TaskEntry, TaskKind, TaskLine } from './contract.ts'

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
  cancelled_at: Generated<string | null>
  expected: Generated<string | null>
  with_posts: Generated<string[]>
  goal: Generated<Goal | null>
}

interface EntryTable {
  id: string
  task_id: string
  area_id: number
  kind: EntryKind
  said: string
  at: string
  by_name: string
  by_post: string
  by_area_id: number
  owner_post: string | null
  due_at: string | null
  answers_id: string | null
}

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.task': TaskTable
    'vx.task_entry': EntryTable
    'vx.task_version': TaskTable & { valid_from: string; valid_to: string | null }
  }
}

/** Conditions over the columns of `alias`, a task that is neither done nor cancelled: how it stands at an instant. */
export function openStates(alias: string, now: string) {
  const c = (name: string) => sql.ref(`${alias}.${name}`)
  const overdue = sql<boolean>`${now}::timestamptz > ${c('due_at')}`
  // Near due: less than a quarter of the time given is left.
  const near = sql<boolean>`${c('due_at')} - ${now}::timestamptz < (${c('due_at')} - ${c('opened_at')}) / 4`
  const ahead = sql<boolean>`${c('due_at')} >= ${now}::timestamptz`
  return {
    overdue,
    near_due: sql<boolean>`(${ahead} and ${near})`,
    in_time: sql<boolean>`(${ahead} and not (${near}))`,
  }
}

/** State of a task at an instant, as SQL over the columns of `alias`. */
export function taskState(alias: string, now: string) {
  const c = (name: string) => sql.ref(`${alias}.${name}`)
  const open = openStates(alias, now)
  return sql<Task['state']>`case
    when ${c('cancelled_at')} is not null then 'cancelled'
    when ${c('done_at')} is not null then case when ${c('done_at')} <= ${c('due_at')} then 'done_in_time' else 'done_late' end
    when ${open.overdue} then 'overdue'
    when ${open.near_due} then 'near_due'
    else 'in_time' end`
}

type Where =
  | { subjectType: string; subjectIds: string[] }
  | { id: string }
  | { ids: string[] }
  /** Open tasks of a kind of post, or on which it works along, in these areas. */
  | { openOf: string; areaIds: readonly number[]; limit: number }

/** Tasks that fulfil a condition, oldest deadline first. */
export async function listTasks(db: Tx, where: Where, now: Date): Promise<Task[]> {
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
  if ('id' in where) q = q.where('t.id', '=', where.id)
  else if ('ids' in where) q = q.where('t.id', '=', sql<string>`any(${where.ids}::uuid[])`)
  else if ('openOf' in where) q = q.where(openOf(where)).limit(where.limit)
  else
    q = q
      .where('t.subject_type', '=', where.subjectType)
      .where('t.subject_id', '=', sql<string>`any(${where.subjectIds}::uuid[])`)
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
    cancelledAt: r.cancelled_at,
    expected: r.expected,
    withPosts: r.with_posts,
    goal: r.goal,
    state: r.state,
    legalBasis: r.legal_basis,
    version: r.version,
  }))
}

const openOf = (where: { openOf: string; areaIds: readonly number[] }) =>
  sql<boolean>`(t.done_at is null and t.cancelled_at is null and t.area_id = any(${where.areaIds}::int[])
    and (t.post_kind = ${where.openOf} or (t.with_posts <> '{}' and ${where.openOf} = any(t.with_posts))))`

export async function countOpenOf(
  db: Tx,
  where: { openOf: string; areaIds: readonly number[] },
): Promise<number> {
  const { n } = await db
    .selectFrom('vx.task as t')
    .where(openOf(where))
    .select(sql<number>`count(*)`.as('n'))
    .executeTakeFirstOrThrow()
  return n
}

/** Names of those of these areas where neither they nor anything above has somebody in such a post. */
export async function listVacant(db: Tx, postKind: string, areaIds: number[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select a.name from vx.area a where a.id = any(${areaIds}::int[]) and not exists (
      select from vx.post_holder h join vx.post p on p.id = h.post_id
      join vx.area_tree up on up.ancestor_id = p.area_id and up.descendant_id = a.id
      where p.kind = ${postKind} and h.until is null)
    order by a.name`.execute(db)
  return rows.map((r) => r.name)
}

/** What a task was split into has the task for its subject. */
export const PART = 'task'

/** Tasks with how often they were reminded of, what is in their way, and how far their parts are. */
export async function withAround(db: Tx, tasks: Task[]): Promise<TaskLine[]> {
  if (tasks.length === 0) return []
  const ids = tasks.map((t) => t.id)
  const { rows } = await sql<{ id: string; reminders: number; obstacles: number; n: number; done: number }>`
    select w.id, e.reminders, e.obstacles, p.n, p.done from unnest(${ids}::uuid[]) as w(id)
    cross join lateral (select count(*) filter (where kind = 'reminder') as reminders,
      count(*) filter (where kind = 'obstacle' and not exists (
        select from vx.task_entry o where o.answers_id = e.id)) as obstacles
      from vx.task_entry e where e.task_id = w.id) e
    cross join lateral (select count(*) as n, count(done_at) as done from vx.task t
      where t.subject_type = ${PART} and t.subject_id = w.id and t.cancelled_at is null) p`.execute(db)
  const around = new Map(rows.map((r) => [r.id, r]))
  return tasks.map((t) => {
    const a = around.get(t.id)!
    return { ...t, reminders: a.reminders, obstacles: a.obstacles, parts: { n: a.n, done: a.done } }
  })
}

/** The trace of a task, oldest first; or what is open of a kind in these areas, nearest deadline first. */
export async function listEntries(
  db: Tx,
  where:
    | { taskId: string }
    | {
        open: EntryKind[]
        areaIds: readonly number[]
        ownerPost?: string
        ofPost?: string
        notOfPost?: string
      },
): Promise<(TaskEntry & { title: string; areaId: number })[]> {
  let q = db
    .selectFrom('vx.task_entry as e')
    .innerJoin('vx.task as t', 't.id', 'e.task_id')
    .selectAll('e')
    .select(sql<string>`coalesce(t.title, t.subject_label)`.as('title'))
    // More time that was given answers that those above were told, whatever else it answered.
    .select(
      sql<boolean>`(exists (select from vx.task_entry o where o.answers_id = e.id)
        or e.kind = 'escalated' and e.at < t.due_at)`.as('answered'),
    )
  if ('taskId' in where) q = q.where('e.task_id', '=', where.taskId).orderBy('e.at').orderBy('e.id')
  else {
    q = q
      .where('e.kind', 'in', where.open)
      .where('e.area_id', '=', sql<number>`any(${where.areaIds}::int[])`)
      .where(sql<boolean>`not exists (select from vx.task_entry o where o.answers_id = e.id)`)
      .where(sql<boolean>`(e.kind <> 'escalated' or e.at >= t.due_at)`)
      .where('t.done_at', 'is', null)
      .where('t.cancelled_at', 'is', null)
      .orderBy(sql`e.due_at nulls first`)
      .orderBy('e.id')
      .limit(100)
    if (where.ownerPost) q = q.where('e.owner_post', '=', where.ownerPost)
    if (where.ofPost) q = q.where('t.post_kind', '=', where.ofPost)
    if (where.notOfPost) q = q.where('t.post_kind', '<>', where.notOfPost)
  }
  const rows = await q.execute()
  return rows.map((r) => ({
    id: r.id,
    taskId: r.task_id,
    areaId: r.area_id,
    title: r.title,
    kind: r.kind,
    said: r.said,
    at: r.at,
    byName: r.by_name,
    byPost: r.by_post,
    byAreaId: r.by_area_id,
    ownerPost: r.owner_post,
    dueAt: r.due_at,
    answersId: r.answers_id,
    open: ASKS.has(r.kind) && !r.answered,
  }))
}

/** Entries that ask for one that answers them. */
export const ASKS: ReadonlySet<EntryKind> = new Set(['question', 'obstacle', 'extension_asked', 'escalated'])

/** The tasks about records of one kind, with what happened around them, oldest deadline first. */
export async function linesBySubject(
  ctx: { clock: { now(): Date } },
  db: Tx,
  subjectType: string,
  subjectIds: string[],
): Promise<TaskLine[]> {
  return withAround(db, await listTasks(db, { subjectType, subjectIds }, ctx.clock.now()))
}
