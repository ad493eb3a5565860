import { v7 as uuid7 } from 'uuid'
import { daysBetween, localDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { nameSets } from '../../registry/people/index.ts'
import { type Case, listCasesOfPeople } from '../surveillance/index.ts'
import { type CaseFacts, type LabFacts, readCase, readPerson, text } from './check-values.ts'
import type { Candidate, Reason, RowOutcome } from './contract.ts'
import { type Known, type KnownPeople, loadKnown } from './known.ts'
import type { LinkFacts } from './links.ts'
import { contradicts, likeness, outsideKey, type PersonFacts } from './match.ts'
import type { BatchRow, StoredReview, StoredRow } from './queries.ts'
import { isRefused, type Reading, type ReadingEnv, readRow, type Values } from './read-row.ts'
import { reason } from './reasons.ts'

/** What the planning of a chunk needs to know. */
export interface PlanEnv {
  db: Tx
  batch: BatchRow
  reading: ReadingEnv
  rule: { sameEpisodeDays: number; sampleFarDays: number }
  /** The ward of an area: a neighbourhood agrees with the ward it lies in. */
  wardOf(areaId: number): number
}

export type Planned = StoredRow & {
  outcome: RowOutcome
  /** The person is to be entered with this row. */
  isNewPerson: boolean
  candidates: Candidate[]
  caseFacts?: CaseFacts
  labFacts?: LabFacts
  link?: LinkFacts
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
    name_set: null,
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

const PLACELESS = new Set(['area-missing', 'area-unknown', 'area-ambiguous'])

/** The key of somebody whose id another person of the file has too. */
const keyOfLine = (key: string, line: number) => `${key}#${line}`

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
  const sets = await nameSets(
    db,
    reads.flatMap((r) => (r.person?.named ? [r.person.fullName] : [])),
  )
  const setOf = (p: PersonFacts) => (p.named ? (sets.get(p.fullName) ?? '') : '')
  const known = await loadKnown(db, batch.id, rows[0]?.line ?? 0, {
    matchKeys: reads.flatMap((r) =>
      r.person?.key ? [r.person.key, keyOfLine(r.person.key, r.row.line)] : [],
    ),
    nationalIds: reads.flatMap((r) => r.person?.nationalId ?? []),
    nameSets: [...sets.values()],
    decided: [...reviews.values()].flatMap((r) => r.decided_person ?? []),
  })
  const planned = reads.map((read) => {
    const areaId = Number(read.values.areaId ?? batch.area_id)
    const plan = blank(read.row, read, read.person, areaId)
    if (read.caseFacts) plan.caseFacts = read.caseFacts
    if (!read.person || isRefused(read.reasons)) return { ...plan, outcome: 'refuse' as const }
    plan.name_set = setOf(read.person) || null
    settlePerson(env, plan, read.person, known, reviews.get(read.row.id))
    return plan
  })
  return { planned, known }
}

function settlePerson(
  env: PlanEnv,
  plan: Planned,
  person: PersonFacts,
  known: KnownPeople,
  review: StoredReview | undefined,
): void {
  const isCases = env.batch.kind === 'cases'
  const use = (k: Known) => {
    plan.person_id = k.personId
    if (k.line !== null || !plan.reasons.some((r) => PLACELESS.has(r.code))) return
    // The row does not say where, but the person's record does.
    plan.reasons = plan.reasons.filter((r) => !PLACELESS.has(r.code))
    plan.area_id = k.facts.areaId
  }
  const fresh = () => {
    plan.isNewPerson = true
    // The id given at the check stays: later rows, and decisions about them, may already name it.
    plan.person_id = plan.parsed!.newPersonId ??= uuid7()
    // Two people of one source under one id: the second keeps it with its line, or nobody could tell them apart.
    if (person.key && known.byKey(person.key)) {
      plan.match_key = keyOfLine(person.key, plan.line)
      plan.parsed = { ...plan.parsed!, person: { ...person, key: plan.match_key } }
    }
    known.add({
      personId: plan.person_id!,
      facts: plan.parsed!.person!,
      nameSet: plan.name_set ?? '',
      line: plan.line,
      values: plan.parsed!.values,
      entered: false,
    })
  }
  const ask = (code: string, candidates: Known[], params: Reason['params']) => {
    plan.candidates = candidates
      .map((k) => candidateOf(env, person, k))
      .sort((a, b) => b.score - a.score)
      .slice(0, 10)
    if (review?.decision === 'new') return fresh()
    plan.reasons.push(reason(code, params))
  }

  if (review?.decision === 'refuse') {
    plan.reasons.push(reason('refused-by-person', { by: review.decided_by ?? '' }))
    return
  }
  if (review?.decision === 'same') {
    plan.candidates = review.candidates
    const chosen = known.byId(review.decided_person!)
    if (chosen) return use(chosen)
    const line = review.candidates.find((c) => c.personId === review.decided_person)?.line ?? 0
    plan.reasons.push(reason('person-not-entered', { line }))
    return
  }
  const ownKey = person.key ? known.byKey(keyOfLine(person.key, plan.line)) : undefined
  if (ownKey && !contradicts(person, ownKey.facts)) return use(ownKey)
  const byKey = person.key ? known.byKey(person.key) : undefined
  if (byKey) {
    const repeated = isCases && byKey.line !== null
    if (repeated && sameValues(byKey.values, plan.parsed!.values)) {
      plan.reasons.push(reason('same-row', { line: byKey.line! }))
      return use(byKey)
    }
    if (repeated)
      return ask('id-twice', [byKey], {
        value: text(plan.parsed!.values, 'outsideId') ?? '',
        line: byKey.line!,
      })
    if (contradicts(person, byKey.facts))
      return ask('id-differs', [byKey], { value: text(plan.parsed!.values, 'outsideId') ?? '' })
    return use(byKey)
  }
  const byNational = person.nationalId ? known.byNationalId(person.nationalId) : undefined
  if (byNational) {
    if (contradicts(person, byNational.facts)) return ask('national-id-differs', [byNational], {})
    return use(byNational)
  }
  const likely = (plan.name_set ? known.named(plan.name_set) : []).filter(
    (k) => likeness(person, k.facts, env.wardOf) !== undefined,
  )
  if (likely.length > 0) return ask('likely-person', likely, { count: likely.length })
  fresh()
}

function candidateOf(env: PlanEnv, person: PersonFacts, k: Known): Candidate {
  const like = likeness(person, k.facts, env.wardOf) ?? { score: 0, agrees: [], differs: [] }
  return { personId: k.personId, ...like, line: k.entered ? null : k.line }
}

function sameValues(a: Values | null, b: Values): boolean {
  if (!a) return false
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every((k) => (a[k] ?? null) === (b[k] ?? null))
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
  const inFile = new Map<string, Planned>()
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
    } else if (twin?.caseFacts && near(twin.caseFacts.onsetDate ?? twin.caseFacts.reportDate)) {
      p.subject_type = 'case'
      p.subject_id = p.case_id = twin.subject_id
      if (!p.reasons.some((r) => r.code === 'same-row'))
        p.reasons.push(reason('same-row', { line: twin.line }))
    } else if (!p.reasons.some((r) => r.code === 'same-row')) {
      if (mine[0]) p.reasons.push(reason('another-episode', { code: mine[0].code }))
      p.subject_type = 'case'
      p.subject_id = p.case_id = uuid7()
      inFile.set(p.person_id, p)
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
