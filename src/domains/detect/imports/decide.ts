import { type Ctx, read, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import { treeOf } from '../../registry/areas/index.ts'
import { findPeopleByIds, whyOf } from '../../registry/people/index.ts'
import type { Decision, Review } from './contract.ts'
import { getBatch, listReviews, type StoredReview, saveRows } from './queries.ts'
import { planEnv, planRows } from './work.ts'

async function reviewViews(ctx: Ctx, db: Tx, batchId: string, reviews: StoredReview[]): Promise<Review[]> {
  const tree = await treeOf(ctx)
  const ids = [...new Set(reviews.flatMap((r) => r.candidates.map((c) => c.personId)))]
  const people = new Map((await findPeopleByIds(db, ids)).map((p) => [p.id, p]))
  const waiting = ids.filter((id) => !people.has(id))
  const inFile = waiting.length
    ? await db
        .selectFrom('vx.import_row')
        .selectAll()
        .where('batch_id', '=', batchId)
        .where('person_id', 'in', waiting)
        .orderBy('line')
        .execute()
    : []
  const owners = await db
    .selectFrom('vx.import_row')
    .selectAll()
    .where(
      'id',
      'in',
      reviews.map((r) => r.row_id),
    )
    .execute()
  const areaName = (id: number | undefined) =>
    id === undefined ? null : (tree.byId.get(id)?.fullName ?? null)
  return reviews.map((r) => {
    const row = owners.find((o) => o.id === r.row_id)!
    return {
      id: r.id,
      line: r.line,
      outcome: row.outcome,
      reasons: row.reasons,
      values: row.parsed?.values ?? {},
      candidates: r.candidates.map(({ reasons, ...c }) => {
        const p = people.get(c.personId)
        const f = inFile.find((x) => x.person_id === c.personId)?.parsed?.person
        const year = p?.birthYear ?? f?.birthYear
        return {
          ...c,
          why: whyOf(reasons ?? []),
          fullName: p?.fullName ?? f?.fullName ?? null,
          birth: p?.birthDate ?? f?.birthDate ?? (year ? String(year) : null),
          sex: p?.sex ?? f?.sex ?? null,
          area: areaName(p?.areaId ?? f?.areaId),
          address: p?.address ?? f?.address ?? null,
          phone: p?.phone ?? f?.phone ?? null,
          outsideId: p?.outsideId ?? f?.key ?? null,
        }
      }),
      decision: r.decision,
      decidedPersonId: r.decided_person,
      decidedBy: r.decided_by,
      decidedAt: r.decided_at,
      version: r.version,
    }
  })
}

/** @throws Problem not-found */
export function reviews(ctx: Ctx, input: { id: string; after: number; limit: number }) {
  return read(ctx, 'import.make', async (db) => {
    await getBatch(db, input.id)
    const found = await listReviews(db, { batchId: input.id, after: input.after, limit: input.limit + 1 })
    const shown = found.slice(0, input.limit)
    return {
      reviews: shown.length ? await reviewViews(ctx, db, input.id, shown) : [],
      next: found.length > input.limit ? shown.at(-1)!.line : null,
    }
  })
}

/**
 * Decides one row and plans it anew, so that what it says from now on is what will be done.
 * @throws Problem not-found, stale-version, import-not-ready, input-invalid for a person who is no candidate
 */
export function decide(
  ctx: Ctx,
  input: { id: string; reviewId: string; version: number; decision: Decision; personId?: string | undefined },
): Promise<Review> {
  return write(ctx, 'import.make', async (tx) => {
    const batch = await getBatch(tx.db, input.id, { lock: true })
    if (batch.state !== 'checked' && batch.state !== 'committed') {
      throw problem('import-not-ready', { state: batch.state })
    }
    const [review] = await listReviews(tx.db, { id: input.reviewId })
    if (!review || review.batch_id !== batch.id) throw problem('not-found')
    if (review.version !== input.version) {
      const theirs = { version: review.version, decision: review.decision }
      throw problem('stale-version', {}, { theirs, yours: input })
    }
    const row = await tx.db
      .selectFrom('vx.import_row')
      .selectAll()
      .where('id', '=', review.row_id)
      .executeTakeFirstOrThrow()
    if (['created', 'matched', 'refused', 'undone'].includes(row.outcome)) {
      throw problem('import-row-done', { line: row.line })
    }
    if (input.decision === 'same' && !review.candidates.some((c) => c.personId === input.personId)) {
      throw problem('input-invalid', {}, { fields: { personId: ['no-candidate'] } })
    }
    const decided: StoredReview = {
      ...review,
      decision: input.decision,
      decided_person: input.decision === 'same' ? input.personId! : null,
      decided_at: tx.now.toISOString(),
      decided_by: ctx.viewer.name,
      version: review.version + 1,
    }
    await tx.db
      .updateTable('vx.import_review')
      .set({
        decision: decided.decision,
        decided_person: decided.decided_person,
        decided_at: decided.decided_at,
        decided_by: decided.decided_by,
        version: decided.version,
      })
      .where('id', '=', review.id)
      .execute()
    // Somebody has said who it is: nobody else is looked for.
    const env = await planEnv(ctx, tx.db, batch, async () => [[]])
    const [plan] = await planRows(env, [row], new Map([[row.id, decided]]))
    const outcome = plan!.outcome === 'review' && batch.state === 'committed' ? 'queued' : plan!.outcome
    await saveRows(tx.db, [{ ...plan!, outcome }])
    tx.record({
      action: 'import.decide',
      subject: { type: 'import', id: batch.id },
      areaId: row.area_id,
      personId: decided.decided_person,
      changes: { line: [null, row.line], decision: [review.decision, decided.decision] },
      event: 'import.changed',
    })
    return (await reviewViews(ctx, tx.db, batch.id, [decided]))[0]!
  })
}
