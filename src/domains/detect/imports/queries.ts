import { type Generated, sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import type { PersonFacts } from '../../registry/people/index.ts'
import type {
  Batch,
  BatchState,
  Candidate,
  Decision,
  ImportKind,
  ImportOptions,
  Mapping,
  Reason,
  RowOutcome,
} from './contract.ts'
import type { Values } from './read-row.ts'
import { byLevel } from './reasons.ts'

/** In whose name a job acts. */
export interface Acting {
  userId: string
  name: string
  postId: string
  postKind: string
}

export interface FileColumn {
  name: string
  filled: number
  samples: string[]
}

/** What was read from a row. */
export interface Parsed {
  values: Values
  person?: PersonFacts
  /** The id that the person of this row gets when entered. */
  newPersonId?: string
}

/** A record that a row entered, as it was then. */
export interface Made {
  type: 'person' | 'household' | 'case' | 'lab' | 'contact' | 'followup'
  id: string
  version: number
}

interface BatchTable {
  id: string
  area_id: number
  kind: ImportKind
  source_system: 'csv' | 'godata'
  file_name: string
  sha256: string
  columns: FileColumn[]
  header_key: string
  file_warnings: { code: string; detail: string }[]
  mapping: Mapping
  options: ImportOptions
  state: BatchState
  row_count: number
  done: Generated<number>
  tries: Generated<number>
  failure: Batch['failure']
  acting: Acting
  created_at: string
  created_by: string
  committed_at: string | null
  undone_at: string | null
  undo_reason: string | null
  version: Generated<number>
}

interface RowTable {
  id: string
  batch_id: string
  area_id: number
  line: number
  raw: Record<string, string>
  parsed: Parsed | null
  outcome: Generated<RowOutcome>
  reasons: Generated<Reason[]>
  match_key: string | null
  national_id: string | null
  person_id: string | null
  subject_type: string | null
  subject_id: string | null
  case_id: string | null
  made: Generated<Made[]>
}

interface ReviewTable {
  id: string
  batch_id: string
  row_id: string
  area_id: number
  line: number
  opened_at: string
  candidates: Candidate[]
  decision: Decision | null
  decided_person: string | null
  decided_at: string | null
  decided_by: string | null
  version: Generated<number>
}

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.import_batch': BatchTable
    'vx.import_row': RowTable
    'vx.import_review': ReviewTable
    'vx.import_review_version': ReviewTable & { valid_from: string; valid_to: string | null }
    'vx.import_mapping': {
      id: string
      area_id: number
      header_key: string
      kind: ImportKind
      mapping: Mapping
      options: ImportOptions
      saved_at: string
      saved_by: string
    }
  }
}

/** The batch as stored. */
export type BatchRow = Omit<BatchTable, 'done' | 'tries' | 'version'> & {
  done: number
  tries: number
  version: number
}
export type StoredRow = Omit<RowTable, 'outcome' | 'reasons' | 'made'> & {
  outcome: RowOutcome
  reasons: Reason[]
  made: Made[]
}
export type StoredReview = Omit<ReviewTable, 'version'> & { version: number }

/** jsonb columns need their text: the driver would send an array as an array of PostgreSQL. */
export const json = (value: unknown) => sql<never>`${JSON.stringify(value)}::jsonb`

export async function findBatch(
  db: Tx,
  id: string,
  options: { lock?: boolean } = {},
): Promise<BatchRow | undefined> {
  const q = db.selectFrom('vx.import_batch').selectAll().where('id', '=', id)
  return (options.lock ? q.forUpdate() : q).executeTakeFirst()
}

/** @throws Problem not-found */
export async function getBatch(db: Tx, id: string, options: { lock?: boolean } = {}): Promise<BatchRow> {
  const found = await findBatch(db, id, options)
  if (!found) throw problem('not-found')
  return found
}

const ALL_OUTCOMES: RowOutcome[] = [
  'pending',
  'create',
  'match',
  'review',
  'refuse',
  'created',
  'matched',
  'queued',
  'refused',
  'undone',
]

