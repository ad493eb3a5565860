import { sql } from 'kysely'
import { addDays, startOfLocalDate } from '../../../platform/clock.ts'
import { type Ctx, read, requireArea } from '../../../platform/context.ts'
import { treeOf } from '../../registry/areas/index.ts'
import { type Board, BoardColumn } from './contract.ts'
import { listTasks, openStates, withAround } from './queries.ts'

const MOST_OF_COLUMN = 15
const MANY = 2000
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
    : sql<boolean>`(t.post_kind = ${of.postKind} or (t.with_posts <> '{}' and ${of.postKind} = any(t.with_posts)))`

/** Calendar dates in Asia/Ho_Chi_Minh, both included. */
const dueWithin = ({ from, to }: { from: string; to: string }) =>
  sql`t.due_at >= ${startOfLocalDate(from).toISOString()} and t.due_at < ${startOfLocalDate(addDays(to, 1)).toISOString()}`

interface First {
  column: BoardColumn
  id: string
}

type Open = 'overdue' | 'near_due' | 'in_time'
const OPEN: Open[] = ['overdue', 'near_due', 'in_time']

/**
 * The tasks of a unit and everything below it by how they stand: what something is in the way of, what is overdue, near
 * due, in time, and done in the last seven days. How many there are is counted apart from which ones come first: the one
 * is read from an index over areas, the other from one over deadlines.
 * @throws Problem outside-area
 */
export async function board(ctx: Ctx, input: Of & { day?: string | undefined }): Promise<Board> {
  const areaIds = await areasOf(ctx, input)
  const now = ctx.clock.now()
  const { day } = input
  const due = day === undefined ? sql`true` : dueWithin({ from: day, to: day })
  const doneSince =
    day === undefined
      ? sql`t.done_at >= ${new Date(now.getTime() - DONE_DAYS * 86_400_000).toISOString()}`
      : sql`t.done_at is not null`
  const here = sql`t.area_id = any(${areaIds}::int[]) and ${ofPost(input)} and ${due}`
  const open = sql`t.done_at is null and t.cancelled_at is null and ${here}`
  const done = sql`${doneSince} and ${here}`
  const inWay = sql`select e.task_id from vx.task_entry e where e.kind = 'obstacle' and e.area_id = any(${areaIds}::int[])
    and not exists (select from vx.task_entry o where o.answers_id = e.id)`
  const is = openStates('t', now.toISOString())
  const counts = sql`count(*) filter (where ${is.overdue}) as overdue, count(*) filter (where ${is.near_due}) as near_due,
    count(*) filter (where ${is.in_time}) as in_time`
  const first = (column: Open) =>
    sql`(select ${column} as "column", t.id from vx.task t
      where ${open} and ${is[column]} and t.id not in (${inWay}) order by t.due_at, t.id limit ${MOST_OF_COLUMN})`
  return read(ctx, 'task.read', async (db) => {
    const counted = await sql<Record<Open, number> & { stuck: number; done: number }>`
      select o.overdue - s.overdue as overdue, o.near_due - s.near_due as near_due, o.in_time - s.in_time as in_time,
        s.stuck, d.done
      from (select ${counts} from vx.task t where ${open}) o,
        (select count(*) as stuck, ${counts} from vx.task t where t.id in (${inWay}) and ${open}) s,
        (select count(*) as done from vx.task t where ${done}) d`.execute(db)
    const totals = counted.rows[0]!
    // Row-level security makes the planner believe that few tasks are in sight, and few are soon sorted. Of many, those
    // that are due first stand at the beginning of the index over deadlines.
    const many = OPEN.some((column) => totals[column] > MANY)
    if (many) await sql`set local enable_sort = off`.execute(db)
    const ahead = await sql<First>`${sql.join(OPEN.map(first), sql` union all `)}`.execute(db)
    if (many) await sql`set local enable_sort = on`.execute(db)
    const rest =
      await sql<First>`(select 'stuck' as "column", t.id from vx.task t where t.id in (${inWay}) and ${open}
        order by t.due_at, t.id limit ${MOST_OF_COLUMN})
      union all (select 'done', t.id from vx.task t where ${done}
        order by t.done_at desc, t.id limit ${MOST_OF_COLUMN})`.execute(db)
    const rows = [...ahead.rows, ...rest.rows]
    const tasks = await withAround(db, await listTasks(db, { ids: rows.map((r) => r.id) }, now))
    const byId = new Map(tasks.map((t) => [t.id, t]))
    return BoardColumn.options.map((column) => ({
      column,
      total: totals[column],
      tasks: rows.filter((r) => r.column === column).map((r) => byId.get(r.id)!),
    }))
  })
}

/**
 * Deadlines of a unit and everything below it by day (Asia/Ho_Chi_Minh), both ends included; cancelled ones are left out.
 * @throws Problem outside-area
 */
export async function calendar(ctx: Ctx, input: Of & { from: string; to: string }) {
  const areaIds = await areasOf(ctx, input)
  const now = ctx.clock.now().toISOString()
  const starts: string[] = []
  for (let day = input.from; day <= input.to; day = addDays(day, 1)) starts.push(day)
  const bounds = starts.map((day) => startOfLocalDate(day).toISOString())
  return read(ctx, 'task.read', async (db) => {
    // Fifty thousand instants find their day among the month's beginnings faster than each is turned into a local date.
    const { rows } = await sql<{ nth: number; open: number; overdue: number; done: number }>`
      select width_bucket(t.due_at, ${bounds}::timestamptz[]) as nth,
        count(*) filter (where t.done_at is null) as open,
        count(*) filter (where t.done_at is null and t.due_at < ${now}::timestamptz) as overdue,
        count(t.done_at) as done
      from vx.task t where t.cancelled_at is null and t.area_id = any(${areaIds}::int[]) and ${ofPost(input)}
        and ${dueWithin(input)}
      group by 1 order by 1`.execute(db)
    return rows.map(({ nth, ...of }) => ({ day: starts[nth - 1]!, ...of }))
  })
}
