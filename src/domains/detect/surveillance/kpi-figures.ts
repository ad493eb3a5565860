import { sql } from 'kysely'
import { type Figure, type FigureInput, inDays, inWindow, known } from '../../../platform/figures.ts'
import type { Column } from '../../../platform/listing.ts'
import { words } from '../../../platform/words.ts'
import { nameOf, personBehind } from '../../registry/people/index.ts'
import { CLASSIFICATION_WORDS, OUTCOME_WORDS } from './wording.ts'

type Db = Parameters<Figure['rows']>[0]

/** Calendar date of an instant in Asia/Ho_Chi_Minh, as SQL. */
const dateOf = (instant: string) => sql<string>`(${sql.ref(instant)} at time zone 'Asia/Ho_Chi_Minh')::date`

const person: Column[] = [
  { key: 'code', type: 'text', words: words('Mã ca', 'Code'), sortable: true },
  { key: 'full_name', type: 'text', words: words('Họ tên', 'Name'), personal: true },
  { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
]
const onset: Column = { key: 'onset_date', type: 'date', words: words('Khởi phát', 'Onset'), sortable: true }
const confirmedAt: Column = {
  key: 'confirmed_at',
  type: 'datetime',
  words: words('Có kết quả', 'Confirmed'),
  sortable: true,
}

const IN_TIME = {
  in_time: words('Kịp', 'In time'),
  late: words('Trễ', 'Late'),
}
const FAULT_WORDS = {
  before_birth: words('Khởi phát trước ngày sinh', 'Onset before birth'),
  onset_after_result: words('Khởi phát sau ngày có kết quả', 'Onset after the result'),
  outcome_before_onset: words('Kết cục trước khởi phát', 'Outcome before onset'),
  outcome_before_result: words('Khỏi trước ngày có kết quả', 'Recovered before the result'),
}
const STATE_WORDS = { active: words('Chưa có kết cục', 'No outcome yet'), ...OUTCOME_WORDS }

const shared = { unit: words('ca', 'cases'), right: 'case.read', opens: '/cases/{id}' }

function cases(db: Db, input: FigureInput) {
  return db
    .selectFrom(known('vx.case_record', 'c', input))
    .innerJoin('vx.area as a', 'a.id', 'c.area_id')
    .select([
      'c.id',
      'c.area_id',
      'c.code',
      nameOf('c.person_id').as('full_name'),
      'a.label as area',
      'c.onset_date',
      'c.confirmed_at',
    ])
    .where('c.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
}

/** Confirmed cases with the times of their samples: the first one, and the first that turned out positive. */
function sampled(db: Db, input: FigureInput) {
  const labs = sql<{ first: string | null; positive: string | null }>`lateral (
    select min(l.sampled_at) as first, min(l.sampled_at) filter (where l.result = 'positive') as positive
    from ${known('vx.lab_result', 'l', input)} where l.case_id = c.id)`
  return cases(db, input)
    .innerJoin(labs.as('s'), (j) => j.onTrue())
    .where('c.classification', '=', 'confirmed')
    .where(inDays('c.confirmed_at', input))
    .select([
      dateOf('c.confirmed_at').as('day'),
      's.first as first_sample',
      's.positive as positive_sample',
      sql<number | null>`${dateOf('s.first')} - c.onset_date`.as('onset_to_sample'),
      sql<number | null>`round((extract(epoch from c.confirmed_at - s.positive) / 3600)::numeric, 1)`.as(
        'hours_to_result',
      ),
      sql<string | null>`case when c.confirmed_at <= s.positive + interval '24 hours' then 'in_time'
        when s.positive is not null then 'late' end`.as('result24'),
      sql<string | null>`case when ${dateOf('s.first')} - c.onset_date <= 3 then 'in_time'
        when ${dateOf('s.first')} - c.onset_date > 3 then 'late' end`.as('tested3'),
    ])
}

/**
 * The first rule of order that a case breaks. The onset may come after the report (somebody found before they fell
 * ill), and a death before the result; neither is a fault.
 */
const fault = sql<string | null>`case
  when c.onset_date < coalesce(p.birth_date, make_date(p.birth_year, 1, 1)) then 'before_birth'
  when c.onset_date > ${dateOf('c.confirmed_at')} then 'onset_after_result'
  when c.outcome_date < c.onset_date then 'outcome_before_onset'
  when c.outcome = 'recovered' and c.outcome_date < ${dateOf('c.confirmed_at')} then 'outcome_before_result'
  end`

export const sampledCases: Figure = {
  ...shared,
  id: 'cases.sampled',
  axis: 'flow',
  words: words('Ca xác định và lúc lấy mẫu', 'Confirmed cases and when they were sampled'),
  definition: words(
    'Ca xác định theo ngày có kết quả, kèm lúc lấy mẫu đầu tiên và mẫu dương tính đầu tiên. Mỗi ca một dòng, dù lấy bao nhiêu mẫu.',
    'Confirmed cases by day of result, with the time of the first sample and of the first positive one. One row for each case, however many samples.',
  ),
  columns: [
    ...person,
    onset,
    { key: 'first_sample', type: 'datetime', words: words('Lấy mẫu đầu', 'First sample'), sortable: true },
    confirmedAt,
    {
      key: 'onset_to_sample',
      type: 'integer',
      words: words('Khởi phát đến lấy mẫu (ngày)', 'Onset to sample (days)'),
      sortable: true,
    },
    {
      key: 'hours_to_result',
      type: 'number',
      words: words('Lấy mẫu đến kết quả (giờ)', 'Sample to result (hours)'),
      sortable: true,
    },
  ],
  parts: {
    result24: {
      words: words('Kết quả trong 24 giờ từ khi lấy mẫu', 'Result within 24 hours of the sample'),
      values: IN_TIME,
    },
    tested3: {
      words: words('Lấy mẫu trong 3 ngày từ khởi phát', 'Sampled within 3 days of onset'),
      values: IN_TIME,
    },
  },
  rows: (db, input) => sampled(db, input) as never,
}

export const orderedCases: Figure = {
  ...shared,
  id: 'cases.date_order',
  axis: 'flow',
  words: words('Thứ tự các mốc ngày của ca bệnh', 'Order of the dates of cases'),
  definition: words(
    'Ca đã báo trong khoảng thời gian (trừ ca loại trừ). "Cần xem lại": khởi phát trước ngày sinh hoặc sau ngày có kết quả, kết cục trước khởi phát, khỏi trước ngày có kết quả. Thiếu ngày khởi phát là chưa rõ.',
    'Cases reported in the window (discarded ones left out). "To be checked": onset before birth or after the result, outcome before onset, recovery before the result. Without a date of onset it is not known.',
  ),
  columns: [
    ...person,
    {
      key: 'fault',
      type: 'choice',
      words: words('Điểm cần xem', 'What to check'),
      values: FAULT_WORDS,
      sortable: true,
    },
    onset,
    confirmedAt,
    { key: 'outcome_date', type: 'date', words: words('Ngày kết cục', 'Outcome on'), sortable: true },
  ],
  parts: {
    order: {
      words: words('Thứ tự các mốc ngày', 'Order of dates'),
      values: { check: words('Cần xem lại', 'To be checked'), right: words('Đúng thứ tự', 'In order') },
    },
  },
  rows: (db, input) =>
    cases(db, input)
      .leftJoinLateral(personBehind('c.person_id').as('p'), (join) => join.onTrue())
      .where('c.classification', '<>', 'discarded')
      .where(inDays('c.reported_at', input))
      .select([
        dateOf('c.reported_at').as('day'),
        'c.outcome_date',
        fault.as('fault'),
        sql<
          string | null
        >`case when ${fault} is not null then 'check' when c.onset_date is not null then 'right' end`.as(
          'order',
        ),
      ]) as never,
}

export const resolvedCases: Figure = {
  ...shared,
  id: 'cases.resolved',
  axis: 'flow',
  words: words('Ca đã có kết cục', 'Cases with an outcome'),
  definition: words(
    'Ca xác định đã khỏi hoặc tử vong, theo ngày kết cục.',
    'Confirmed cases who recovered or died, by day of the outcome.',
  ),
  columns: [
    ...person,
    confirmedAt,
    {
      key: 'outcome',
      type: 'choice',
      words: words('Kết cục', 'Outcome'),
      values: OUTCOME_WORDS,
      sortable: true,
    },
    { key: 'outcome_date', type: 'date', words: words('Ngày kết cục', 'Outcome on'), sortable: true },
  ],
  parts: { outcome: { words: words('Kết cục', 'Outcome'), values: OUTCOME_WORDS } },
  rows: (db, input) =>
    cases(db, input)
      .where('c.classification', '=', 'confirmed')
      .where(inWindow('c.outcome_date', input))
      .select(['c.outcome_date as day', 'c.outcome', 'c.outcome_date']) as never,
}

export const casesByState: Figure = {
  ...shared,
  id: 'cases.by_state',
  axis: 'stock',
  words: words('Ca xác định và có thể, theo tình trạng', 'Confirmed and probable cases by state'),
  definition: words(
    'Mọi ca xác định và ca có thể đã ghi nhận đến thời điểm xem: chưa có kết cục (đang hoạt động), đã khỏi, tử vong.',
    'Every confirmed or probable case known at the moment asked about: without an outcome (active), recovered, died.',
  ),
  columns: [
    ...person,
    {
      key: 'classification',
      type: 'choice',
      words: words('Phân loại', 'Classification'),
      values: CLASSIFICATION_WORDS,
    },
    confirmedAt,
    {
      key: 'state',
      type: 'choice',
      words: words('Tình trạng', 'State'),
      values: STATE_WORDS,
      sortable: true,
    },
  ],
  parts: { state: { words: words('Tình trạng', 'State'), values: STATE_WORDS } },
  rows: (db, input) =>
    cases(db, input)
      .where('c.classification', 'in', ['confirmed', 'probable'])
      .select([
        sql<string>`(coalesce(c.confirmed_at, c.reported_at) at time zone 'Asia/Ho_Chi_Minh')::date`.as(
          'day',
        ),
        'c.classification',
        sql<string>`coalesce(c.outcome, 'active')`.as('state'),
      ]) as never,
}

export const kpiFigures: Figure[] = [sampledCases, orderedCases, resolvedCases, casesByState]
