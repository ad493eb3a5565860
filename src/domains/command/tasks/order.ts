import { sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import { type Ctx, read, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import type { Task, WaitsFor } from './contract.ts'
import { listTasks, PART } from './queries.ts'

interface OrderTable {
  id: string
  task_id: string
  area_id: number
  after_id: string
  by_name: string
  at: string
}

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.task_order': OrderTable
  }
}

/** Kinds of records whose tasks people give, split, put in order and cancel; the others a fact opens and ends. */
const GIVEN: readonly string[] = [
  'document-item',
  PART,
  'conclusion',
  'example',
  'inspection-finding',
  'field-visit-task',
]

/** A task that a fact keeps open or ends; nobody cancels the fact. */
export const isKeptByFacts = (task: Pick<Task, 'subjectType'>) => !GIVEN.includes(task.subjectType)

/** Kinds of records of which only what they ask for ends the task: an acknowledgement, a signed report. */
const BY_RECORD_ALONE: readonly string[] = [
  'document-receipt',
  'report-due',
  'report-request',
  'workplace-review',
]

export const isEndedByRecord = (task: Pick<Task, 'subjectType'>) => BY_RECORD_ALONE.includes(task.subjectType)

/** What these tasks wait for, whichever unit has it. */
export async function waitsFor(db: Tx, taskIds: string[]): Promise<(WaitsFor & { taskId: string })[]> {
  if (taskIds.length === 0) return []
  const { rows } = await sql<{
    task_id: string
    id: string
    area_id: number
    title: string
    due_at: string
    done: boolean
  }>`select * from vx.task_waits_for(${taskIds}::uuid[])`.execute(db)
  return rows.map((r) => ({
    taskId: r.task_id,
    id: r.id,
    areaId: r.area_id,
    title: r.title,
    dueAt: r.due_at,
    done: r.done,
  }))
}

/** @throws Problem task-waits naming what has to be done first */
export async function requireTurn(db: Tx, taskId: string): Promise<void> {
  const first = (await waitsFor(db, [taskId])).filter((w) => !w.done)
  if (first.length) throw problem('task-waits', { first: first.map((w) => `“${w.title}”`).join(', ') })
}

/**
 * Says that a task waits for another one, or no more; saying it twice changes nothing.
 * @throws Problem not-found, task-done-already, task-cancelled, task-kept-by-facts, task-order-circle
 */
export function order(ctx: Ctx, input: { id: string; afterId: string; waits: boolean }): Promise<WaitsFor[]> {
  return write(ctx, 'task.split', async (tx) => {
    // Two orders at once could close a circle that neither of them sees.
    await sql`select pg_advisory_xact_lock(hashtext('vx.task_order'))`.execute(tx.db)
    const found = await listTasks(tx.db, { ids: [input.id, input.afterId] }, tx.now)
    const task = found.find((t) => t.id === input.id)
    const after = found.find((t) => t.id === input.afterId)
    if (!task || !after) throw problem('not-found')
    if (task.doneAt) throw problem('task-done-already', { by: task.doneBy ?? '' })
    if (task.cancelledAt) throw problem('task-cancelled')
    if (isKeptByFacts(task) || (input.waits && isKeptByFacts(after))) throw problem('task-kept-by-facts')
    if (!input.waits) {
      await tx.db
        .deleteFrom('vx.task_order')
        .where('task_id', '=', task.id)
        .where('after_id', '=', after.id)
        .execute()
    } else {
      if (await isBehind(tx.db, after.id, task.id)) throw problem('task-order-circle')
      await tx.db
        .insertInto('vx.task_order')
        .values({
          id: uuid7(),
          task_id: task.id,
          area_id: task.areaId,
          after_id: after.id,
          by_name: ctx.viewer.name,
          at: tx.now.toISOString(),
        })
        .onConflict((oc) => oc.constraint('task_order_once').doNothing())
        .execute()
    }
    const title = after.title ?? after.subjectLabel
    tx.record({
      action: 'task.order',
      subject: { type: 'task', id: task.id },
      areaId: task.areaId,
      changes: { after: input.waits ? [null, title] : [title, null] },
      event: 'task.changed',
      payload: { subjectId: task.subjectId },
    })
    return (await waitsFor(tx.db, [task.id])).map(({ taskId: _, ...w }) => w)
  })
}

/** Whether `id` waits, however far round and through whichever units, for `first`; a whole waits for its parts. */
async function isBehind(db: Tx, id: string, first: string): Promise<boolean> {
  const { rows } = await sql<{
    behind: boolean
  }>`select vx.task_is_behind(${id}::uuid, ${first}::uuid) as behind`.execute(db)
  return rows[0]!.behind
}

/** Open tasks that another one may wait for: of the same directive first, nearest deadline first; 20 at most. */
export function candidates(
  ctx: Ctx,
  input: { id: string; search?: string | undefined },
): Promise<WaitsFor[]> {
  return read(ctx, 'task.split', async (db) => {
    const [task] = await listTasks(db, { id: input.id }, ctx.clock.now())
    if (!task) throw problem('not-found')
    const document = task.subjectLabel.split(', mục ')[0]!
    const { rows } = await sql<{ id: string; area_id: number; title: string; due_at: string }>`
      select t.id, t.area_id, coalesce(t.title, t.subject_label) as title, t.due_at from vx.task t
      where t.done_at is null and t.cancelled_at is null and t.id <> ${task.id}
        and t.subject_type = any(${[...GIVEN]}::text[])
        and (${input.search ?? ''} = '' or vx.fold(t.title) like '%' || vx.fold(${input.search ?? ''}) || '%')
      order by starts_with(t.subject_label, ${document}) desc, t.due_at, t.id limit 20`.execute(db)
    return rows.map((r) => ({ id: r.id, areaId: r.area_id, title: r.title, dueAt: r.due_at, done: false }))
  })
}
