import type { Generated } from 'kysely'
import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Case, Classification, DetectedIn } from './contract.ts'
import type { LabMethod } from './investigation/contract.ts'

interface CaseTable {
  id: string
  code: string
  area_id: number
  person_id: string
  disease: string
  classification: Classification
  detected_in: DetectedIn | null
  onset_date: string | null
  symptoms: string | null
  reported_at: string
  confirmed_at: string | null
  outcome: 'recovered' | 'died' | null
  outcome_date: string | null
  source: string | null
  outside_id: string | null
  import_id: string | null
  version: Generated<number>
}

interface LabTable {
  id: string
  case_id: string | null
  person_id: string
  area_id: number
  sample_code: string | null
  method: LabMethod
  result: 'positive' | 'negative' | 'inconclusive' | 'pending'
  ct: number | null
  sampled_at: string | null
  resulted_at: string | null
  laboratory: string | null
  outside_id: string | null
  import_id: string | null
}

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.disease': {
      key: string
      name_vi: string
      name_en: string
      legal_group: string
      legal_basis: string
    }
    'vx.case_counter': { prefix: string; year: number; last: number }
    'vx.case_record': CaseTable
    'vx.case_record_version': CaseTable & { valid_from: string; valid_to: string | null }
    'vx.case_classification': {
      id: string
      case_id: string
      area_id: number
      classification: Classification
      at: string
      by_name: string
      reason: string
    }
    'vx.lab_result': LabTable
    'vx.lab_result_version': LabTable & { valid_from: string; valid_to: string | null }
  }
}

/** Table row → wire shape. */
export function toCase(r: Omit<CaseTable, 'version'> & { version: number }): Case {
  return {
    id: r.id,
    code: r.code,
    areaId: r.area_id,
    personId: r.person_id,
    disease: r.disease,
    classification: r.classification,
    detectedIn: r.detected_in,
    onsetDate: r.onset_date,
    symptoms: r.symptoms,
    reportedAt: r.reported_at,
    confirmedAt: r.confirmed_at,
    outcome: r.outcome,
    outcomeDate: r.outcome_date,
    source: r.source,
    version: r.version,
  }
}

export async function findCase(db: Tx, id: string): Promise<Case | undefined> {
  const row = await db.selectFrom('vx.case_record').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toCase(row)
}

/** A person's cases, newest first. */
export async function listCasesOfPerson(db: Tx, personId: string): Promise<Case[]> {
  const rows = await db
    .selectFrom('vx.case_record')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('reported_at', 'desc')
    .execute()
  return rows.map(toCase)
}

export async function listHistory(db: Tx, caseId: string) {
  const rows = await db
    .selectFrom('vx.case_classification')
    .selectAll()
    .where('case_id', '=', caseId)
    // By entry, not by time of result: a late result may be older than the report.
    .orderBy('id')
    .execute()
  return rows.map((r) => ({
    classification: r.classification,
    at: r.at,
    byName: r.by_name,
    reason: r.reason,
  }))
}

export async function listLabs(db: Tx, caseId: string) {
  const rows = await db
    .selectFrom('vx.lab_result')
    .selectAll()
    .where('case_id', '=', caseId)
    .orderBy(sql`coalesce(resulted_at, sampled_at)`)
    .execute()
  return rows.map((r) => ({
    id: r.id,
    sampleCode: r.sample_code,
    method: r.method,
    result: r.result,
    ct: r.ct,
    sampledAt: r.sampled_at,
    resultedAt: r.resulted_at,
    laboratory: r.laboratory,
  }))
}

/**
 * The results of a person that say whether somebody is infected now, whatever case they belong to, by time of result:
 * what a release from quarantine is judged by. Antibodies and cultures say something else.
 */
export async function listLabsOfPerson(db: Tx, personId: string) {
  const rows = await db
    .selectFrom('vx.lab_result')
    .select(['method', 'result', 'ct', 'sampled_at', 'resulted_at'])
    .where('person_id', '=', personId)
    .where('method', 'in', ['pcr', 'antigen', 'other'])
    .orderBy(sql`coalesce(resulted_at, sampled_at)`)
    .execute()
  return rows.map((r) => ({
    method: r.method as 'pcr' | 'antigen' | 'other',
    result: r.result,
    ct: r.ct,
    sampledAt: r.sampled_at,
    resultedAt: r.resulted_at,
  }))
}

export async function listDiseases(db: Db | Tx) {
  return db.selectFrom('vx.disease').selectAll().orderBy('key').execute()
}

