import { sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import { type Ctx, type WriteTx, write } from '../../../platform/context.ts'

/** A task that stands as long as what it is about does. Instants are ISO strings. */
interface Raised {
  subjectId: string
  label: string
  areaId: number
  post: string
  /** When what it is about began: a task done before that opens again. */
  since: string
  dueAt: string
  ruleVersionId: number
}

/**
 * Brings the tasks of kind 'other' about these subjects in line with what is wanted: opens what is missing, marks done
 * what is over. Repeating it changes nothing.
 * @param input.about the subjects that are looked at; null for all of this type
 * @param input.note said of tasks that are over
 */
export function keepRaised(
  ctx: Ctx,
  input: {
    subjectType: 'person' | 'team' | 'document-receipt' | 'report-due'
    about: string[] | null
    note: string
    wanted: Raised[]
  },
): Promise<void> {
  return write({ ...ctx, idempotencyKey: undefined }, 'task.open', async (tx) => {
    let q = tx.db
      .selectFrom('vx.task')
      .select(['id', 'subject_id', 'area_id', 'done_at', 'version'])
      .where('subject_type', '=', input.subjectType)
      .where('kind', '=', 'other')
    if (input.about) q = q.where('subject_id', '=', sql<string>`any(${input.about}::uuid[])`)
    else q = q.where('done_at', 'is', null)
    const known = await q.execute()
    const wanted = new Map(input.wanted.map((w) => [`${w.subjectId} ${w.areaId}`, w]))
    const standing = new Set(known.filter((t) => !t.done_at).map((t) => `${t.subject_id} ${t.area_id}`))
    for (const t of known) {
      if (t.done_at || wanted.has(`${t.subject_id} ${t.area_id}`)) continue
      await tx.db
        .updateTable('vx.task')
        .set({
          done_at: tx.now.toISOString(),
          done_by: ctx.viewer.name,
          done_note: input.note,
          version: t.version + 1,
        })
        .where('id', '=', t.id)
        .execute()
      announce(tx, 'task.complete', t.id, t.area_id, t.subject_id, { doneNote: [null, input.note] })
    }
    // What stands already is not touched: whoever works on it does not wait for this.
    for (const [key, w] of wanted) if (!standing.has(key)) await open(tx, input.subjectType, w)
  })
}

async function open(tx: WriteTx, subjectType: string, w: Raised): Promise<void> {
  const id = uuid7()
  const facts = {
    subject_label: w.label,
    post_kind: w.post,
    opened_at: w.since,
    due_at: w.dueAt,
    done_at: null,
    done_by: null,
    done_note: null,
    rule_version_id: w.ruleVersionId,
  }
  const done = await tx.db
    .insertInto('vx.task')
    .values({
      id,
      area_id: w.areaId,
      kind: 'other',
      title: null,
      subject_type: subjectType,
      subject_id: w.subjectId,
      ...facts,
    })
    .onConflict((oc) =>
      oc
        .constraint('task_once')
        .doUpdateSet((eb) => ({ ...facts, version: eb('vx.task.version', '+', 1) }))
        .where('vx.task.done_at', '<', w.since),
    )
    .returning('id')
    .executeTakeFirst()
  if (done) announce(tx, 'task.open', done.id, w.areaId, w.subjectId, { dueAt: [null, w.dueAt] })
}

function announce(
  tx: WriteTx,
  action: string,
  id: string,
  areaId: number,
  subjectId: string,
  changes: Record<string, [unknown, unknown]>,
): void {
  tx.record({
    action,
    subject: { type: 'task', id },
    areaId,
    changes,
    event: 'task.changed',
    payload: { subjectId },
  })
}
