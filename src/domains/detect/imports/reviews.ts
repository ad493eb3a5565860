import { v7 as uuid7 } from 'uuid'
import type { WriteTx } from '../../../platform/context.ts'
import type { Planned } from './plan.ts'
import { json, listReviews } from './queries.ts'

/**
 * Keeps the queue of decisions in step with a plan: opens what is in doubt, closes what no longer is. A decision that
 * somebody took stays as long as the person chosen is still among the candidates.
 */
export async function saveReviews(tx: WriteTx, planned: Planned[]): Promise<void> {
  const stored = new Map(
    (await listReviews(tx.db, { rowIds: planned.map((p) => p.id) })).map((r) => [r.row_id, r]),
  )
  const opened: { row: Planned; id: string }[] = []
  const closed: string[] = []
  for (const plan of planned) {
    const before = stored.get(plan.id)
    const doubt = plan.candidates.length > 0
    if (!doubt && before && before.decision === null) closed.push(before.id)
    else if (doubt && !before) opened.push({ row: plan, id: uuid7() })
    else if (doubt && before) {
      if (before.decision === 'same' || sameCandidates(before.candidates, plan.candidates)) continue
      await tx.db
        .updateTable('vx.import_review')
        .set({ candidates: json(plan.candidates), version: before.version + 1 })
        .where('id', '=', before.id)
        .execute()
    }
  }
  if (closed.length) await tx.db.deleteFrom('vx.import_review').where('id', 'in', closed).execute()
  if (opened.length === 0) return
  await tx.db
    .insertInto('vx.import_review')
    .values(
      opened.map(({ row, id }) => ({
        id,
        batch_id: row.batch_id,
        row_id: row.id,
        area_id: row.area_id,
        line: row.line,
        opened_at: tx.now.toISOString(),
        candidates: json(row.candidates),
        decision: null,
        decided_person: null,
        decided_at: null,
        decided_by: null,
      })),
    )
    .execute()
}

function sameCandidates(a: { personId: string; score: number; line: number | null }[], b: typeof a): boolean {
  return (
    a.length === b.length &&
    a.every((c, i) => c.personId === b[i]!.personId && c.score === b[i]!.score && c.line === b[i]!.line)
  )
}
