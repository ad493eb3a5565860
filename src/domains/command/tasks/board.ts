import { sql } from 'kysely'
import { addDays, startOfLocalDate } from '../../../platform/clock.ts'
import { type Ctx, read, requireArea } from '../../../platform/context.ts'
import { treeOf } from '../../registry/areas/index.ts'
import { type Board, BoardColumn } from './contract.ts'
import { listTasks, taskState, withAround } from './queries.ts'

const MOST_OF_COLUMN = 50
/** Days for which what was done stays on the board. */
const DONE_DAYS = 7

interface Of {
  areaId: number
  postKind?: string | undefined
}

async function areasOf(ctx: Ctx, of: Of): Promise<number[]> {
  requireArea(ctx, of.areaId)
  const within = new Set(ctx.viewer.areaIds)
  return (await treeOf(ctx)).subtree(of.areaId).filter((id) => within.has(id))
}

const ofPost = (of: Of) =>
  of.postKind === undefined
    ? sql<boolean>`true`
    : sql<boolean>`(t.post_kind = ${of.postKind} or ${of.postKind} = any(t.with_posts))`

/** Calendar dates in Asia/Ho_Chi_Minh, both included. */
const dueWithin = ({ from, to }: { from: string; to: string }) =>
  sql`t.due_at >= ${startOfLocalDate(from).toISOString()} and t.due_at < ${startOfLocalDate(addDays(to, 1)).toISOString()}`

/**
 * The tasks of a unit and everything below it by how they stand: what something is in the way of, what is overdue, near
 * due, in time, and done in the last seven days.
 * @throws Problem outside-area
 */
export async function board(ctx: Ctx, input: Of & { day?: string | undefined }): Promise<Board> {
  const areaIds = await areasOf(ctx, input)
  const now = ctx.clock.now()
  const { day } = input
  const due = day === undefined ? sql`true` : dueWithin({ from: day, to: day })
  const done =
    day === undefined
      ? sql`t.done_at >= ${new Date(now.getTime() - DONE_DAYS * 86_400_000).toISOString()}`
      : sql`t.done_at is not null`
  return read(ctx, 'task.read', async (db) => {
    const stuck = sql`exists (select from vx.task_entry e where e.task_id = t.id and e.kind = 'obstacle'
      and not exists (select from vx.task_entry o where o.answers_id = e.id))`
    const { rows } = await sql<{ column: BoardColumn; id: string; total: number }>`
      with of as materialized (
        select t.id, extract(epoch from t.due_at) as by, ${stuck} as stuck, ${taskState('t', now.toISOString())} as state from vx.task t
        where t.done_at is null and t.cancelled_at is null and t.area_id = any(${areaIds}::int[]) and ${ofPost(input)} and ${due}),
      placed as (
        select id, case when stuck then 'stuck' else state end as "column", by from of
        union all
        select t.id, 'done', -extract(epoch from t.done_at) from vx.task t
        where ${done} and t.area_id = any(${areaIds}::int[]) and ${ofPost(input)} and ${due}),
      ranked as (
        select id, "column", by, row_number() over (partition by "column" order by by, id) as n,
          count(*) over (partition by "column") as total from placed)
      select id, "column", total from ranked where n <= ${MOST_OF_COLUMN} order by n`.execute(db)
    const tasks = await withAround(db, await listTasks(db, { ids: rows.map((r) => r.id) }, now))
    const byId = new Map(tasks.map((t) => [t.id, t]))
    return BoardColumn.options.map((column) => {
      const of = rows.filter((r) => r.column === column)
      return { column, total: of[0]?.total ?? 0, tasks: of.map((r) => byId.get(r.id)!) }
    })
  })
}

/**
 * Deadlines of a unit and everything below it by day (Asia/Ho_Chi_Minh), both ends included; cancelled ones are left out.
 * @throws Problem outside-area
 */
export async function calendar(ctx: Ctx, input: Of & { from: string; to: string }) {
  const areaIds = await areasOf(ctx, input)
  const now = ctx.clock.now().toISOString()
  return read(ctx, 'task.read', async (db) => {
    const { rows } = await sql<{ day: string; open: number; overdue: number; done: number }>`
      select (t.due_at at time zone 'Asia/Ho_Chi_Minh')::date as day,
        count(*) filter (where t.done_at is null) as open,
        count(*) filter (where t.done_at is null and t.due_at < ${now}::timestamptz) as overdue,
        count(t.done_at) as done
      from vx.task t where t.cancelled_at is null and t.area_id = any(${areaIds}::int[]) and ${ofPost(input)}
        and ${dueWithin(input)}
      group by 1 order by 1`.execute(db)
    return rows
  })
}
