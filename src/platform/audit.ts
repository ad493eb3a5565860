import { createHmac } from 'node:crypto'
import type pg from 'pg'

/**
 * Takes a checkpoint over all chain heads, signed with the key that lives outside the database, so that a
 * tail that was cut off later shows. Nothing new since the last one: nothing is written.
 * @returns the checkpoint's short code, as printed in signed reports
 */
export async function checkpoint(pool: pg.Pool, key: Buffer): Promise<string> {
  const { rows } = await pool.query<{ heads: [number, number, string][] }>(
    `select jsonb_agg(jsonb_build_array(chain, seq, encode(hash, 'hex')) order by chain) as heads from platform.audit_chain`,
  )
  const heads = JSON.stringify(rows[0]!.heads)
  const mac = createHmac('sha256', key).update(heads).digest()
  await pool.query(
    `insert into platform.audit_checkpoint (at, heads, mac) select now(), $1::jsonb, $2
     where not exists (select from platform.audit_checkpoint where mac = $2 and id = (select max(id) from platform.audit_checkpoint))`,
    [heads, mac],
  )
  return mac.toString('hex').slice(0, 16)
}
