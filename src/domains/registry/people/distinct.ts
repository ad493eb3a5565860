import { sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import type { WriteTx } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'

/** People of whom somebody has said that they are not these, however alike. */
export async function listDistinct(db: Tx, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`
    select other_id as id from vx.person_distinct where person_id = any(${ids}::uuid[])
    union select person_id from vx.person_distinct where other_id = any(${ids}::uuid[])`.execute(db)
  return new Set(rows.map((r) => r.id))
}

/**
 * Remembers of pairs that they are two people each; a pair that is remembered already stays as it is.
 * @returns the ids of what is remembered, in the order of the pairs
 */
export async function rememberDistinct(
  tx: WriteTx,
  pairs: [string, string][],
  by: string,
): Promise<string[]> {
  if (pairs.length === 0) return []
  const inOrder = pairs.map(([a, b]) => (a < b ? ([a, b] as const) : ([b, a] as const)))
  const [ones, others] = [inOrder.map((p) => p[0]), inOrder.map((p) => p[1])]
  await sql`
    insert into vx.person_distinct (id, person_id, other_id, decided_at, decided_by)
    select i, a, b, ${tx.now.toISOString()}, ${by}
    from unnest(${inOrder.map(() => uuid7())}::uuid[], ${ones}::uuid[], ${others}::uuid[]) n (i, a, b)
    where not exists (select from vx.person_distinct d where d.person_id = b and d.other_id = a)
    on conflict on constraint person_distinct_once do nothing`.execute(tx.db)
  const { rows } = await sql<{ id: string }>`
    select d.id from unnest(${ones}::uuid[], ${others}::uuid[]) with ordinality n (a, b, place)
    join vx.person_distinct d on (d.person_id, d.other_id) in ((n.a, n.b), (n.b, n.a)) order by n.place`.execute(
    tx.db,
  )
  return rows.map((r) => r.id)
}

/** Which of these people are known to be two, both ways round as "id id". */
export async function listApart(db: Tx, ids: string[]): Promise<Set<string>> {
  if (ids.length < 2) return new Set()
  const { rows } = await sql<{ a: string; b: string }>`
    select person_id as a, other_id as b from vx.person_distinct
    where person_id = any(${ids}::uuid[]) and other_id = any(${ids}::uuid[])`.execute(db)
  return new Set(rows.flatMap((r) => [`${r.a} ${r.b}`, `${r.b} ${r.a}`]))
}
