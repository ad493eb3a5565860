import { v7 as uuid7 } from 'uuid'
import type { z } from 'zod'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read, requireArea, type WriteTx, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import { treeOf } from '../../registry/areas/index.ts'
import { addPerson, getPerson } from '../../registry/people/index.ts'
import type { Case, CasePage, Classification, LabInput, ReportCaseInput } from './contract.ts'
import type { ReportChannel } from './investigation/contract.ts'
import { confirmsAlone } from './investigation/rules.ts'
import { channelOf, emptyFile } from './investigation/service.ts'
import {
  findCase,
  listCasesOfPerson,
  listDiseases,
  listHistory,
  listLabs,
  nextCaseNumber,
} from './queries.ts'

/** @throws Problem not-found */
export async function getCase(db: Tx, id: string): Promise<Case> {
  const found = await findCase(db, id)
  if (!found) throw problem('not-found')
  return found
}

export async function diseases(ctx: Ctx) {
  const rows = await listDiseases(ctx.common)
  return rows.map((d) => ({ key: d.key, vi: d.name_vi, en: d.name_en }))
}

/** The page of a case. The opening is recorded; the name is there only for posts that may know it. */
export function open(ctx: Ctx, id: string): Promise<CasePage> {
  return write({ ...ctx, idempotencyKey: undefined }, 'case.read', async ({ db, record }) => {
    const found = await getCase(db, id)
    const mayKnow = ctx.viewer.rights.has('person.read')
    const person = mayKnow ? await getPerson(db, found.personId) : undefined
    const disease = (await listDiseases(db)).find((d) => d.key === found.disease)!
    record({
      action: 'case.open',
      opening: true,
      subject: { type: 'case', id },
      areaId: found.areaId,
      personId: mayKnow ? found.personId : null,
    })
    return {
      case: found,
      disease: { vi: disease.name_vi, en: disease.name_en },
      person: person
        ? {
            fullName: person.fullName,
            birthYear: person.birthYear,
            sex: person.sex,
            phone: person.phone,
            address: person.address,
            occupation: person.occupation,
            nationality: person.nationality,
          }
        : null,
      history: await listHistory(db, id),
      labs: await listLabs(db, id),
    }
  })
}

export function byPerson(ctx: Ctx, personId: string): Promise<Case[]> {
  return read(ctx, 'case.read', (db) => listCasesOfPerson(db, personId))
}

/** Prefix of case codes: the initials of the district ("Hoàng Mai" → HM), or of the city where there is none. */
async function codePrefix(ctx: Ctx, areaId: number): Promise<string> {
  const tree = await treeOf(ctx)
  const area = tree.ancestor(areaId, 'district') ?? tree.ancestor(areaId, 'ward') ?? tree.byId.get(areaId)
  const initials = (area?.name ?? '').split(/\s+/).map((w) => w[0] ?? '')
  return (
    initials
      .join('')
      .normalize('NFD')
      .toUpperCase()
      .replaceAll('Đ', 'D')
      .replace(/[^A-Z]/g, '') || 'VX'
  )
}

/** The next codes of the areas' series for the years of the reports ("HM-2021-0007"), in the order asked. */
export async function newCaseCodes(
  ctx: Ctx,
  tx: WriteTx,
  cases: { areaId: number; reportedAt: string }[],
): Promise<string[]> {
  const series = new Map<string, { prefix: string; year: number; at: number[] }>()
  for (const [at, c] of cases.entries()) {
    const prefix = await codePrefix(ctx, c.areaId)
    const year = Number(localDate(c.reportedAt).slice(0, 4))
    const one = series.get(`${prefix}-${year}`) ?? { prefix, year, at: [] }
    series.set(`${prefix}-${year}`, { ...one, at: [...one.at, at] })
  }
  const codes: string[] = []
  // Always in the same order, so that two imports at once wait for each other instead of locking each other out.
  for (const [name, { prefix, year, at }] of [...series].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const last = await nextCaseNumber(tx.db, prefix, year, at.length)
    for (const [i, place] of at.entries()) {
      codes[place] = `${name}-${String(last - at.length + 1 + i).padStart(4, '0')}`
    }
  }
  return codes
}

/**
 * Adds a suspected case inside a running write.
 * @throws Problem onset-in-future
 */
