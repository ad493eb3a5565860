import { v7 as uuid7 } from 'uuid'
import type { Ctx, WriteTx } from '../../../platform/context.ts'
import { problem } from '../../../platform/problems.ts'
import type { EntryKind } from './contract.ts'

export interface Said {
  kind: EntryKind
  said: string
  ownerPost?: string | undefined
  dueAt?: string | undefined
  answersId?: string | undefined
}

/** The row alone, for who records what came of it. @throws Problem task-entry-answered */
export async function insertEntry(
  ctx: Ctx,
  tx: WriteTx,
  task: { id: string; areaId: number },
  entry: Said,
): Promise<string> {
  const id = uuid7()
  const done = await tx.db
    .insertInto('vx.task_entry')
    .values({
      id,
      task_id: task.id,
      area_id: task.areaId,
      kind: entry.kind,
      said: entry.said,
      at: tx.now.toISOString(),
      by_name: ctx.viewer.name,
      by_post: ctx.viewer.postKind,
      by_area_id: ctx.viewer.areaId,
      owner_post: entry.ownerPost ?? null,
      due_at: entry.dueAt ?? null,
      answers_id: entry.answersId ?? null,
    })
    .onConflict((oc) => oc.constraint('task_entry_answered_once').doNothing())
    .executeTakeFirst()
  if (!done.numInsertedOrUpdatedRows) throw problem('task-entry-answered')
  return id
}

/**
 * Puts one step into the trace of a task, in the viewer's name, and records it.
 * @param changes what changed with it besides
 * @throws Problem task-entry-answered
 */
export async function addEntry(
  ctx: Ctx,
  tx: WriteTx,
  task: { id: string; areaId: number; subjectId: string },
  entry: Said,
  changes: Record<string, [unknown, unknown]> = {},
): Promise<string> {
  const id = await insertEntry(ctx, tx, task, entry)
  tx.record({
    action: `task.${entry.kind.replaceAll('_', '-')}`,
    subject: { type: 'task', id: task.id },
    areaId: task.areaId,
    changes: { said: [null, entry.said], ...changes },
    event: 'task.changed',
    payload: { subjectId: task.subjectId },
  })
  return id
}