/** The last of the next `count` numbers of a series; the row lock makes two at once take turns. */
export async function nextCaseNumber(db: Tx, prefix: string, year: number, count = 1): Promise<number> {
  const row = await db
    .insertInto('vx.case_counter')
    .values({ prefix, year, last: count })
    .onConflict((oc) =>
      oc.columns(['prefix', 'year']).doUpdateSet({ last: sql`case_counter.last + ${count}` }),
    )
    .returning('last')
    .executeTakeFirstOrThrow()
  return row.last
}

/** A case as contact tracing needs it: whose, and every date its infectious days can be reckoned from. */
export interface Infection {
  caseId: string
  code: string
  personId: string
  areaId: number
  onsetDate: string | null
  /** First sample that turned out positive; ISO instants. */
  sampledAt: string | null
  confirmedAt: string | null
  reportedAt: string
  outcomeDate: string | null
}

/** The newest confirmed case of each of these people, or one case whatever its classification. */
export async function listInfections(
  db: Tx,
  where: { personIds: string[] } | { caseId: string },
): Promise<Infection[]> {
  if ('personIds' in where && where.personIds.length === 0) return []
  let q = db
    .selectFrom('vx.case_record as c')
    .distinctOn('c.person_id')
    .select(['c.id', 'c.code', 'c.person_id', 'c.area_id', 'c.onset_date', 'c.confirmed_at'])
    .select(['c.reported_at', 'c.outcome_date'])
    .select(
      sql<string | null>`(select min(l.sampled_at) from vx.lab_result l
        where l.case_id = c.id and l.result = 'positive')`.as('sampled_at'),
    )
    .orderBy('c.person_id')
    .orderBy('c.confirmed_at', 'desc')
    .orderBy('c.id')
  q =
    'caseId' in where
      ? q.where('c.id', '=', where.caseId)
      : q
          .where('c.classification', '=', 'confirmed')
          .where('c.person_id', '=', sql<string>`any(${where.personIds}::uuid[])`)
  const rows = await q.execute()
  return rows.map((r) => ({
    caseId: r.id,
    code: r.code,
    personId: r.person_id,
    areaId: r.area_id,
    onsetDate: r.onset_date,
    sampledAt: r.sampled_at,
    confirmedAt: r.confirmed_at,
    reportedAt: r.reported_at,
    outcomeDate: r.outcome_date,
  }))
}

/** The people whose cases an import entered. */
export async function listPeopleOfImport(db: Tx, importId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('vx.case_record')
    .select('person_id')
    .distinct()
    .where('import_id', '=', importId)
    .execute()
  return rows.map((r) => r.person_id)
}

/** A confirmed case as a containment zone counts it. */
export interface ConfirmedCase {
  caseId: string
  code: string
  personId: string
  confirmedAt: string
  detectedIn: DetectedIn | null
  outcome: 'recovered' | 'died' | null
}

/** Confirmed cases of these people, newest first; from an instant (ISO) on when given. */
export async function listConfirmedCasesOf(
  db: Tx,
  personIds: string[],
  since?: string,
): Promise<ConfirmedCase[]> {
  if (personIds.length === 0) return []
  let q = db
    .selectFrom('vx.case_record')
    .select(['id', 'code', 'person_id', 'confirmed_at', 'detected_in', 'outcome'])
    .where('classification', '=', 'confirmed')
    .where('person_id', '=', sql<string>`any(${personIds}::uuid[])`)
    .orderBy('confirmed_at', 'desc')
    .orderBy('id')
  if (since) q = q.where('confirmed_at', '>=', since)
  const rows = await q.execute()
  return rows.map((r) => ({
    caseId: r.id,
    code: r.code,
    personId: r.person_id,
    confirmedAt: r.confirmed_at!,
    detectedIn: r.detected_in,
    outcome: r.outcome,
  }))
}

/**
 * The latest finished result of each of these people by the given methods: what it was, and when the sample was
 * taken (when the result came, if that was not recorded). Nobody tested: no entry.
 */
export async function latestResultsOf(
  db: Tx,
  personIds: string[],
  methods: readonly string[],
): Promise<Map<string, { result: 'positive' | 'negative' | 'inconclusive'; at: string }>> {
  if (personIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('vx.lab_result')
    .distinctOn('person_id')
    .select(['person_id', 'result'])
    .select(sql<string>`coalesce(sampled_at, resulted_at)`.as('at'))
    .where('person_id', '=', sql<string>`any(${personIds}::uuid[])`)
    .where('method', '=', sql<'pcr'>`any(${[...methods]}::text[])`)
    .where('result', '<>', 'pending')
    .where(sql<boolean>`coalesce(sampled_at, resulted_at) is not null`)
    .orderBy('person_id')
    .orderBy(sql`coalesce(sampled_at, resulted_at)`, 'desc')
    .orderBy('id', 'desc')
    .execute()
  return new Map(rows.map((r) => [r.person_id, { result: r.result as 'negative', at: r.at }]))
}