export async function addCase(
  ctx: Ctx,
  tx: WriteTx,
  input: {
    id?: string | undefined
    personId: string
    areaId: number
    disease: string
    onsetDate?: string | undefined
    symptoms?: string | undefined
    detectedIn?: Case['detectedIn'] | undefined
    channel?: ReportChannel | undefined
    reportedAt?: string | undefined
    source?: string | undefined
    outsideId?: string | undefined
    importId?: string | undefined
  },
): Promise<{ id: string; code: string }> {
  if (input.onsetDate && input.onsetDate > localDate(tx.now)) {
    throw problem('onset-in-future', {}, { fields: { onsetDate: ['onset-in-future'] } })
  }
  const id = input.id ?? uuid7()
  const reportedAt = input.reportedAt ?? tx.now.toISOString()
  const [code] = (await newCaseCodes(ctx, tx, [{ areaId: input.areaId, reportedAt }])) as [string]
  await tx.db
    .insertInto('vx.case_record')
    .values({
      id,
      code,
      area_id: input.areaId,
      person_id: input.personId,
      disease: input.disease,
      classification: 'suspected',
      detected_in: input.detectedIn ?? null,
      onset_date: input.onsetDate ?? null,
      symptoms: input.symptoms ?? null,
      reported_at: reportedAt,
      confirmed_at: null,
      outcome: null,
      outcome_date: null,
      source: input.source ?? null,
      outside_id: input.outsideId ?? null,
      import_id: input.importId ?? null,
    })
    .execute()
  await tx.db
    .insertInto('vx.case_file')
    .values({ ...emptyFile({ id, areaId: input.areaId }), channel: channelOf(ctx, input.channel) })
    .execute()
  await addHistory(ctx, tx, {
    caseId: id,
    areaId: input.areaId,
    classification: 'suspected',
    at: reportedAt,
    reason: 'case.reported',
  })
  tx.record({
    action: 'case.report',
    subject: { type: 'case', id },
    areaId: input.areaId,
    personId: input.personId,
    changes: { code: [null, code], disease: [null, input.disease] },
    event: 'case.changed',
  })
  return { id, code }
}

function addHistory(
  ctx: Ctx,
  tx: WriteTx,
  h: { caseId: string; areaId: number; classification: Classification; at: string; reason: string },
) {
  return tx.db
    .insertInto('vx.case_classification')
    .values({
      id: uuid7(),
      case_id: h.caseId,
      area_id: h.areaId,
      classification: h.classification,
      at: h.at,
      by_name: ctx.viewer.name,
      reason: h.reason,
    })
    .execute()
}

/** A ward enters a suspected case (P27). @throws Problem outside-area, onset-in-future, birth-in-future */
export function report(ctx: Ctx, input: z.output<typeof ReportCaseInput>) {
  if (input.person) requireArea(ctx, input.person.areaId)
  return write(ctx, 'case.report', async (tx) => {
    const personId = input.personId ?? (await addPerson(tx, input.person!))
    const person = await getPerson(tx.db, personId)
    return addCase(ctx, tx, { ...input, personId, areaId: person.areaId })
  })
}

/**
 * Sets the classification inside a running write. Confirmation is an event of its own: it opens the response.
 * @param at when it became so (the result's time), ISO instant
 */
export async function setClassification(
  ctx: Ctx,
  tx: WriteTx,
  before: Case,
  classification: Classification,
  at: string,
  reason: string,
): Promise<number> {
  const version = before.version + 1
  const done = await tx.db
    .updateTable('vx.case_record')
    .set({
      classification,
      confirmed_at: classification === 'confirmed' ? (before.confirmedAt ?? at) : null,
      version,
    })
    .where('id', '=', before.id)
    .where('version', '=', before.version)
    .executeTakeFirst()
  if (done.numUpdatedRows === 0n)
    throw problem('stale-version', {}, { theirs: await getCase(tx.db, before.id), yours: { classification } })
  await addHistory(ctx, tx, { caseId: before.id, areaId: before.areaId, classification, at, reason })
  const confirmed = classification === 'confirmed' && before.classification !== 'confirmed'
  const unconfirmed = classification !== 'confirmed' && before.classification === 'confirmed'
  tx.record({
    action: 'case.classify',
    subject: { type: 'case', id: before.id },
    areaId: before.areaId,
    personId: before.personId,
    changes: { classification: [before.classification, classification] },
    event: confirmed ? 'case.confirmed' : unconfirmed ? 'case.unconfirmed' : 'case.changed',
    payload: { personId: before.personId },
  })
  return version
}

/**
 * Enters a result; a positive one confirms when its method does so alone under the case definition.
 * @throws Problem result-before-sample, not-found
 */
export function addLab(ctx: Ctx, input: z.output<typeof LabInput> & { id: string }) {
  return write(ctx, 'lab.enter', (tx) => addLabTo(ctx, tx, input))
}

