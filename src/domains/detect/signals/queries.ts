import { type Generated, sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type {
  RiskLevel,
  Signal,
  SignalClock,
  SignalKind,
  SignalPage,
  SignalSource,
  SignalState,
} from './contract.ts'

interface SignalTable {
  id: string
  area_id: number
  kind: SignalKind
  description: string
  place_text: string
  started_on: string | null
  people: number | null
  deaths: number | null
  source: SignalSource
  reported_at: string
  reported_by: string
  reported_by_post: string
  verified_at: string | null
  is_true: boolean | null
  assessed_at: string | null
  likelihood: number | null
  impact: number | null
  closed_at: string | null
  outcome: 'response' | 'closed' | null
  rule_version_id: number
  version: Generated<number>
}

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.signal': SignalTable
    'vx.signal_version': SignalTable & { valid_from: string; valid_to: string | null }
    'vx.signal_step': {
      id: string
      signal_id: string
      area_id: number
      step: SignalPage['steps'][number]['step']
      at: string
      by_name: string
      by_post: string
      note: string | null
    }
    'vx.signal_case': {
      id: string
      signal_id: string
      case_id: string
      area_id: number
      linked_at: string
      linked_by: string
    }
  }
}

/** State of a signal, as SQL over the columns of `s`. */
export const signalState = sql<SignalState>`case
  when s.outcome is not null then s.outcome
  when s.is_true = false then 'not_true'
  when s.assessed_at is not null then 'assessed'
  when s.is_true then 'verified'
  else 'reported' end`

/** Hours of the rule `r` under which the signal `s` was reported; both clocks run from the report. */
const due = (hours: 'verifyHours' | 'assessHours') =>
  sql<string>`s.reported_at + (r.body ->> ${sql.lit(hours)})::int * interval '1 hour'`
export const verifyBy = due('verifyHours')
export const assessBy = due('assessHours')

/** When the step that is next must be done: verification, then assessment, then nothing. */
export const nextDue = sql<string | null>`case
  when s.is_true is null then ${verifyBy} when s.is_true and s.assessed_at is null then ${assessBy} end`

/** The clock of the step that is next, at an instant. */
export function signalClock(now: string) {
  return sql<SignalClock | null>`case
    when ${nextDue} is null then null
    when ${now}::timestamptz > ${nextDue} then 'overdue'
    when ${now}::timestamptz > ${nextDue} - (r.body ->> 'nearHours')::int * interval '1 hour' then 'near_due'
    else 'in_time' end`
}

/** The risk by the matrix of the rule; null before the assessment. */
export const riskOf = sql<RiskLevel | null>`r.body -> 'matrix' -> (s.likelihood - 1) ->> (s.impact - 1)`

/** @param now ISO instant for the clock */
export async function findSignal(db: Tx, id: string, now: string): Promise<Signal | undefined> {
  const r = await db
    .selectFrom('vx.signal as s')
    .innerJoin('platform.rule_version as r', 'r.id', 's.rule_version_id')
    .innerJoin('vx.area as a', 'a.id', 's.area_id')
    .selectAll('s')
    .select(['a.label as area_label', signalState.as('state'), signalClock(now).as('clock')])
    .select([verifyBy.as('verify_by'), assessBy.as('assess_by'), riskOf.as('risk')])
    .where('s.id', '=', id)
    .executeTakeFirst()
  return (
    r && {
      id: r.id,
      areaId: r.area_id,
      areaLabel: r.area_label,
      kind: r.kind,
      description: r.description,
      placeText: r.place_text,
      startedOn: r.started_on,
      people: r.people,
      deaths: r.deaths,
      source: r.source,
      reportedAt: r.reported_at,
      reportedBy: r.reported_by,
      verifiedAt: r.verified_at,
      isTrue: r.is_true,
      assessedAt: r.assessed_at,
      likelihood: r.likelihood,
      impact: r.impact,
      risk: r.risk,
      closedAt: r.closed_at,
      state: r.state,
      clock: r.clock,
      verifyBy: r.verify_by,
      assessBy: r.assess_by,
      version: r.version,
    }
  )
}

/** What was done about a signal, oldest first. */
export async function listSteps(db: Tx, signalId: string): Promise<SignalPage['steps']> {
  const rows = await db
    .selectFrom('vx.signal_step')
    .selectAll()
    .where('signal_id', '=', signalId)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows.map((r) => ({
    id: r.id,
    step: r.step,
    at: r.at,
    byName: r.by_name,
    byPost: r.by_post,
    note: r.note,
  }))
}

/** Cases linked to a signal, first linked first. */
export async function listLinked(db: Tx, signalId: string) {
  return db
    .selectFrom('vx.signal_case')
    .select(['case_id as caseId', 'linked_at as linkedAt'])
    .where('signal_id', '=', signalId)
    .orderBy('linked_at')
    .orderBy('id')
    .execute()
}

/** The rule version that a signal was reported under. */
export async function getSignalRule(db: Tx, signalId: string) {
  const { rows } = await sql<{
    body: unknown
    legalBasis: string
    effectiveFrom: string
    confirmedBy: string | null
  }>`select r.body, r.legal_basis as "legalBasis", r.effective_from as "effectiveFrom", r.confirmed_by as "confirmedBy"
     from platform.rule_version r join vx.signal s on s.rule_version_id = r.id where s.id = ${signalId}`.execute(
    db,
  )
  return rows[0]!
}
