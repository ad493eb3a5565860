import { sql } from 'kysely'
import { type Figure, type FigureInput, inDays, known } from '../../../platform/figures.ts'
import { words } from '../../../platform/words.ts'
import { nameOf } from '../../registry/people/index.ts'
import {
  caseColumns,
  type Db,
  dateOf,
  IN_TIME,
  inAreas,
  ofCases,
  passOnDays,
  unseenDays,
  YES_NO,
} from './kpi-parts.ts'

const day = dateOf('c.confirmed_at')

/** Confirmed cases by day of result. */
function confirmed(db: Db, input: FigureInput) {
  return db
    .selectFrom(known('vx.case_record', 'c', input))
    .innerJoin('vx.area as a', 'a.id', 'c.area_id')
    .select(['c.id', 'c.area_id', day.as('day'), 'c.code', nameOf('c.person_id').as('full_name')])
    .select(['a.label as area', 'c.confirmed_at', 'c.onset_date'])
    .where('c.classification', '=', 'confirmed')
    .where(inAreas('c.area_id', input))
    .where(inDays('c.confirmed_at', input))
}

interface Listed {
  first_listed: string | null
  last_exposure: string | null
  imported: boolean | null
}

/** When the person of a case was first put on somebody's list, for contacts that may have to do with this illness. */
const listedBefore = (input: FigureInput) => sql<Listed>`lateral (
  select min(x.recorded_at) as first_listed, bool_or(x.import_id is not null) as imported,
    max(x.last_at) filter (where x.recorded_at < c.confirmed_at) as last_exposure
  from ${known('vx.contact', 'x', input)}
  where x.person_id = c.person_id and x.removed_at is null and x.first_at < c.confirmed_at
    and x.last_at > c.confirmed_at - ${passOnDays(input)} * interval '1 day')`

const early = sql<boolean>`coalesce(k.first_listed < c.confirmed_at, false)`
/** An imported list tells whom a case had met, not since when anybody knew. */
const undated = sql<boolean>`(k.first_listed >= c.confirmed_at and k.imported)`

/** Whether a signed order of quarantine held on the day of onset, or of the first positive sample without one. */
function quarantined(input: FigureInput) {
  return sql<string | null>`(select case when m.day is null then null when exists (
      select from ${known('vx.isolation_order', 'o', input)}
      where o.person_id = c.person_id and o.kind = 'quarantine'
        and (greatest(o.starts_at, o.issued_at) at time zone 'Asia/Ho_Chi_Minh')::date <= m.day
        and o.issued_at is not null
        and (o.closed_at is null or ${dateOf('o.closed_at')} >= m.day)) then 'yes' else 'no' end
    from (select coalesce(c.onset_date, (select ${sql`(min(l.sampled_at) at time zone 'Asia/Ho_Chi_Minh')::date`}
      from ${known('vx.lab_result', 'l', input)} where l.case_id = c.id and l.result = 'positive')) as day) m)`
}

export const casesByContact: Figure = {
  ...ofCases,
  id: 'cases.by_contact',
  axis: 'flow',
  words: words('Ca mới và danh sách tiếp xúc', 'New cases and the lists of contacts'),
  definition: words(
    'Ca xác định theo ngày có kết quả, kèm lúc người đó được ghi vào danh sách tiếp xúc lần đầu, ca đã lây và tình trạng theo dõi ngay trước khi có kết quả. Danh sách nhập từ tệp không cho biết ghi lúc nào: chưa rõ.',
    'Confirmed cases by day of result, with when the person was first put on a list of contacts, the case that exposed them, and how monitoring stood just before the result. An imported list does not tell when it was written: not known.',
  ),
  columns: [
    ...caseColumns,
    {
      key: 'first_listed',
      type: 'datetime',
      words: words('Vào danh sách lúc', 'First listed'),
      sortable: true,
    },
    { key: 'last_exposure', type: 'date', words: words('Tiếp xúc cuối', 'Last exposure'), sortable: true },
    { key: 'index_code', type: 'text', words: words('Từ ca', 'Index case'), sortable: true },
  ],
  parts: {
    known: {
      words: words('Đã là người tiếp xúc', 'Known as a contact'),
      values: {
        before: words('Trước khi có kết quả', 'Before the result'),
        after: words('Sau khi có kết quả', 'Only after the result'),
        none: words('Không có trong danh sách', 'On no list'),
      },
    },
    traced: {
      words: words('Tiếp xúc cuối trong 14 ngày', 'Last contact within 14 days'),
      values: YES_NO,
    },
    source: {
      words: words('Nguồn lây', 'Source of infection'),
      values: {
        known: words('Trong chuỗi đã biết', 'In a known chain'),
        unlinked: words('Chưa rõ nguồn lây', 'Unlinked'),
      },
    },
    contact_status: {
      words: words('Tình trạng theo dõi', 'State of monitoring'),
      values: {
        under: words('Đang theo dõi', 'Under follow-up'),
        completed: words('Đã hết theo dõi', 'Follow-up completed'),
        lost: words('Mất dấu', 'Lost'),
        none: words('Không phải người tiếp xúc', 'No contact'),
      },
    },
    quarantined: {
      words: words('Đang cách ly khi phát bệnh', 'In quarantine when falling ill'),
      values: YES_NO,
    },
  },
  rows: (db, input) =>
    confirmed(db, input)
      .leftJoin(known('vx.contact_tier', 't', input), (j) =>
        j
          .onRef('t.person_id', '=', 'c.person_id')
          .on('t.status', '=', 'became_case')
          .on(sql<boolean>`t.ended_on = ${day}`)
          .on(sql<boolean>`t.last_exposure_at > c.confirmed_at - ${passOnDays(input)} * interval '1 day'`),
      )
      .innerJoin(listedBefore(input).as('k'), (j) => j.onTrue())
      .select(['k.first_listed', 't.index_code', dateOf('k.last_exposure').as('last_exposure')])
      .select([
        sql<string | null>`case when ${early} then 'before' when k.first_listed is null then 'none'
          when not ${undated} then 'after' end`.as('known'),
        sql<string | null>`case when ${undated} then null
          when ${day} - ${dateOf('k.last_exposure')} between 0 and 14 then 'yes' else 'no' end`.as('traced'),
        sql<string>`case when t.id is null then 'unlinked' else 'known' end`.as('source'),
        sql<
          string | null
        >`case when ${undated} then null when not ${early} then 'none' when t.id is null then null
          when ${unseenDays('c.person_id', day, input)} >= (select (v.body ->> 'lostAfterDays')::int
            from platform.rule_version v where v.id = t.rule_version_id) then 'lost'
          when ${day} <= t.monitor_until then 'under' else 'completed' end`.as('contact_status'),
        quarantined(input).as('quarantined'),
      ]) as never,
}

