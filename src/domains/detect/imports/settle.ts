import { v7 as uuid7 } from 'uuid'
import {
  type Alike,
  contradicts,
  type PersonFacts,
  reasonsOf,
  recordOf,
} from '../../registry/people/index.ts'
import { PLACELESS, text } from './check-values.ts'
import type { Candidate, Reason } from './contract.ts'
import type { Known, KnownPeople } from './known.ts'
import type { PlanEnv, Planned } from './plan.ts'
import type { StoredReview } from './queries.ts'
import type { Values } from './read-row.ts'
import { reason } from './reasons.ts'

/** Who a row is about, as far as can be said. */
type Who =
  | { is: 'known'; known: Known; because?: Reason }
  | { is: 'new' }
  | { is: 'unsure'; because: Reason; candidates: Known[] }
  | { is: 'decided-away'; because: Reason }

/** The people a row is compared with, and those whom it is like by the engine. */
export interface Around {
  known: KnownPeople
  alike: Alike[]
  /** Of whom somebody has said that they are two people, both ways: "id id". */
  apart: Set<string>
}

/** So many bits likelier than somebody who is known to be another person: it is not that one again. */
const LIKELIER = 5

/** Two ids of one source say that it takes them for two people; fewer bits (odds of 4,000 to 1) do not put that in doubt. */
const DOUBT_OF_SOURCE = 12

const sourceOf = (p: PersonFacts) => p.key?.slice(0, p.key.indexOf(':'))

/** The key of somebody whose id another person of the file has too. */
export const keyOfLine = (key: string, line: number) => `${key}#${line}`

/** Settles who the row is about, by what somebody decided, else by id, national id, and likeness, in this order. */
export function settlePerson(
  env: PlanEnv,
  plan: Planned,
  person: PersonFacts,
  around: Around,
  review: StoredReview | undefined,
): void {
  const { known } = around
  const found = decided(plan, known, review) ?? whoIs(env, plan, person, around)
  const candidates =
    found.is === 'unsure' ? found.candidates.map((k) => candidateOf(env, person, around, k)) : []
  plan.candidates =
    review?.decision === 'same'
      ? review.candidates
      : candidates.sort((a, b) => b.score - a.score).slice(0, 10)
  if (found.is === 'known') {
    if (found.because) plan.reasons.push(found.because)
    takeKnown(plan, found.known)
  } else if (found.is === 'new' || (found.is === 'unsure' && review?.decision === 'new')) {
    takeNew(plan, person, known)
  } else {
    plan.reasons.push(found.because)
  }
}

function decided(plan: Planned, known: KnownPeople, review: StoredReview | undefined): Who | undefined {
  if (review?.decision === 'refuse') {
    return { is: 'decided-away', because: reason('refused-by-person', { by: review.decided_by ?? '' }) }
  }
  if (review?.decision !== 'same') return undefined
  const chosen = known.byId(review.decided_person!)
  if (chosen) return { is: 'known', known: chosen }
  const line = review.candidates.find((c) => c.personId === review.decided_person)?.line ?? plan.line
  return { is: 'decided-away', because: reason('person-not-entered', { line }) }
}

function whoIs(env: PlanEnv, plan: Planned, person: PersonFacts, around: Around): Who {
  const { known } = around
  const value = text(plan.parsed!.values, 'outsideId') ?? ''
  const byLine = person.key ? known.byKey(keyOfLine(person.key, plan.line)) : undefined
  if (byLine && !contradicts(person, byLine.facts)) return { is: 'known', known: byLine }
  const byKey = person.key ? known.byKey(person.key) : undefined
  if (byKey) {
    // A list of contacts names a person once for each case; a line list of cases names each case once.
    const repeats = env.batch.kind === 'cases' && byKey.line !== null
    if (repeats && sameValues(byKey.values, plan.parsed!.values)) {
      return { is: 'known', known: byKey, because: reason('same-row', { line: byKey.line! }) }
    }
    if (repeats)
      return { is: 'unsure', because: reason('id-twice', { value, line: byKey.line! }), candidates: [byKey] }
    if (!contradicts(person, byKey.facts)) return { is: 'known', known: byKey }
    return { is: 'unsure', because: reason('id-differs', { value }), candidates: [byKey] }
  }
  const byNational = person.nationalId ? known.byNationalId(person.nationalId) : undefined
  if (byNational) {
    if (!contradicts(person, byNational.facts)) return { is: 'known', known: byNational }
    return { is: 'unsure', because: reason('national-id-differs'), candidates: [byNational] }
  }
  const likely = likelyPeople(person, around)
  if (likely.length === 0) return { is: 'new' }
  return { is: 'unsure', because: reason('likely-person', { count: likely.length }), candidates: likely }
}

const whoOf = (known: KnownPeople, a: Alike): Known | undefined =>
  a.id === null ? known.byLine(a.line!) : known.byId(a.id)

/** Those whom the row is like, each once. */
function likelyPeople(person: PersonFacts, { known, alike, apart }: Around): Known[] {
  const likely = alike.flatMap((a) => {
    const k = whoOf(known, a)
    if (!k?.facts.named) return []
    if (alike.some((b) => b.score > a.score + LIKELIER && apart.has(`${a.id} ${b.id}`))) return []
    const isOneSource = person.key !== null && k.facts.key !== null && sourceOf(person) === sourceOf(k.facts)
    return isOneSource && a.score < DOUBT_OF_SOURCE ? [] : [k]
  })
  return [...new Set(likely)]
}

function takeKnown(plan: Planned, known: Known): void {
  plan.person_id = known.personId
  if (known.line !== null || !plan.reasons.some((r) => PLACELESS.has(r.code))) return
  // The row does not say where, but the person's record does.
  plan.reasons = plan.reasons.filter((r) => !PLACELESS.has(r.code))
  plan.area_id = known.facts.areaId
}

function takeNew(plan: Planned, person: PersonFacts, known: KnownPeople): void {
  const parsed = plan.parsed!
  plan.isNewPerson = true
  // The id given at the check stays: later rows, and decisions about them, may already name it.
  parsed.newPersonId ??= uuid7()
  plan.person_id = parsed.newPersonId
  // Two people of one source under one id: the second keeps it with its line, or nobody could tell them apart.
  if (person.key && known.byKey(person.key)) {
    plan.match_key = keyOfLine(person.key, plan.line)
    parsed.person = { ...person, key: plan.match_key }
  }
  known.add({
    personId: plan.person_id,
    facts: parsed.person!,
    line: plan.line,
    values: parsed.values,
    entered: false,
  })
}

function candidateOf(env: PlanEnv, person: PersonFacts, { known, alike }: Around, k: Known): Candidate {
  const found = alike.filter((a) => whoOf(known, a) === k).sort((a, b) => b.probability - a.probability)[0]
  const [row, other] = [recordOf(person, env.wardOf), recordOf(k.facts, env.wardOf)]
  return {
    personId: k.personId,
    score: Math.round((found?.probability ?? 0) * 1000) / 1000,
    reasons: found ? reasonsOf(found.evidence, row, other) : [],
    line: k.entered ? null : k.line,
  }
}

function sameValues(a: Values | null, b: Values): boolean {
  if (!a) return false
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every((k) => (a[k] ?? null) === (b[k] ?? null))
}
