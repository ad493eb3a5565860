import { v7 as uuid7 } from 'uuid'
import { z } from 'zod'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read, type WriteTx, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import { getRule } from '../../../platform/rules.ts'
import { type Task, TaskKind } from './contract.ts'
import { isEndedByRecord, requireTurn } from './order.ts'
import { listTasks } from './queries.ts'
import { mayWorkOn } from './work.ts'

/** Rule `response.checklist`: who must do what within how many hours of a confirmation (P14, P15). */
const Checklist = z.object({
  steps: z.array(z.object({ kind: TaskKind, post: z.string(), hours: z.number().positive() })),
})

export function listBySubject(ctx: Ctx, input: { subjectType: string; subjectId: string }) {
  const about = { subjectType: input.subjectType, subjectIds: [input.subjectId] }
  return read(ctx, 'task.read', (db) => listTasks(db, about, ctx.clock.now()))
}

/** @throws Problem not-found */
async function getTask(db: Tx, id: string, now: Date): Promise<Task> {
  const [task] = await listTasks(db, { id }, now)
  if (!task) throw problem('not-found')
  return task
}

/**
 * Opens the response checklist about a record under the rule in force; opening it twice changes nothing.
 * @param since the instant from which the hours run (the confirmation)
 */
export function openChecklist(
  ctx: Ctx,
  subject: { type: string; id: string; label: string; areaId: number; since: string },
): Promise<number> {
  return write(ctx, 'task.open', async (tx) => {
    const rule = await getRule(tx.db, 'response.checklist', localDate(subject.since), Checklist)
    let opened = 0
    for (const step of rule.body.steps) {
      const id = uuid7()
      const due = new Date(Date.parse(subject.since) + step.hours * 3_600_000).toISOString()
      const done = await tx.db
        .insertInto('vx.task')
        .values({
          id,
          area_id: subject.areaId,
          kind: step.kind,
          title: null,
          subject_type: subject.type,
          subject_id: subject.id,
          subject_label: subject.label,
          post_kind: step.post,
          opened_at: subject.since,
          due_at: due,
          done_at: null,
          done_by: null,
          done_note: null,
          rule_version_id: rule.id,
        })
        .onConflict((oc) => oc.constraint('task_once').doNothing())
        .executeTakeFirst()
      if (!done.numInsertedOrUpdatedRows) continue
      opened += 1
      tx.record({
        action: 'task.open',
        subject: { type: 'task', id },
        areaId: subject.areaId,
        changes: { kind: [null, step.kind], dueAt: [null, due] },
        event: 'task.changed',
        payload: { subjectId: subject.id },
      })
    }
    return opened
  })
}

/** @throws Problem not-found, stale-version, task-done-already, task-cancelled, task-of-another, task-kept-by-facts, task-waits */
export function complete(ctx: Ctx, input: { id: string; version: number; note: string }): Promise<Task> {
  return write(ctx, 'task.complete', async (tx) => {
    const before = await getTask(tx.db, input.id, tx.now)
    if (before.doneAt) throw problem('task-done-already', { by: before.doneBy ?? '' })
    if (before.cancelledAt) throw problem('task-cancelled')
    if (!mayWorkOn(ctx, before)) throw problem('task-of-another')
    if (isEndedByRecord(before)) throw problem('task-kept-by-facts')
    if (before.version !== input.version) throw problem('stale-version', {}, { theirs: before, yours: input })
    await requireTurn(tx.db, before.id)
    return finish(tx, ctx, before, input.note)
  })
}

/**
 * Completes the open task of that kind about a record, because the fact it asked for is there now
 * (an order issued, a zone decided). Nothing open: nothing happens.
 */
export function completeByFact(
  ctx: Ctx,
  input: { subjectId: string; kind: TaskKind; note: string },
): Promise<void> {
  return write(ctx, 'task.complete', async (tx) => {
    const tasks = await listTasks(tx.db, { subjectType: 'case', subjectIds: [input.subjectId] }, tx.now)
    for (const t of tasks) if (t.kind === input.kind && !t.doneAt) await finish(tx, ctx, t, input.note)
  })
}

/** Ends a task because its figure says so, unless somebody was faster. */
export function completeMeasured(ctx: Ctx, id: string, note: string): Promise<void> {
  return write(ctx, 'task.complete', async (tx) => {
    const [task] = await listTasks(tx.db, { id }, tx.now)
    if (task && !task.doneAt && !task.cancelledAt) await finish(tx, ctx, task, note)
  })
}

async function finish(tx: WriteTx, ctx: Ctx, before: Task, note: string): Promise<Task> {
  const done = await tx.db
    .updateTable('vx.task')
    .set({
      done_at: tx.now.toISOString(),
      done_by: ctx.viewer.name,
      done_note: note,
      version: before.version + 1,
    })
    .where('id', '=', before.id)
    .where('version', '=', before.version)
    .executeTakeFirst()
  if (done.numUpdatedRows === 0n)
    throw problem('stale-version', {}, { theirs: await getTask(tx.db, before.id, tx.now), yours: { note } })
  tx.record({
    action: 'task.complete',
    subject: { type: 'task', id: before.id },
    areaId: before.areaId,
    changes: { doneNote: [null, note] },
    event: 'task.changed',
    payload: { subjectId: before.subjectId },
  })
  return getTask(tx.db, before.id, tx.now)
}

/** @throws Problem not-found, stale-version, task-of-another */
export function reopen(ctx: Ctx, input: { id: string; version: number }): Promise<Task> {
  return write(ctx, 'task.complete', async (tx) => {
    const before = await getTask(tx.db, input.id, tx.now)
    if (!mayWorkOn(ctx, before)) throw problem('task-of-another')
    if (before.version !== input.version) throw problem('stale-version', {}, { theirs: before, yours: input })
    if (!before.doneAt) return before
    const done = await tx.db
      .updateTable('vx.task')
      // A person has judged: the figure that ended it does not end it again.
      .set({ done_at: null, done_by: null, done_note: null, goal: null, version: before.version + 1 })
      .where('id', '=', before.id)
      .where('version', '=', before.version)
      .executeTakeFirst()
    if (done.numUpdatedRows === 0n)
      throw problem('stale-version', {}, { theirs: await getTask(tx.db, before.id, tx.now), yours: input })
    tx.record({
      action: 'task.reopen',
      subject: { type: 'task', id: before.id },
      areaId: before.areaId,
      changes: { doneNote: [before.doneNote, null] },
      event: 'task.changed',
      payload: { subjectId: before.subjectId },
    })
    return getTask(tx.db, before.id, tx.now)
  })
}