interface Response {
  begun: string | null
  contacts: number
  imported: boolean | null
}

/** Whom a case named, and when the first of them was written down. */
const named = (input: FigureInput) => sql<Response>`lateral (
  select min(x.recorded_at) as begun, count(distinct x.person_id)::int as contacts,
    bool_or(x.import_id is not null) as imported
  from ${known('vx.contact', 'x', input)}
  where x.source_person_id = c.person_id and x.removed_at is null
    and x.last_at > c.confirmed_at - ${passOnDays(input)} * interval '1 day'
    and x.first_at < c.confirmed_at + ${passOnDays(input)} * interval '1 day')`

const begun = sql<string | null>`least(k.begun, n.signed_off_at)`
const dayAfter = sql<string>`(c.confirmed_at + interval '24 hours')`
const begunLate = sql<boolean>`(${begun} > ${dayAfter} and not coalesce(k.imported, false))`
const begunInTime = sql<boolean>`${begun} <= ${dayAfter}`

export const casesByResponse: Figure = {
  ...ofCases,
  id: 'cases.by_response',
  axis: 'flow',
  words: words('Ca mới: truy vết và cách ly', 'New cases: tracing and isolation'),
  definition: words(
    'Ca xác định theo ngày có kết quả, kèm lúc bắt đầu truy vết (người tiếp xúc đầu tiên được ghi, hoặc danh sách được xác nhận), lúc cách ly theo quyết định đã ký và số người tiếp xúc đã ghi. Mỗi người tiếp xúc tính một lần.',
    'Confirmed cases by day of result, with when tracing began (the first contact written down, or the list signed off), when they were isolated by a signed order, and how many contacts are listed. Each contact counts once.',
  ),
  columns: [
    ...caseColumns,
    { key: 'onset_date', type: 'date', words: words('Khởi phát', 'Onset'), sortable: true },
    { key: 'begun_at', type: 'datetime', words: words('Bắt đầu truy vết', 'Tracing begun'), sortable: true },
    { key: 'isolated_at', type: 'datetime', words: words('Cách ly từ', 'Isolated'), sortable: true },
    {
      key: 'onset_to_isolation',
      type: 'integer',
      words: words('Khởi phát đến cách ly (ngày)', 'Onset to isolation (days)'),
      sortable: true,
    },
    { key: 'contacts', type: 'integer', words: words('Người tiếp xúc', 'Contacts'), sortable: true },
  ],
  parts: {
    begun24: {
      words: words('Truy vết trong 24 giờ', 'Tracing within 24 hours'),
      values: { ...IN_TIME, none: words('Chưa bắt đầu', 'Not begun') },
    },
    acted24: {
      words: words('Truy vết và cách ly trong 24 giờ', 'Interviewed and isolated within 24 hours'),
      values: IN_TIME,
    },
    interviewed: { words: words('Đã truy vết', 'Interviewed'), values: YES_NO },
    has: { words: words('Có người tiếp xúc', 'With contacts'), values: YES_NO },
    enough: {
      words: words('Số người tiếp xúc', 'How many contacts'),
      values: { few: words('Dưới 5 người', 'Fewer than 5'), enough: words('Từ 5 người', '5 or more') },
    },
  },
  rows: (db, input) =>
    confirmed(db, input)
      .leftJoin(known('vx.contact_list', 'n', input), 'n.id', 'c.id')
      .innerJoin(named(input).as('k'), (j) => j.onTrue())
      .select(['n.isolated_at', 'k.contacts', begun.as('begun_at')])
      .select([
        sql<number | null>`${dateOf('n.isolated_at')} - c.onset_date`.as('onset_to_isolation'),
        sql<string | null>`case when ${begunInTime} then 'in_time' when ${begunLate} then 'late'
          when ${begun} is null then 'none' end`.as('begun24'),
        sql<string | null>`case when ${begunLate} or n.isolated_at > ${dayAfter} then 'late'
          when ${begunInTime} and n.isolated_at is not null then 'in_time' end`.as('acted24'),
        sql<string>`case when ${begun} is null then 'no' else 'yes' end`.as('interviewed'),
        sql<string>`case when k.contacts > 0 then 'yes' else 'no' end`.as('has'),
        sql<string>`case when k.contacts < 5 then 'few' else 'enough' end`.as('enough'),
      ]) as never,
}
