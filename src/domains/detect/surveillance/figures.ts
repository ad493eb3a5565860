import { sql } from 'kysely'
import { type Figure, type FigureInput, inDays, known } from '../../../platform/figures.ts'
import type { Column } from '../../../platform/listing.ts'
import { words } from '../../../platform/words.ts'
import { nameOf } from '../../registry/people/index.ts'
import { CHANNEL_WORDS, CLASSIFICATION_WORDS, DETECTED_WORDS, OUTCOME_WORDS } from './wording.ts'

export const columns: Column[] = [
  { key: 'code', type: 'text', words: words('Mã ca', 'Code'), sortable: true },
  { key: 'full_name', type: 'text', words: words('Họ tên', 'Name'), personal: true },
  { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
  {
    key: 'classification',
    type: 'choice',
    words: words('Phân loại', 'Classification'),
    values: CLASSIFICATION_WORDS,
  },
  {
    key: 'detected_in',
    type: 'choice',
    words: words('Nơi phát hiện', 'Detected in'),
    values: DETECTED_WORDS,
    sortable: true,
  },
  { key: 'onset_date', type: 'date', words: words('Khởi phát', 'Onset'), sortable: true },
  { key: 'confirmed_at', type: 'datetime', words: words('Có kết quả', 'Confirmed'), sortable: true },
  { key: 'outcome', type: 'choice', words: words('Kết cục', 'Outcome'), values: OUTCOME_WORDS },
  { key: 'channel', type: 'choice', words: words('Nguồn báo', 'Channel'), values: CHANNEL_WORDS },
]

export const shared = {
  unit: words('ca', 'cases'),
  right: 'case.read',
  opens: '/cases/{id}',
  columns,
  parts: {
    detected_in: { words: words('Nơi phát hiện', 'Place of detection'), values: DETECTED_WORDS },
    outcome: { words: words('Kết cục', 'Outcome'), values: OUTCOME_WORDS },
    channel: { words: words('Nguồn báo', 'Report channel'), values: CHANNEL_WORDS },
  },
}

/** Cases as they were known, with how they came in; `day` is the day by which a figure counts them. */
export function cases(
  db: Parameters<Figure['rows']>[0],
  input: FigureInput,
  day: 'confirmed_at' | 'reported_at',
) {
  const local = sql<string>`(${sql.ref(`c.${day}`)} at time zone 'Asia/Ho_Chi_Minh')::date`
  return db
    .selectFrom(known('vx.case_record', 'c', input))
    .leftJoin('vx.area as a', 'a.id', 'c.area_id')
    .select([
      'c.id',
      'c.area_id',
      local.as('day'),
      'c.code',
      nameOf('c.person_id').as('full_name'),
      'a.label as area',
      'c.classification',
      'c.detected_in',
      'c.onset_date',
      'c.confirmed_at',
      'c.outcome',
      // Looked up for the rows that are shown; whoever counts them does not need it.
      sql<
        string | null
      >`(select f.channel from ${known('vx.case_file', 'f', input)} where f.id = c.id limit 1)`.as('channel'),
    ])
    .where('c.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
    .where(inDays(`c.${day}`, input))
}

export const figures: Figure[] = [
  {
    ...shared,
    id: 'cases.confirmed',
    axis: 'flow',
    words: words('Ca xác định', 'Confirmed cases'),
    definition: words(
      'Ca bệnh xác định có ngày kết quả trong khoảng thời gian, theo những gì đã ghi nhận đến thời điểm xem. Nơi phát hiện chưa rõ được giữ ở dòng "chưa phân loại".',
      'Confirmed cases whose day of result lies in the window, as recorded by the moment asked about. A place of detection not yet known stays in the row "not yet classified".',
    ),
    rows: (db, input) =>
      cases(db, input, 'confirmed_at').where('c.classification', '=', 'confirmed') as never,
  },
  {
    ...shared,
    id: 'cases.community',
    axis: 'flow',
    words: words('Ca cộng đồng', 'Community cases'),
    definition: words(
      'Ca xác định phát hiện trong cộng đồng, theo ngày có kết quả.',
      'Confirmed cases detected in the community, by day of result.',
    ),
    rows: (db, input) =>
      cases(db, input, 'confirmed_at')
        .where('c.classification', '=', 'confirmed')
        .where('c.detected_in', '=', 'community') as never,
  },
  {
    ...shared,
    id: 'cases.unclassified',
    axis: 'flow',
    words: words('Ca chưa phân loại nơi phát hiện', 'Cases with place of detection not classified'),
    definition: words(
      'Ca xác định chưa ghi nơi phát hiện; cần phân loại trước khi báo cáo.',
      'Confirmed cases without a place of detection; to be classified before reporting.',
    ),
    rows: (db, input) =>
      cases(db, input, 'confirmed_at')
        .where('c.classification', '=', 'confirmed')
        .where('c.detected_in', 'is', null) as never,
  },
  {
    ...shared,
    id: 'cases.suspected',
    axis: 'stock',
    words: words('Ca nghi ngờ đang chờ', 'Suspected cases waiting'),
    definition: words(
      'Ca nghi ngờ hoặc có thể, chưa xác định và chưa loại trừ.',
      'Suspected or probable cases, neither confirmed nor discarded yet.',
    ),
    rows: (db, input) =>
      cases(db, input, 'reported_at').where('c.classification', 'in', ['suspected', 'probable']) as never,
  },
  {
    ...shared,
    id: 'cases.deaths',
    axis: 'flow',
    words: words('Tử vong', 'Deaths'),
    definition: words(
      'Ca xác định có kết cục tử vong, theo ngày có kết quả.',
      'Confirmed cases who died, by day of result.',
    ),
    rows: (db, input) =>
      cases(db, input, 'confirmed_at')
        .where('c.classification', '=', 'confirmed')
        .where('c.outcome', '=', 'died') as never,
  },
]
