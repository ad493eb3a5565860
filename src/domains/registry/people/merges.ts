import type { Tx } from '../../../platform/db.ts'
import type { Merge } from './contract.ts'

/** Who holds a record that was merged. A chain leads straight to its end: a later merge moves earlier ones along. */
export async function findMerged(db: Tx, id: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('vx.person_merge')
    .select('kept_id')
    .where('merged_id', '=', id)
    .where('undone_at', 'is', null)
    .executeTakeFirst()
  return row?.kept_id
}

/** The records merged into a person, the latest first. */
export async function listMerges(db: Tx, keptId: string): Promise<Merge[]> {
  const rows = await db
    .selectFrom('vx.person_merge')
    .select(['id', 'merged_id', 'full_name', 'merged_at', 'merged_by', 'reason', 'version'])
    .where('kept_id', '=', keptId)
    .where('undone_at', 'is', null)
    .orderBy('merged_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map((r, i) => ({
    id: r.id,
    mergedId: r.merged_id,
    fullName: r.full_name,
    at: r.merged_at,
    by: r.merged_by,
    reason: r.reason,
    version: r.version,
    isLatest: i === 0,
  }))
}