/** Rows of a batch by outcome; the sum is the number of rows. */
export async function countRows(db: Tx, batchId: string): Promise<Record<RowOutcome, number>> {
  const rows = await db
    .selectFrom('vx.import_row')
    .select(['outcome', sql<number>`count(*)`.as('n')])
    .where('batch_id', '=', batchId)
    .groupBy('outcome')
    .execute()
  return Object.fromEntries(
    ALL_OUTCOMES.map((o) => [o, rows.find((r) => r.outcome === o)?.n ?? 0]),
  ) as Record<RowOutcome, number>
}

async function countReasons(db: Tx, batchId: string): Promise<Batch['reasons']> {
  const { rows } = await sql<Batch['reasons'][number]>`
    select x ->> 'code' as code, x ->> 'level' as level, count(distinct r.id)::int as count
    from vx.import_row r cross join jsonb_array_elements(r.reasons) x
    where r.batch_id = ${batchId} group by 1, 2
    order by array_position(array['refuse','review','match','warn'], x ->> 'level'), 3 desc, 1`.execute(db)
  return rows
}

/** Rows in doubt about which somebody has decided. */
async function countDecided(db: Tx, batchId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from vx.import_review v join vx.import_row r on r.id = v.row_id
    where v.batch_id = ${batchId} and v.decision is not null and r.outcome in ('review', 'queued')`.execute(
    db,
  )
  return rows[0]!.n
}

/** A batch as it is shown, with counts computed from its rows. */
export async function batchView(db: Tx, row: BatchRow, suggested: Mapping): Promise<Batch> {
  // While rows are worked on the page asks after every chunk, and the reasons are not shown.
  const working = row.state === 'checking' || row.state === 'committing' || row.state === 'undoing'
  const counts = await countRows(db, row.id)
  const reasons = working ? [] : await countReasons(db, row.id)
  const inDoubt = counts.review + counts.queued
  const decided = inDoubt > 0 && !working ? await countDecided(db, row.id) : 0
  const sameFile = await db
    .selectFrom('vx.import_batch')
    .select(['id', 'created_at', 'state'])
    .where('sha256', '=', row.sha256)
    .where('area_id', '=', row.area_id)
    .where('id', '<>', row.id)
    .where('state', 'in', ['committing', 'committed'])
    .orderBy('created_at', 'desc')
    .limit(5)
    .execute()
  return {
    id: row.id,
    areaId: row.area_id,
    kind: row.kind,
    sourceSystem: row.source_system,
    fileName: row.file_name,
    columns: row.columns.map((c) => ({ ...c, suggested: suggested[c.name] ?? null })),
    fileWarnings: row.file_warnings,
    mapping: row.mapping,
    options: row.options,
    state: row.state,
    rowCount: row.row_count,
    done: row.done,
    counts,
    reasons,
    undecided: inDoubt - decided,
    waiting: counts.create + counts.match + counts.refuse,
    sameFile: sameFile.map((s) => ({ id: s.id, createdAt: s.created_at, state: s.state })),
    failure: row.failure,
    createdAt: row.created_at,
    createdBy: row.created_by,
    committedAt: row.committed_at,
    undoneAt: row.undone_at,
    version: row.version,
  }
}

/** Rows after a line, in the order of the file. */
export async function listRows(
  db: Tx,
  input: {
    batchId: string
    outcomes?: RowOutcome[] | undefined
    warned?: boolean
    reason?: string | undefined
    after: number
    limit: number
  },
): Promise<StoredRow[]> {
  let q = db
    .selectFrom('vx.import_row')
    .selectAll()
    .where('batch_id', '=', input.batchId)
    .where('line', '>', input.after)
    .orderBy('line')
    .limit(input.limit)
  if (input.outcomes) q = q.where('outcome', 'in', input.outcomes)
  if (input.reason) q = q.where(sql<boolean>`reasons @> ${JSON.stringify([{ code: input.reason }])}::jsonb`)
  if (input.warned) q = q.where(sql<boolean>`reasons @> '[{"level":"warn"}]'::jsonb`)
  return q.execute()
}

export async function listReviews(
  db: Tx,
  input: { batchId: string; after: number; limit: number } | { id: string } | { rowIds: string[] },
): Promise<StoredReview[]> {
  const q = db.selectFrom('vx.import_review').selectAll().orderBy('line')
  if ('id' in input) return q.where('id', '=', input.id).execute()
  if ('rowIds' in input) return input.rowIds.length ? q.where('row_id', 'in', input.rowIds).execute() : []
  return q.where('batch_id', '=', input.batchId).where('line', '>', input.after).limit(input.limit).execute()
}

/** Writes what was planned or done for rows of one batch, in one statement. */
export async function saveRows(db: Tx, planned: StoredRow[]): Promise<void> {
  if (planned.length === 0) return
  const rows = planned.map((r) => ({
    id: r.id,
    area_id: r.area_id,
    parsed: r.parsed,
    outcome: r.outcome,
    reasons: byLevel(r.reasons),
    made: r.made,
    match_key: r.match_key,
    national_id: r.national_id,
    person_id: r.person_id,
    subject_type: r.subject_type,
    subject_id: r.subject_id,
    case_id: r.case_id,
  }))
  await sql`
    update vx.import_row r set area_id = x.area_id, parsed = x.parsed, outcome = x.outcome, reasons = x.reasons, made = x.made,
      match_key = x.match_key, national_id = x.national_id, person_id = x.person_id,
      subject_type = x.subject_type, subject_id = x.subject_id, case_id = x.case_id
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, area_id int, parsed jsonb, outcome text, reasons jsonb,
      made jsonb, match_key text, national_id text, person_id uuid, subject_type text, subject_id uuid, case_id uuid)
    where r.id = x.id`.execute(db)
}

/** The different values of a column, most frequent first. */
export async function columnValues(db: Tx, batchId: string, column: string, limit: number) {
  const { rows } = await sql<{ value: string; count: number }>`
    select raw ->> ${column} as value, count(*)::int as count from vx.import_row
    where batch_id = ${batchId} and raw ? ${column} group by 1 order by 2 desc, 1 limit ${limit}`.execute(db)
  return rows
}

/** Rows of the same batch above `line` that are about one of these ids or people, or stand in one of these lines. */
export async function earlierRows(
  db: Tx,
  batchId: string,
  line: number,
  keys: { matchKeys?: string[]; nationalIds?: string[]; personIds?: string[]; lines?: number[] },
): Promise<StoredRow[]> {
  const { matchKeys = [], nationalIds = [], personIds = [], lines = [] } = keys
  if (matchKeys.length + nationalIds.length + personIds.length + lines.length === 0) return []
  return db
    .selectFrom('vx.import_row')
    .selectAll()
    .where('batch_id', '=', batchId)
    .where('line', '<', line)
    .where('person_id', 'is not', null)
    .where('outcome', 'in', ['create', 'created', 'match', 'matched'])
    .where(
      sql<boolean>`(match_key = any(${matchKeys}::text[]) or national_id = any(${nationalIds}::text[])
        or line = any(${lines}::int[]) or person_id = any(${personIds}::uuid[]))`,
    )
    .orderBy('line')
    .execute()
}

/** What rows between two lines told of a person. */
export async function listPeopleOfRows(
  db: Tx,
  batchId: string,
  between: { after: number; before: number; limit: number },
): Promise<{ line: number; person: PersonFacts | undefined }[]> {
  const { rows } = await sql<{ line: number; person: PersonFacts | null }>`
    select line, parsed -> 'person' as person from vx.import_row
    where batch_id = ${batchId} and line > ${between.after} and line < ${between.before}
    order by line limit ${between.limit}`.execute(db)
  return rows.map((r) => ({ line: r.line, person: r.person ?? undefined }))
}

/** The days in which people were exposed, as an imported line list told, by the key of the person. */
export async function listExposures(
  db: Tx,
  keys: string[],
): Promise<Map<string, { from: string; until: string }>> {
  if (keys.length === 0) return new Map()
  const { rows } = await sql<{ key: string; from: string; until: string }>`
    select match_key as key, least(a, b) as from, greatest(a, b) as until from (
      select r.match_key, coalesce(r.parsed #>> '{values,exposedFrom}', r.parsed #>> '{values,exposedUntil}') as a,
        coalesce(r.parsed #>> '{values,exposedUntil}', r.parsed #>> '{values,exposedFrom}') as b
      from vx.import_row r where r.match_key = any(${keys}::text[]) and r.outcome in ('created', 'matched')) x
    where a is not null`.execute(db)
  return new Map(rows.map((r) => [r.key, { from: r.from, until: r.until }]))
}
