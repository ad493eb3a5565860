import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type pg from 'pg'
import { chainOf, digestOf } from './context.ts'

export interface AuditFinding {
  /** Chain and number of the row; for a checkpoint chain -1 and its id. */
  chain: number
  seq: number
  /**
   * `row-missing` a number is skipped; `row-altered` the row or its values are not what was written; `link-broken` the
   * row does not follow the one before it; `chain-wrong` the row belongs to another chain; `head-wrong` the chain
   * does not end where its head says; `checkpoint-forged` a checkpoint that the key did not sign; `tail-cut` a
   * checkpoint that saw a row which is no longer there.
   */
  what:
    | 'row-missing'
    | 'row-altered'
    | 'link-broken'
    | 'chain-wrong'
    | 'head-wrong'
    | 'checkpoint-forged'
    | 'tail-cut'
}

export interface AuditVerdict {
  rows: number
  checkpoints: number
  /** Rows whose values were blanked: their place in the chain is checked, their own digest cannot be. */
  blanked: number
  findings: AuditFinding[]
}

interface AuditRow {
  id: string
  chain: number
  seq: number | string
  at: string | Date
  user_id: string
  post_id: string | null
  action: string
  subject_type: string
  subject_id: string
  area_id: number | null
  person_id: string | null
  fields: string[]
  digest: Buffer
  hash: Buffer
  changes: Record<string, unknown> | null
}

const PAGE = 2000

const sha256 = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest()

/** Whether the row's digest fits what it says; undefined when its values are blanked. */
function fits(key: Buffer, r: AuditRow): boolean | undefined {
  const changes = r.changes ?? {}
  if (r.fields.some((f) => !(f in changes))) return undefined
  // In the order and form in which they were digested; jsonb keeps an order of its own.
  const { id, user_id, post_id, action, subject_type, subject_id, area_id, person_id, fields } = r
  const at = new Date(r.at).toISOString()
  const row = { id, at, user_id, post_id, action, subject_type, subject_id, area_id, person_id, fields }
  const ordered = Object.fromEntries(fields.map((f) => [f, changes[f]]))
  return digestOf(key, row, ordered) === r.digest.toString('hex')
}

/** Walks the rows of all chains in order. */
async function verifyRows(client: pg.PoolClient, key: Buffer, verdict: AuditVerdict): Promise<void> {
  const { rows: heads } = await client.query<{ chain: number; seq: number | string; hash: Buffer }>(
    'select chain, seq, hash from platform.audit_chain order by chain',
  )
  const last = new Map<number, { seq: number; hash: Buffer }>(
    heads.map(({ chain }) => [chain, { seq: 0, hash: sha256(Buffer.from(`vung-xanh:${chain}`)) }]),
  )
  const find = (chain: number, seq: number, what: AuditFinding['what']) =>
    verdict.findings.push({ chain, seq, what })
  let after: [number, number] = [-1, 0]
  for (;;) {
    const { rows } = await client.query<AuditRow>(
      `select a.*, v.changes from platform.audit a left join platform.audit_value v on v.audit_id = a.id
       where (a.chain, a.seq) > ($1, $2) order by a.chain, a.seq limit ${PAGE}`,
      after,
    )
    for (const r of rows) {
      const seq = Number(r.seq)
      const before = last.get(r.chain)
      const fitting = fits(key, r)
      verdict.rows += 1
      if (fitting === undefined) verdict.blanked += 1
      if (fitting === false) find(r.chain, seq, 'row-altered')
      if (chainOf(r.subject_id) !== r.chain) find(r.chain, seq, 'chain-wrong')
      if (!before || seq !== before.seq + 1) find(r.chain, (before?.seq ?? 0) + 1, 'row-missing')
      else if (!sha256(before.hash, r.digest).equals(r.hash)) find(r.chain, seq, 'link-broken')
      last.set(r.chain, { seq, hash: r.hash })
      after = [r.chain, seq]
    }
    if (rows.length < PAGE) break
  }
  for (const head of heads) {
    const end = last.get(head.chain)!
    if (Number(head.seq) !== end.seq || !head.hash.equals(end.hash)) find(head.chain, end.seq, 'head-wrong')
  }
}

async function verifyCheckpoints(client: pg.PoolClient, key: Buffer, verdict: AuditVerdict): Promise<void> {
  const { rows } = await client.query<{ id: number | string; heads: unknown; mac: Buffer; whole: boolean }>(
    `select c.id, c.heads, c.mac, not exists (
       select from jsonb_array_elements(c.heads) h
       left join platform.audit a on a.chain = (h ->> 0)::int and a.seq = (h ->> 1)::bigint
       where h ->> 2 is distinct from encode(
         case when (h ->> 1)::bigint = 0 then sha256(convert_to('vung-xanh:' || (h ->> 0), 'UTF8')) else a.hash end, 'hex')
     ) as whole
     from platform.audit_checkpoint c order by c.id`,
  )
  for (const c of rows) {
    const mac = createHmac('sha256', key).update(JSON.stringify(c.heads)).digest()
    const signed = mac.length === c.mac.length && timingSafeEqual(mac, c.mac)
    const what = !signed ? 'checkpoint-forged' : c.whole ? undefined : 'tail-cut'
    if (what) verdict.findings.push({ chain: -1, seq: Number(c.id), what })
    verdict.checkpoints += 1
  }
}

/**
 * Computes the whole audit again and tells where it is not what was written. Reads one moment of the database, so
 * writes that go on meanwhile do no harm. Rows cut off after the newest checkpoint show only if their heads were
 * left behind; a checkpoint is taken every minute.
 * @param key of the digests and checkpoints, kept outside the database
 */
export async function verifyAudit(pool: pg.Pool, key: Buffer): Promise<AuditVerdict> {
  const verdict: AuditVerdict = { rows: 0, checkpoints: 0, blanked: 0, findings: [] }
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    await verifyRows(client, key, verdict)
    await verifyCheckpoints(client, key, verdict)
    return verdict
  } finally {
    await client.query('rollback')
    client.release()
  }
}