/** As addLab, inside a running write. */
export async function addLabTo(
  ctx: Ctx,
  tx: WriteTx,
  input: z.output<typeof LabInput> & { id: string; outsideId?: string; importId?: string },
): Promise<{ classification: Classification }> {
  const before = await getCase(tx.db, input.id)
  const resultedAt =
    input.result === 'pending' ? input.resultedAt : (input.resultedAt ?? tx.now.toISOString())
  if (input.sampledAt && resultedAt && Date.parse(resultedAt) < Date.parse(input.sampledAt)) {
    throw problem('result-before-sample', {}, { fields: { resultedAt: ['result-before-sample'] } })
  }
  // Clocks of laboratories run a little ahead, not a day.
  if (input.sampledAt && Date.parse(input.sampledAt) > tx.now.getTime() + 5 * 60_000)
    throw problem('input-invalid', {}, { fields: { sampledAt: ['in-future'] } })
  if (resultedAt && Date.parse(resultedAt) > tx.now.getTime() + 5 * 60_000) {
    throw problem('result-in-future', {}, { fields: { resultedAt: ['result-in-future'] } })
  }
  const labId = uuid7()
  await tx.db
    .insertInto('vx.lab_result')
    .values({
      id: labId,
      case_id: before.id,
      person_id: before.personId,
      area_id: before.areaId,
      sample_code: input.sampleCode ?? null,
      method: input.method,
      result: input.result,
      ct: input.ct ?? null,
      sampled_at: input.sampledAt ?? null,
      resulted_at: resultedAt ?? null,
      laboratory: input.laboratory ?? null,
      outside_id: input.outsideId ?? null,
      import_id: input.importId ?? null,
    })
    .execute()
  tx.record({
    action: 'lab.enter',
    subject: { type: 'case', id: before.id },
    areaId: before.areaId,
    personId: before.personId,
    changes: { result: [null, `${input.method} ${input.result}`] },
    event: 'case.changed',
  })
  const confirms =
    input.result === 'positive' &&
    before.classification !== 'confirmed' &&
    (await confirmsAlone(tx.db, before, input.method))
  if (confirms)
    await setClassification(ctx, tx, before, 'confirmed', resultedAt!, `lab.positive-${input.method}`)
  return { classification: confirms ? 'confirmed' : before.classification }
}

/** @throws Problem not-found, stale-version */
export function classify(
  ctx: Ctx,
  input: { id: string; version: number; classification: Classification; reason: string },
) {
  return write(ctx, 'case.classify', async (tx) => {
    const before = await getCase(tx.db, input.id)
    if (before.version !== input.version) throw problem('stale-version', {}, { theirs: before, yours: input })
    const version = await setClassification(
      ctx,
      tx,
      before,
      input.classification,
      tx.now.toISOString(),
      input.reason,
    )
    return { version }
  })
}

/**
 * Nobody recovers or dies before falling ill, or after today.
 * @throws Problem input-invalid
 */
function requireOrder(now: Date, c: Pick<Case, 'onsetDate' | 'outcomeDate'>): void {
  const wrong =
    c.outcomeDate && c.outcomeDate > localDate(now)
      ? 'in-future'
      : c.outcomeDate && c.onsetDate && c.outcomeDate < c.onsetDate
        ? 'before-onset'
        : undefined
  if (wrong) throw problem('input-invalid', {}, { fields: { outcomeDate: [wrong] } })
}

/** Corrects facts. @throws Problem not-found, stale-version, onset-in-future, input-invalid */
export function update(ctx: Ctx, input: Partial<Case> & { id: string; version: number }) {
  return write(ctx, 'case.edit', async (tx) => {
    const before = await getCase(tx.db, input.id)
    if (before.version !== input.version) throw problem('stale-version', {}, { theirs: before, yours: input })
    if (input.onsetDate && input.onsetDate > localDate(tx.now)) {
      throw problem('onset-in-future', {}, { fields: { onsetDate: ['onset-in-future'] } })
    }
    const outcome = input.outcome === undefined ? before.outcome : input.outcome
    const outcomeDate =
      outcome === null ? null : (input.outcomeDate ?? before.outcomeDate ?? localDate(tx.now))
    const next = {
      ...before,
      ...Object.fromEntries(Object.entries(input).filter(([, v]) => v !== undefined)),
      outcome,
      outcomeDate,
    }
    requireOrder(tx.now, next)
    const version = before.version + 1
    const done = await tx.db
      .updateTable('vx.case_record')
      .set({
        detected_in: next.detectedIn,
        onset_date: next.onsetDate,
        symptoms: next.symptoms,
        outcome: next.outcome,
        outcome_date: next.outcomeDate,
        version,
      })
      .where('id', '=', input.id)
      .where('version', '=', before.version)
      .executeTakeFirst()
    if (done.numUpdatedRows === 0n)
      throw problem('stale-version', {}, { theirs: await getCase(tx.db, input.id), yours: input })
    const fields = ['detectedIn', 'onsetDate', 'symptoms', 'outcome', 'outcomeDate'] as const
    tx.record({
      action: 'case.edit',
      subject: { type: 'case', id: input.id },
      areaId: before.areaId,
      personId: before.personId,
      changes: Object.fromEntries(
        fields.filter((f) => before[f] !== next[f]).map((f) => [f, [before[f], next[f]]]),
      ),
      event: 'case.changed',
    })
    return { version }
  })
}
