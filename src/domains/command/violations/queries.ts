import { type Generated, sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import { nameOf } from '../../registry/people/index.ts'
import type { Violation, ViolationState } from './contract.ts'
import type { Setting } from './measures/contract.ts'

interface ViolationTable {
  id: string
  area_id: number
  person_id: string | null
  organisation_id: string | null
  offender_name: string | null
  offender_address: string | null
  source: Generated<Violation['offender']>
  act: string
  rule_version_id: number
  happened_at: string
  place_text: string
  evidence: string
  recorded_at: string
  recorded_by: string
  recorded_post: string
  decided_at: Generated<string | null>
  decided_by: Generated<string | null>
  decided_post: Generated<string | null>
  issuer_area_id: Generated<number | null>
  number_year: Generated<number | null>
  number_text: Generated<string | null>
  amount: Generated<number | null>
  measures: Generated<string | null>
  pay_until: Generated<string | null>
  paid_on: Generated<string | null>
  receipt: Generated<string | null>
  appealed_on: Generated<string | null>
  appeal_said: Generated<string | null>
  appeal_outcome: Generated<'upheld' | 'cancelled' | null>
  appeal_closed_at: Generated<string | null>
  appeal_closed_by: Generated<string | null>
  appeal_answer: Generated<string | null>
  version: Generated<number>
  setting: Setting | null
  measure: string | null
  measure_rule_id: number | null
  place_measure_id: string | null
}

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.violation': ViolationTable
    'vx.violation_version': ViolationTable & { valid_from: string; valid_to: string | null }
  }
}

/** The last day on which `alias` may be decided, by the rule it was recorded under. */
const decideUntil = (
  alias: string,
) => sql<string>`((${sql.ref(`${alias}.happened_at`)} at time zone 'Asia/Ho_Chi_Minh')::date
  + (select (r.body ->> 'limitDays')::int from platform.rule_version r where r.id = ${sql.ref(`${alias}.rule_version_id`)}))`

/** State on a calendar date, as SQL over the columns of `alias`. */
export function violationState(alias: string, today: string) {
  const c = (name: string) => sql.ref(`${alias}.${name}`)
  return sql<ViolationState>`case when ${c('appeal_outcome')} = 'cancelled' then 'cancelled'
    when ${c('appealed_on')} is not null and ${c('appeal_outcome')} is null then 'appealed'
    when ${c('paid_on')} is not null then 'paid'
    when ${c('decided_at')} is not null then case when ${c('pay_until')} < ${today}::date then 'unpaid' else 'decided' end
    when ${decideUntil(alias)} < ${today}::date then 'expired' else 'recorded' end`
}

/** The words of the act of `alias` in the rule it was recorded under. */
export const actOf = (alias: string, lang: 'vi' | 'en') => sql<string | null>`(select a ->> ${sql.lit(lang)}
  from platform.rule_version r, jsonb_array_elements(r.body -> 'acts') a
  where r.id = ${sql.ref(`${alias}.rule_version_id`)} and a ->> 'code' = ${sql.ref(`${alias}.act`)})`

export type Row = Awaited<ReturnType<typeof findViolation>>

export function findViolation(db: Tx, id: string, today: string) {
  return db
    .selectFrom('vx.violation as v')
    .innerJoin('vx.area as a', 'a.id', 'v.area_id')
    .leftJoin('vx.organisation as o', 'o.id', 'v.organisation_id')
    .selectAll('v')
    .select(['a.label as area_label', 'o.name as organisation', nameOf('v.person_id').as('person')])
    .select(violationState('v', today).as('state'))
    .select(decideUntil('v').as('decide_until'))
    .where('v.id', '=', id)
    .executeTakeFirst()
}
