import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../platform/clock.ts'
import type { Ctx, WriteTx } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import type { Case, Classification } from './contract.ts'
import { toCase } from './queries.ts'
import { newCaseCodes } from './service.ts'

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
 * Enters cases of an import inside a running write. They have no events of their own: the import announces all its
 * cases at once, and no response clock starts for what is long past.
 * @throws Problem onset-in-future
 */
export async function addImportedCases(ctx: Ctx, tx: WriteTx, inputs: ImportedCase[]): Promise<void> {
  if (inputs.length === 0) return
  const today = localDate(tx.now)
  if (inputs.some((c) => c.onsetDate && c.onsetDate > today)) throw problem('onset-in-future')
  const codes = await newCaseCodes(ctx, tx, inputs)
  await tx.db
    .insertInto('vx.case_record')
    .values(
      inputs.map((c, i) => ({
        id: c.id,
        code: codes[i]!,
        area_id: c.areaId,
        person_id: c.personId,
        disease: c.disease,
        classification: c.classification,
        detected_in: c.detectedIn,
        onset_date: c.onsetDate,
        symptoms: c.symptoms,
        reported_at: c.reportedAt,
        confirmed_at: c.classification === 'confirmed' ? c.confirmedAt : null,
        outcome: c.outcome,
        outcome_date: c.outcomeDate,
        source: 'import',
        outside_id: c.outsideId,
        import_id: c.importId,
      })),
    )
    .execute()
  await tx.db
    .insertInto('vx.case_classification')
    .values(
      inputs.map((c) => ({
        id: uuid7(),
        case_id: c.id,
        area_id: c.areaId,
        classification: c.classification,
        at: c.confirmedAt ?? c.reportedAt,
        by_name: ctx.viewer.name,
        reason: 'case.imported',
      })),
    )
    .execute()
  for (const [i, c] of inputs.entries()) {
    tx.record({
      action: 'case.import',
      subject: { type: 'case', id: c.id },
      areaId: c.areaId,
      personId: c.personId,
      changes: {
        code: [null, codes[i]],
        disease: [null, c.disease],
        classification: [null, c.classification],
      },
    })
  }
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
 * Enters results of an import inside a running write. They never change a classification: the source that sent the
 * results has sent its own classification of the cases too.
 */
export async function addImportedLabs(tx: WriteTx, inputs: ImportedLab[]): Promise<void> {
  if (inputs.length === 0) return
  await tx.db
    .insertInto('vx.lab_result')
    .values(
      inputs.map((l) => ({
        id: l.id,
        case_id: l.caseId,
        person_id: l.personId,
        area_id: l.areaId,
        sample_code: l.sampleCode,
        method: l.method,
        result: l.result,
        ct: l.ct,
        sampled_at: l.sampledAt,
        resulted_at: l.resultedAt,
        laboratory: l.laboratory,
        outside_id: l.outsideId,
        import_id: l.importId,
      })),
    )
    .execute()
  for (const l of inputs) {
    tx.record({
      action: 'lab.import',
      subject: { type: 'case', id: l.caseId },
      areaId: l.areaId,
      personId: l.personId,
      changes: { result: [null, `${l.method} ${l.result}`] },
    })
  }
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
