import { sql } from 'kysely'
import { localDate } from '../../../platform/clock.ts'
import type { Register } from '../../../platform/registers.ts'
import { words } from '../../../platform/words.ts'
import { nameOf } from '../../registry/people/index.ts'
import { checkColumns, contactColumns, lastExposureDay, tierText } from './figures.ts'
import { OUTCOME_WORDS, STATUS_WORDS, TIER_WORDS } from './wording.ts'

const searched = (person: string, search: string) =>
  sql<boolean>`${sql.ref(person)} in (select vx.search_people(${search}, 10000))`

/** Of the day on which somebody last looked after a contact; not joined, so that counting the contacts does not ask. */
const lastCheck = (column: 'due_on' | 'outcome') =>
  sql<string | null>`(select x.${sql.ref(column)} from vx.followup x where x.person_id = t.person_id
    and x.checked_at is not null order by x.due_on desc limit 1)`

const contacts: Register = {
  id: 'contacts',
  words: words('Người tiếp xúc', 'Contacts'),
  right: 'contact.read',
  opens: '/people/{person_id}',
  columns: [
    ...contactColumns,
    { key: 'days_left', type: 'integer', words: words('Còn (ngày)', 'Days left'), sortable: true },
    { key: 'last_check', type: 'date', words: words('Gặp lần cuối', 'Last check'), sortable: true },
    {
      key: 'last_outcome',
      type: 'choice',
      words: words('Kết quả lần cuối', 'Last outcome'),
      values: OUTCOME_WORDS,
    },
  ],
  filters: [
    { key: 'tier', type: 'choice', words: words('Tầng', 'Tier'), values: TIER_WORDS },
    { key: 'status', type: 'choice', words: words('Tình trạng', 'Status'), values: STATUS_WORDS },
    {
      key: 'to_receive',
      type: 'boolean',
      words: words('Bàn giao chưa nhận', 'Handed over, not received'),
    },
  ],
  sort: { key: 'monitor_until', desc: true },
  query(db, input) {
    const today = localDate(input.now)
    const f = input.filters
    let q = db
      .selectFrom('vx.contact_tier as t')
      .leftJoin('vx.area as a', 'a.id', 't.area_id')
      .select([
        't.id',
        't.person_id',
        nameOf('t.person_id').as('full_name'),
        'a.label as area',
        tierText.as('tier'),
        't.index_code',
        lastExposureDay.as('last_exposure'),
        't.monitor_until',
        't.status',
        sql<
          number | null
        >`case when t.status in ('monitoring','lost') then greatest(t.monitor_until - ${today}::date, 0) end`.as(
          'days_left',
        ),
        lastCheck('due_on').as('last_check'),
        lastCheck('outcome').as('last_outcome'),
      ])
      .where('t.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
    if (f.tier) q = q.where('t.tier', '=', Number(f.tier))
    if (f.status) q = q.where('t.status', '=', f.status as 'lost')
    if (f.to_receive === 'true') {
      q = q.where(
        sql<boolean>`exists (select from vx.contact c where c.person_id = t.person_id
          and c.handed_over_at is not null and c.received_at is null and c.removed_at is null)`,
      )
    }
    if (input.search) {
      q = q.where(
        sql<boolean>`(t.index_code ilike '%' || ${input.search} || '%' or ${searched('t.person_id', input.search)})`,
      )
    }
    return q as never
  },
}

const today: Register = {
  id: 'followups-today',
  words: words('Theo dõi hôm nay', 'Checks due today'),
  right: 'followup.read',
  opens: '/people/{person_id}',
  columns: checkColumns,
  filters: [
    { key: 'tier', type: 'choice', words: words('Tầng', 'Tier'), values: TIER_WORDS },
    {
      key: 'outcome',
      type: 'choice',
      words: words('Kết quả', 'Outcome'),
      values: { none: words('Chưa gặp', 'Not seen yet'), ...OUTCOME_WORDS },
    },
  ],
  sort: { key: 'area', desc: false },
  query(db, input) {
    const f = input.filters
    let q = db
      .selectFrom('vx.followup as f')
      .leftJoin('vx.area as a', 'a.id', 'f.area_id')
      .innerJoin('vx.contact_tier as t', 't.person_id', 'f.person_id')
      .select([
        'f.id',
        'f.person_id',
        nameOf('f.person_id').as('full_name'),
        'a.label as area',
        tierText.as('tier'),
        't.index_code',
      ])
      .select(['f.due_on', 'f.outcome', 'f.temperature', 'f.by_name'])
      .where('f.due_on', '=', localDate(input.now))
      .where('f.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
    if (f.tier) q = q.where('t.tier', '=', Number(f.tier))
    if (f.outcome === 'none') q = q.where('f.outcome', 'is', null)
    else if (f.outcome) q = q.where('f.outcome', '=', f.outcome as 'normal')
    if (input.search) q = q.where(searched('f.person_id', input.search))
    return q as never
  },
}

export const registers: Register[] = [contacts, today]
