import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { chainOf } from './context.ts'
import { findPlace, withEmbedded } from './operation/place.ts'

export interface AuditFinding {
  /** Chain and number of the row; for a checkpoint chain -1 and its id. */
  chain: number
  seq: number
  /**
   * `row-missing` a number is skipped; `row-altered` the row or its values are not what was written; `values-missing`
   * the values are gone and nothing proves what they were; `link-broken` the row does not follow the one before it;
   * `chain-wrong` the row belongs to another chain; `head-wrong` the chain does not end where its head says;
   * `checkpoint-forged` a checkpoint that the key did not sign; `tail-cut` a checkpoint that saw a row which is no
   * longer there; `checkpoint-missing` the checkpoint that an earlier verification ended with is gone.
   */
  what:
    | 'row-missing'
    | 'row-altered'
    | 'values-missing'
    | 'link-broken'
    | 'chain-wrong'
    | 'head-wrong'
    | 'checkpoint-forged'
    | 'tail-cut'
    | 'checkpoint-missing'
}

export interface AuditVerdict {
  rows: number
  checkpoints: number
  /** Rows whose values retention took away; their digests still prove the row. */
  blanked: number
  findings: AuditFinding[]
  /** The newest checkpoint: kept outside the database, it shows later whether all checkpoints were taken away. */
  newest: Anchor | undefined
}

/** A checkpoint as somebody outside the database remembers it. */
export interface Anchor {
  id: number
  /** Hexadecimal. */
  mac: string
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

const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest('hex')

/** JSON with sorted keys, as context.ts digests a value: the database keeps an object's keys in an order of its own. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  )

/** Stands in the place of a value that retention took away. A value itself is always a pair, [before, after]. */
interface Blank {
  blanked: string
}

const isBlank = (value: unknown): value is Blank =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && 'blanked' in value

/** The digest of a value; of a blanked one the digest that was left behind. */
const valueDigest = (key: Buffer, value: unknown): string =>
  isBlank(value) ? value.blanked : hmac(key, canonical(value))

/**
 * The values of an audit row without what they say: each leaves its digest behind, so that the row can be proved for
 * ever, and nobody without the key can blank or change anything unseen.
 * @param changes field → [before, after]
 */
export function blankedChanges(key: Buffer, changes: Record<string, unknown>): Record<string, Blank> {
  return Object.fromEntries(Object.entries(changes).map(([f, v]) => [f, { blanked: valueDigest(key, v) }]))
}

/** Whether the row's digest fits what it says; undefined when values are gone without a digest in their place. */
function fits(key: Buffer, r: AuditRow): boolean | undefined {
  const changes = r.changes ?? {}
  if (r.fields.some((f) => !(f in changes))) return undefined
  // In the order and form in which they were digested; jsonb keeps an order of its own.
  const { id, user_id, post_id, action, subject_type, subject_id, area_id, person_id, fields } = r
  const at = new Date(r.at).toISOString()
  const row = { id, at, user_id, post_id, action, subject_type, subject_id, area_id, person_id, fields }
  const values = fields.map((f) => [f, valueDigest(key, changes[f])])
  return hmac(key, JSON.stringify([row, values])) === r.digest.toString('hex')
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
      if (Object.values(r.changes ?? {}).some(isBlank)) verdict.blanked += 1
      if (fitting === undefined) find(r.chain, seq, 'values-missing')
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

async function verifyCheckpoints(
  client: pg.PoolClient,
  key: Buffer,
  verdict: AuditVerdict,
  known: Anchor | undefined,
): Promise<void> {
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
    verdict.newest = { id: Number(c.id), mac: c.mac.toString('hex') }
  }
  const seen = rows.find((c) => Number(c.id) === known?.id)
  if (known && seen?.mac.toString('hex') !== known.mac)
    verdict.findings.push({ chain: -1, seq: known.id, what: 'checkpoint-missing' })
}

/**
 * Computes the whole audit again and tells where it is not what was written. Reads one moment of the database, so
 * writes that go on meanwhile do no harm. Rows cut off after the newest checkpoint show only if their heads were
 * left behind; a checkpoint is taken every minute.
 * @param key of the digests and checkpoints, kept outside the database
 * @param known the newest checkpoint of an earlier verification
 */
export async function verifyAudit(pool: pg.Pool, key: Buffer, known?: Anchor): Promise<AuditVerdict> {
  const verdict: AuditVerdict = { rows: 0, checkpoints: 0, blanked: 0, findings: [], newest: undefined }
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    await verifyRows(client, key, verdict)
    await verifyCheckpoints(client, key, verdict, known)
    return verdict
  } finally {
    await client.query('rollback')
    client.release()
  }
}

const MEANING: Record<AuditFinding['what'], string> = {
  'row-missing': 'thiếu dòng / a row is missing',
  'row-altered': 'dòng bị sửa / the row was altered',
  'values-missing': 'mất giá trị của dòng / the values of the row are gone',
  'link-broken': 'đứt chuỗi / the row does not follow the one before it',
  'chain-wrong': 'dòng của chuỗi khác / the row belongs to another chain',
  'head-wrong': 'chuỗi không dừng đúng chỗ / the chain does not end where it should',
  'checkpoint-forged': 'điểm chốt giả / the key did not sign the checkpoint',
  'tail-cut': 'dòng mà điểm chốt đã thấy không còn / rows that a checkpoint saw are gone',
  'checkpoint-missing':
    'điểm chốt của lần kiểm tra trước không còn / the checkpoint of the last verification is gone',
}

/**
 * `npm run audit:verify`: verifies the audit of the data folder's database (running or not) or of DATABASE_URL with the
 * key of the data folder, and keeps the newest checkpoint beside the key for the next time.
 * @returns whether nothing was found
 * @throws Error when the data folder has no key
 */
export async function auditVerifyCommand(
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<boolean> {
  const { folder, databaseUrl } = findPlace(env)
  const keyFile = join(folder, 'audit.key')
  if (!existsSync(keyFile))
    throw new Error(`Không có khoá nhật ký: ${keyFile}\nThere is no audit key: ${keyFile}`)
  const key = Buffer.from(readFileSync(keyFile, 'utf8').trim(), 'hex')
  const anchorFile = join(folder, 'audit.anchor')
  const known = existsSync(anchorFile) ? (JSON.parse(readFileSync(anchorFile, 'utf8')) as Anchor) : undefined
  const verify = async (url: string) => {
    const pool = new pg.Pool({ connectionString: url, max: 1 })
    try {
      return await verifyAudit(pool, key, known)
    } finally {
      await pool.end()
    }
  }
  const verdict = databaseUrl
    ? await verify(databaseUrl)
    : await withEmbedded(folder, { shared: true }, verify)
  const { rows, checkpoints, blanked, findings, newest } = verdict
  say(
    `${rows} dòng, ${checkpoints} điểm chốt, ${blanked} dòng đã xoá giá trị / ${rows} rows, ${checkpoints} checkpoints, ${blanked} rows blanked`,
  )
  for (const f of findings)
    say(`  ${f.chain < 0 ? `checkpoint ${f.seq}` : `${f.chain}/${f.seq}`}: ${MEANING[f.what]}`)
  if (findings.length === 0 && newest) writeFileSync(anchorFile, JSON.stringify(newest), { mode: 0o600 })
  say(
    findings.length
      ? `NHẬT KÝ KHÔNG NGUYÊN VẸN: ${findings.length} chỗ / THE AUDIT IS NOT WHOLE: ${findings.length} findings`
      : 'Nhật ký nguyên vẹn. / The audit is whole.',
  )
  return findings.length === 0
}
