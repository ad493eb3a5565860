import { v7 as uuid7 } from 'uuid'
import type { WriteTx } from '../../../platform/context.ts'
import type { Goal } from './contract.ts'

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
