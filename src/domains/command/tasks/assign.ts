import { v7 as uuid7 } from 'uuid'
import type { Ctx, WriteTx } from '../../../platform/context.ts'
import type { Goal } from './contract.ts'
import { addEntry, insertEntry } from './entries.ts'

export interface Assignment {
  areaId: number
  /** The post that must act; its holder nearest to the area is shown. */
  postKind: string
  title: string
  expected?: string | undefined
  /** ISO instant. */
  dueAt: string
  /** Kinds of posts that work along. */
  withPosts?: string[] | undefined
  /** A figure that says when it is done: see requireGoal. */
  goal?: Goal | undefined
}

/**
 * Opens tasks about one record inside a running write, one an area. An area that has one about it keeps that one, unless
 * it was cancelled.
 * @returns how many were opened
 */
export async function addTasks(
  tx: WriteTx,
  subject: { type: string; id: string; label: string },
  assignments: Assignment[],
): Promise<number> {
  // An area named twice gets one.
  const rows = [...new Map(assignments.map((a) => [a.areaId, a])).values()].map((a) => ({
    id: uuid7(),
    area_id: a.areaId,
    kind: 'other' as const,
    title: a.title,
    subject_type: subject.type,
    subject_id: subject.id,
    subject_label: subject.label,
    post_kind: a.postKind,
    opened_at: tx.now.toISOString(),
    due_at: a.dueAt,
    done_at: null,
    done_by: null,
    done_note: null,
    rule_version_id: null,
    expected: a.expected ?? null,
    with_posts: a.withPosts ?? [],
    goal: a.goal ? JSON.stringify(a.goal) : null,
  }))
  const opened = await tx.db
    .insertInto('vx.task')
    .values(rows as never)
    .onConflict((oc) =>
      oc
        .constraint('task_once')
        .doUpdateSet((eb) => ({
          title: eb.ref('excluded.title'),
          expected: eb.ref('excluded.expected'),
          with_posts: eb.ref('excluded.with_posts'),
          goal: eb.ref('excluded.goal'),
          post_kind: eb.ref('excluded.post_kind'),
          opened_at: eb.ref('excluded.opened_at'),
          due_at: eb.ref('excluded.due_at'),
          cancelled_at: null,
          version: eb('vx.task.version', '+', 1),
        }))
        .where('vx.task.cancelled_at', 'is not', null),
    )
    .returning(['id', 'area_id', 'due_at'])
    .execute()
  for (const t of opened) {
    tx.record({
      action: 'task.open',
      subject: { type: 'task', id: t.id },
      areaId: t.area_id,
      changes: { dueAt: [null, t.due_at] },
      event: 'task.changed',
      payload: { subjectId: subject.id },
    })
  }
  return opened.length
}

/**
 * Opens the tasks about a record again inside a running write, with a new deadline and what was seen as an entry in their
 * trace: a check on the spot found that what was reported done is not. One that is open is put off; one cancelled stays.
 * @param why.dueAt ISO instant
 */
export async function reopenTasks(
  ctx: Ctx,
  tx: WriteTx,
  subject: { type: string; id: string },
  why: { dueAt: string; said: string },
): Promise<void> {
  const open = await tx.db
    .updateTable('vx.task')
    .set((eb) => ({
      done_at: null,
      done_by: null,
      done_note: null,
      due_at: why.dueAt,
      version: eb('version', '+', 1),
    }))
    .where('subject_type', '=', subject.type)
    .where('subject_id', '=', subject.id)
    .where('cancelled_at', 'is', null)
    .returning(['id', 'area_id'])
    .execute()
  for (const t of open) {
    await insertEntry(
      ctx,
      tx,
      { id: t.id, areaId: t.area_id },
      { kind: 'extension', said: why.said, dueAt: why.dueAt },
    )
    tx.record({
      action: 'task.reopen',
      subject: { type: 'task', id: t.id },
      areaId: t.area_id,
      changes: { said: [null, why.said], dueAt: [null, why.dueAt] },
      event: 'task.changed',
      payload: { subjectId: subject.id },
    })
  }
}

/**
 * Marks the open tasks about a record done inside a running write, with what was seen: a check on the spot found that
 * there is nothing left to do. What is done already, or cancelled, stays as it is.
 * @param only.areaId the task of that unit alone; only.at ISO instant at which the fact was there, now when absent
 */
export async function endTasks(
  ctx: Ctx,
  tx: WriteTx,
  subject: { type: string; id: string },
  note: string,
  only: { areaId?: number; at?: string } = {},
): Promise<void> {
  const doneAt = only.at ?? tx.now.toISOString()
  let q = tx.db
    .updateTable('vx.task')
    .set((eb) => ({
      done_at: doneAt,
      done_by: ctx.viewer.name,
      done_note: note,
      version: eb('version', '+', 1),
    }))
    .where('subject_type', '=', subject.type)
    .where('subject_id', '=', subject.id)
    .where('done_at', 'is', null)
    .where('cancelled_at', 'is', null)
  if (only.areaId !== undefined) q = q.where('area_id', '=', only.areaId)
  for (const t of await q.returning(['id', 'area_id']).execute()) {
    tx.record({
      action: 'task.complete',
      subject: { type: 'task', id: t.id },
      areaId: t.area_id,
      changes: { doneAt: [null, doneAt], note: [null, note] },
      event: 'task.changed',
      payload: { subjectId: subject.id },
    })
  }
}

/** Cancels the open tasks about a record inside a running write, because what they were given for was taken back. */
export async function cancelTasks(
  ctx: Ctx,
  tx: WriteTx,
  subject: { type: string; id: string },
  said: string,
): Promise<void> {
  const cancelled = await tx.db
    .updateTable('vx.task')
    .set((eb) => ({ cancelled_at: tx.now.toISOString(), version: eb('version', '+', 1) }))
    .where('subject_type', '=', subject.type)
    .where('subject_id', '=', subject.id)
    .where('done_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .returning(['id', 'area_id'])
    .execute()
  for (const t of cancelled) {
    const task = { id: t.id, areaId: t.area_id, subjectId: subject.id }
    await addEntry(ctx, tx, task, { kind: 'cancel', said })
  }
}
