import { v7 as uuid7 } from 'uuid'
import { daysBetween, localDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { type Alike, listApart, type PersonFacts } from '../../registry/people/index.ts'
import { type Case, listCasesOfPeople } from '../surveillance/index.ts'
import { type CaseFacts, type LabFacts, readCase, readPerson, text } from './check-values.ts'
import type { Candidate, Reason, RowOutcome } from './contract.ts'
import type { CheckFacts } from './followups.ts'
import { type KnownPeople, loadKnown } from './known.ts'
import type { LinkFacts } from './links.ts'
import { outsideKey } from './match.ts'
import { type BatchRow, earlierRows, type StoredReview, type StoredRow } from './queries.ts'
import { isRefused, type Reading, type ReadingEnv, readRow } from './read-row.ts'
import { reason } from './reasons.ts'
import { keyOfLine, settlePerson } from './settle.ts'

/** What the planning of a chunk needs to know. */
export interface PlanEnv {
  db: Tx
  batch: BatchRow
  reading: ReadingEnv
  rule: { sameEpisodeDays: number; sampleFarDays: number }
  /** The ward of an area: a neighbourhood agrees with the ward it lies in. */
  wardOf(areaId: number): number
  /** Who each row may be about by what it tells of the person, in the order of the rows. */
  alike(rows: { line: number; person: PersonFacts | undefined }[]): Promise<Alike[][]>
}

export type Planned = StoredRow & {
  outcome: RowOutcome
  /** The person is to be entered with this row. */
  isNewPerson: boolean
  candidates: Candidate[]
  caseFacts?: CaseFacts
  labFacts?: LabFacts
  link?: LinkFacts
  check?: CheckFacts
}

export interface Read extends Reading {
  row: StoredRow
  person: PersonFacts | undefined
  caseFacts?: CaseFacts | undefined
}

/** A plan that says nothing yet; `finish` gives it its outcome. */
export function blank(
  row: StoredRow,
  read: Reading,
  person: PersonFacts | undefined,
  areaId: number,
): Planned {
  return {
    ...row,
    area_id: areaId,
    parsed: {
      values: read.values,
      ...(person ? { person } : {}),
      ...(row.parsed?.newPersonId ? { newPersonId: row.parsed.newPersonId } : {}),
    },
    reasons: read.reasons,
    match_key: person?.key ?? null,
    national_id: person?.nationalId ?? null,
    person_id: null,
    subject_type: null,
    subject_id: null,
    case_id: null,
    outcome: 'pending',
    isNewPerson: false,
    candidates: [],
  }
}

export function outcomeOf(reasons: Reason[], exists: boolean): RowOutcome {
  if (isRefused(reasons)) return 'refuse'
  if (reasons.some((r) => r.level === 'review')) return 'review'
  return exists ? 'match' : 'create'
}

/** Reads and plans rows of cases or contacts; links are the affair of links.ts. Rows come in the order of the file. */
export async function planPeople(
  env: PlanEnv,
  rows: StoredRow[],
  reviews: Map<string, StoredReview>,
): Promise<{ planned: Planned[]; known: KnownPeople }> {
  const { batch, db } = env
  const reads: Read[] = rows.map((row) => {
    const reading = readRow(env.reading, row.raw)
    const person = readPerson(batch.kind, batch.options, reading, env.reading.today)
    const caseFacts = batch.kind === 'cases' ? readCase(reading, person, env.reading.today) : undefined
    return { row, ...reading, person, caseFacts }
  })
  const alike = await env.alike(reads.map(({ row, person }) => ({ line: row.line, person })))
  const found = alike.flat()
  const known = await loadKnown(db, batch.id, rows[0]?.line ?? 0, {
    matchKeys: reads.flatMap((r) =>
      r.person?.key ? [r.person.key, keyOfLine(r.person.key, r.row.line)] : [],
    ),
    nationalIds: reads.flatMap((r) => r.person?.nationalId ?? []),
    personIds: [
      ...[...reviews.values()].flatMap((r) => r.decided_person ?? []),
      ...found.flatMap((a) => a.id ?? []),
    ],
    lines: found.flatMap((a) => a.line ?? []),
  })
  const apart = await listApart(
    db,
    found.flatMap((a) => a.id ?? []),
  )
  const planned = reads.map((read, i) => {
    const areaId = Number(read.values.areaId ?? batch.area_id)
    const plan = blank(read.row, read, read.person, areaId)
    if (read.caseFacts) plan.caseFacts = read.caseFacts
    if (!read.person || isRefused(read.reasons)) return { ...plan, outcome: 'refuse' as const }
    settlePerson(env, plan, read.person, { known, alike: alike[i]!, apart }, reviews.get(read.row.id))
    return plan
  })
  return { planned, known }
}

const dayOf = (c: { onsetDate: string | null; reportedAt: string }) => c.onsetDate ?? localDate(c.reportedAt)

/** Gives rows of cases their outcome: a new case, one that is there already, or another episode of the same person. */
export async function planCases(
  env: PlanEnv,
  rows: StoredRow[],
  reviews: Map<string, StoredReview>,
): Promise<Planned[]> {
  const { planned } = await planPeople(env, rows, reviews)
  const people = planned.flatMap((p) => [
    ...(p.person_id ? [p.person_id] : []),
    ...p.candidates.map((c) => c.personId),
  ])
  const cases = await listCasesOfPeople(env.db, [...new Set(people)], env.batch.options.disease)
  const ofPerson = (id: string) => cases.filter((c) => c.personId === id)
  const inFile = await plannedAbove(
    env,
    rows[0]?.line ?? 0,
    planned.flatMap((p) => p.person_id ?? []),
  )
  for (const p of planned) {
    if (isRefused(p.reasons) || !p.caseFacts) continue
    recogniseByCase(p, ofPerson)
    if (!p.person_id) continue
    const facts = p.caseFacts
    const day = facts.onsetDate ?? facts.reportDate
    const key = p.parsed?.values.outsideId
      ? outsideKey(env.batch.options.source, String(p.parsed.values.outsideId))
      : null
    const near = (other: string) => Math.abs(daysBetween(other, day)) <= env.rule.sameEpisodeDays
    const mine = ofPerson(p.person_id)
    const there = mine.find((c) => key !== null && c.outsideId === key) ?? mine.find((c) => near(dayOf(c)))
    const twin = inFile.get(p.person_id)
    if (there) {
      p.subject_type = 'case'
      p.subject_id = p.case_id = there.id
      p.reasons.push(reason('case-known', { code: there.code }))
      const differs = differences(facts, there)
      if (differs.length) p.reasons.push(reason('record-differs', { value: differs.join(', ') }))
    } else if (twin && near(twin.day)) {
      p.subject_type = 'case'
      p.subject_id = p.case_id = twin.caseId
      if (!p.reasons.some((r) => r.code === 'same-row'))
        p.reasons.push(reason('same-row', { line: twin.line }))
    } else if (!p.reasons.some((r) => r.code === 'same-row')) {
      if (mine[0]) p.reasons.push(reason('another-episode', { code: mine[0].code }))
      p.subject_type = 'case'
      p.subject_id = p.case_id = uuid7()
      inFile.set(p.person_id, { line: p.line, day, caseId: p.subject_id })
    }
  }
  for (const p of planned) {
    p.outcome = outcomeOf(
      p.reasons,
      p.reasons.some((r) => r.level === 'match'),
    )
  }
  return planned
}

interface Twin {
  line: number
  day: string
  caseId: string | null
}

/** Cases that earlier rows of the file will enter, by person. */
async function plannedAbove(env: PlanEnv, line: number, personIds: string[]): Promise<Map<string, Twin>> {
  const rows = await earlierRows(env.db, env.batch.id, line, { personIds: [...new Set(personIds)] })
  const twins = new Map<string, Twin>()
  for (const r of rows) {
    const day = text(r.parsed?.values ?? {}, 'onsetDate') ?? text(r.parsed?.values ?? {}, 'reportDate')
    if (r.outcome === 'create' && day) twins.set(r.person_id!, { line: r.line, day, caseId: r.subject_id })
  }
  return twins
}

/** A possible duplicate who has this very case (same disease, same day) is that person: nobody needs to be asked. */
function recogniseByCase(p: Planned, ofPerson: (id: string) => Case[]): void {
  if (p.person_id || p.candidates.length !== 1 || !p.reasons.some((r) => r.code === 'likely-person')) return
  const [candidate] = p.candidates
  const facts = p.caseFacts!
  const same = ofPerson(candidate!.personId).some(
    (c) => c.onsetDate === facts.onsetDate && localDate(c.reportedAt) === facts.reportDate,
  )
  if (!same) return
  p.reasons = p.reasons.filter((r) => r.code !== 'likely-person')
  p.person_id = candidate!.personId
  p.candidates = []
}

function differences(facts: CaseFacts, there: Case): string[] {
  const compared: [string, string | null, string | null][] = [
    ['classification', facts.classification, there.classification],
    ['onsetDate', facts.onsetDate, there.onsetDate],
    ['outcome', facts.outcome, there.outcome],
    ['detectedIn', facts.detectedIn, there.detectedIn],
  ]
  return compared.filter(([, mine, theirs]) => mine !== null && mine !== theirs).map(([key]) => key)
}
