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
  for (const plan of planned) {
    const before = stored.get(plan.id)
    const doubt = plan.candidates.length > 0
    if (!doubt && before && before.decision === null) {
      await tx.db.deleteFrom('vx.import_review').where('id', '=', before.id).execute()
    } else if (doubt && before) {
      if (before.decision === 'same' || sameCandidates(before.candidates, plan.candidates)) continue
      await tx.db
        .updateTable('vx.import_review')
        .set({ candidates: json(plan.candidates), version: before.version + 1 })
        .where('id', '=', before.id)
        .execute()
    } else if (doubt) {
      await tx.db
        .insertInto('vx.import_review')
        .values({
          id: uuid7(),
          batch_id: plan.batch_id,
          row_id: plan.id,
          area_id: plan.area_id,
          line: plan.line,
          opened_at: tx.now.toISOString(),
          candidates: json(plan.candidates),
          decision: null,
          decided_person: null,
          decided_at: null,
          decided_by: null,
        })
        .execute()
    }
  }
}

function sameCandidates(a: { personId: string; score: number; line: number | null }[], b: typeof a): boolean {
  return (
    a.length === b.length &&
    a.every((c, i) => c.personId === b[i]!.personId && c.score === b[i]!.score && c.line === b[i]!.line)
  )
}
