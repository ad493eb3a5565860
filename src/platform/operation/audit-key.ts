import { createHmac } from 'node:crypto'
import type pg from 'pg'
import { startProblem } from '../system.ts'

/**
 * Refuses to start with another audit key than the database's rows were signed with: a second server without the
 * first one's key, or a restored database without its own, would write rows that no verification accepts. The
 * database holds only a fingerprint, from which the key cannot be found.
 * @throws Error audit-key-wrong
 */
export async function assertAuditKey(pool: pg.Pool, key: Buffer): Promise<void> {
  const print = createHmac('sha256', key).update('vung-xanh audit key').digest('hex').slice(0, 32)
  await pool.query(
    `insert into platform.setting values ('audit-key', to_jsonb($1::text)) on conflict (key) do nothing`,
    [print],
  )
  const { rows } = await pool.query<{ value: string }>(
    `select value from platform.setting where key = 'audit-key'`,
  )
  if (rows[0]!.value === print) return
  throw startProblem(
    'audit-key-wrong',
    'Khoá nhật ký (audit.key trong VX_DATA) không phải khoá của cơ sở dữ liệu này. Chép audit.key và auth.secret từ máy chủ đầu tiên hoặc từ bản sao lưu.',
    'The audit key (audit.key in VX_DATA) is not the one of this database. Copy audit.key and auth.secret from the first server or from the back-up.',
  )
}
