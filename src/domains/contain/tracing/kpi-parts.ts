import { type RawBuilder, sql } from 'kysely'
import { localDate } from '../../../platform/clock.ts'
import { type Figure, type FigureInput, known } from '../../../platform/figures.ts'
import type { Column } from '../../../platform/listing.ts'
import { words } from '../../../platform/words.ts'

export type Db = Parameters<Figure['rows']>[0]

/** Calendar date of an instant in Asia/Ho_Chi_Minh, as SQL. */
export const dateOf = (instant: string) =>
  sql<string>`(${sql.ref(instant)} at time zone 'Asia/Ho_Chi_Minh')::date`

export const inAreas = (column: string, input: FigureInput) =>
  sql<boolean>`${sql.ref(column)} = any(${input.areaIds}::int[])`

/** Days within which a contact may have to do with an illness (rule tracing.window, in force at the moment asked about). */
export const passOnDays = (input: FigureInput) => sql`(select (w.body ->> 'passOnDays')::int
  from platform.rule_version w where w.key = 'tracing.window'
  order by w.effective_from <= ${localDate(input.asOf)}::date desc, w.effective_from desc limit 1)`

/** Days for which a close contact is monitored (rule tracing.followup, in force at the moment asked about). */
export const followupDays = (input: FigureInput) => sql`(select (w.tier ->> 'days')::int
  from (select v.effective_from, jsonb_array_elements(v.body -> 'tiers') as tier from platform.rule_version v
    where v.key = 'tracing.followup') w where (w.tier ->> 'tier')::int = 1
  order by w.effective_from <= ${localDate(input.asOf)}::date desc, w.effective_from desc limit 1)`

/**
 * Due days one after another before a date since the person was last seen: a day on which nobody came, or found nobody,
 * counts; seen once in between, the count begins anew. The last 60 days are looked at.
 */
export function unseenDays(person: string, before: RawBuilder<string>, input: FigureInput) {
  return sql<number>`(select count(*) from (
    select f.due_on, max(f.due_on) filter (where f.outcome in ('normal', 'symptoms')) over () as seen
    from ${known('vx.followup', 'f', input)}
    where f.person_id = ${sql.ref(person)} and f.due_on < ${before} and f.due_on >= ${before} - 60) u
    where u.seen is null or u.due_on > u.seen)`
}

export const caseColumns: Column[] = [
  { key: 'code', type: 'text', words: words('Mã ca', 'Code'), sortable: true },
  { key: 'full_name', type: 'text', words: words('Họ tên', 'Name'), personal: true },
  { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
  {
    key: 'confirmed_at',
    type: 'datetime',
    words: words('Có kết quả', 'Confirmed'),
    sortable: true,
  },
]

export const ofCases = { unit: words('ca', 'cases'), right: 'case.read', opens: '/cases/{id}' }

export const YES_NO = { yes: words('Có', 'Yes'), no: words('Không', 'No') }
export const IN_TIME = { in_time: words('Kịp', 'In time'), late: words('Trễ', 'Late') }
