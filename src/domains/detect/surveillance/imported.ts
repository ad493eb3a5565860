import { localDate } from '../../../platform/clock.ts'
import type { Ctx, WriteTx } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import type { Case, Classification } from './contract.ts'
import { toCase } from './queries.ts'
import { addHistory, newCaseCode } from './service.ts'

/** A case as another system knows it: its classification and dates are taken over, not earned step by step here. */
export interface ImportedCase {
  id: string
  personId: string
  areaId: number
  disease: string
  classification: Classification
  detectedIn: Case['detectedIn']
  onsetDate: string | null
  symptoms: string | null
  /** ISO instant. */
  reportedAt: string
  /** ISO instant; required for a confirmed case. */
  confirmedAt: string | null
  outcome: Case['outcome']
  outcomeDate: string | null
  outsideId: string | null
  importId: string
}

/**
 * Enters a case of an import inside a running write. It has no event of its own: the import announces all its cases
 * at once, and no response clock starts for what is long past.
 * @throws Problem onset-in-future
 */
export async function addImportedCase(
  ctx: Ctx,
  tx: WriteTx,
  input: ImportedCase,
): Promise<{ id: string; code: string }> {
  if (input.onsetDate && input.onsetDate > localDate(tx.now)) throw problem('onset-in-future')
  const code = await newCaseCode(ctx, tx, input.areaId, input.reportedAt)
  await tx.db
    .insertInto('vx.case_record')
    .values({
      id: input.id,
      code,
      area_id: input.areaId,
      person_id: input.personId,
      disease: input.disease,
      classification: input.classification,
      detected_in: input.detectedIn,
      onset_date: input.onsetDate,
      symptoms: input.symptoms,
      reported_at: input.reportedAt,
      confirmed_at: input.classification === 'confirmed' ? input.confirmedAt : null,
      outcome: input.outcome,
      outcome_date: input.outcomeDate,
      source: 'import',
      outside_id: input.outsideId,
      import_id: input.importId,
    })
    .execute()
  await addHistory(ctx, tx, {
    caseId: input.id,
    areaId: input.areaId,
    classification: input.classification,
    at: input.confirmedAt ?? input.reportedAt,
    reason: 'case.imported',
  })
  tx.record({
    action: 'case.import',
    subject: { type: 'case', id: input.id },
    areaId: input.areaId,
    personId: input.personId,
    changes: {
      code: [null, code],
      disease: [null, input.disease],
      classification: [null, input.classification],
    },
  })
  return { id: input.id, code }
}

export interface ImportedLab {
  id: string
  caseId: string
  personId: string
  areaId: number
  sampleCode: string | null
  method: 'pcr' | 'antigen' | 'other'
  result: 'positive' | 'negative' | 'inconclusive' | 'pending'
  ct: number | null
  /** ISO instants; an unknown one stays unknown. */
  sampledAt: string | null
  resultedAt: string | null
  laboratory: string | null
  outsideId: string | null
  importId: string
}

/**
 * Enters a result of an import inside a running write. It never changes the classification: the source that sent the
 * result has sent its own classification of the case too.
 */
export async function addImportedLab(tx: WriteTx, input: ImportedLab): Promise<void> {
  await tx.db
    .insertInto('vx.lab_result')
    .values({
      id: input.id,
      case_id: input.caseId,
      person_id: input.personId,
      area_id: input.areaId,
      sample_code: input.sampleCode,
      method: input.method,
      result: input.result,
      ct: input.ct,
      sampled_at: input.sampledAt,
      resulted_at: input.resultedAt,
      laboratory: input.laboratory,
      outside_id: input.outsideId,
      import_id: input.importId,
    })
    .execute()
  tx.record({
    action: 'lab.import',
    subject: { type: 'case', id: input.caseId },
    areaId: input.areaId,
    personId: input.personId,
    changes: { result: [null, `${input.method} ${input.result}`] },
  })
}

/** Cases of these people, of one disease when given, newest first; with the id their source gave them. */
export async function listCasesOfPeople(
  db: Tx,
  personIds: string[],
  disease?: string,
): Promise<(Case & { outsideId: string | null })[]> {
  if (personIds.length === 0) return []
  let q = db
    .selectFrom('vx.case_record')
    .selectAll()
    .where('person_id', 'in', personIds)
    .orderBy('reported_at', 'desc')
    .orderBy('id')
  if (disease) q = q.where('disease', '=', disease)
  return (await q.execute()).map((r) => ({ ...toCase(r), outsideId: r.outside_id }))
}

/** Whose cases carry these codes ("HM-2021-0007"). */
export async function listCasesByCodes(
  db: Tx,
  codes: string[],
): Promise<{ code: string; personId: string }[]> {
  const wanted = codes.map((c) => c.toUpperCase()).filter((c) => /^[A-Z]+-\d{4}-\d{4,}$/.test(c))
  if (wanted.length === 0) return []
  const rows = await db
    .selectFrom('vx.case_record')
    .select(['code', 'person_id'])
    .where('code', 'in', wanted)
    .execute()
  return rows.map((r) => ({ code: r.code, personId: r.person_id }))
}

/** Which of these results are known already: by the id of their source, or by case, sample and time. */
export async function listLabsOfCases(db: Tx, caseIds: string[]) {
  if (caseIds.length === 0) return []
  const rows = await db
    .selectFrom('vx.lab_result')
    .select(['id', 'case_id', 'outside_id', 'sample_code', 'result', 'sampled_at'])
    .where('case_id', 'in', caseIds)
    .execute()
  return rows.map((r) => ({
    id: r.id,
    caseId: r.case_id,
    outsideId: r.outside_id,
    sampleCode: r.sample_code,
    result: r.result,
    sampledAt: r.sampled_at,
  }))
}

/** Versions of cases as they are now, to see whether somebody has changed one since it was entered. */
export async function caseVersions(
  db: Tx,
  ids: string[],
): Promise<Map<string, { version: number; code: string }>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('vx.case_record')
    .select(['id', 'version', 'code'])
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map((r) => [r.id, { version: r.version, code: r.code }]))
}

/** Takes back the cases and results of an import; codes stay used, so that no other case ever gets one of them. */
export async function removeImported(
  tx: WriteTx,
  importId: string,
): Promise<{ cases: number; labs: number }> {
  const labs = await tx.db
    .deleteFrom('vx.lab_result')
    .where('import_id', '=', importId)
    .returning(['id', 'case_id', 'area_id', 'person_id'])
    .execute()
  const cases = await tx.db
    .deleteFrom('vx.case_record')
    .where('import_id', '=', importId)
    .returning(['id', 'area_id', 'person_id', 'code'])
    .execute()
  for (const l of labs) {
    tx.record({
      action: 'lab.remove',
      subject: { type: 'case', id: l.case_id ?? l.id },
      areaId: l.area_id,
      personId: l.person_id,
    })
  }
  for (const c of cases) {
    tx.record({
      action: 'case.remove',
      subject: { type: 'case', id: c.id },
      areaId: c.area_id,
      personId: c.person_id,
      changes: { code: [c.code, null] },
    })
  }
  return { cases: cases.length, labs: labs.length }
}
