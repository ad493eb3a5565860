import { sql } from 'kysely'
import type { Figure } from '../../../platform/figures.ts'
import { words } from '../../../platform/words.ts'
import { CASE_COLUMNS, type CaseDay, casesByDay } from '../surveillance/index.ts'

export const DISEASE_WORDS = {
  'covid-19': words('Covid-19', 'Covid-19'),
  dengue: words('Sốt xuất huyết Dengue', 'Dengue'),
  'hand-foot-mouth': words('Tay chân miệng', 'Hand, foot and mouth disease'),
  measles: words('Sởi', 'Measles'),
  mers: words('MERS-CoV', 'MERS-CoV'),
  other: words('Bệnh truyền nhiễm khác', 'Other notifiable disease'),
}

const shared = {
  axis: 'flow' as const,
  unit: words('ca', 'cases'),
  right: 'case.read',
  opens: '/cases/{id}',
  columns: [
    ...CASE_COLUMNS.slice(0, 3),
    { key: 'disease', type: 'choice' as const, words: words('Bệnh', 'Disease'), values: DISEASE_WORDS },
    ...CASE_COLUMNS.slice(3),
  ],
  parts: { disease: { words: words('Bệnh', 'Disease'), values: DISEASE_WORDS } },
}

const by =
  (day: CaseDay): Figure['rows'] =>
  (db, input) =>
    casesByDay(db, input, day) as never

export const figures: Figure[] = [
  {
    ...shared,
    id: 'cases.by_report',
    words: words('Ca theo ngày báo', 'Cases by day of report'),
    definition: words(
      'Mọi ca chưa bị loại trừ (nghi ngờ, có thể, xác định), tính vào ngày ca được báo lần đầu. Cảnh báo sớm và hệ số lây dùng con số này, vì ngày báo đã qua thì không tăng thêm.',
      'Every case not discarded (suspected, probable, confirmed), counted on the day it was first reported. Early warning and R use this number: a day of report that is over does not fill up later.',
    ),
    rows: by('reported_at'),
  },
  {
    ...shared,
    id: 'cases.by_onset',
    words: words('Ca theo ngày khởi phát', 'Cases by day of onset'),
    definition: words(
      'Mọi ca chưa bị loại trừ có ngày khởi phát, tính vào ngày đó. Những ngày gần đây còn tăng khi ca được báo về.',
      'Every case not discarded whose onset is known, counted on that day. Recent days fill up as cases are reported.',
    ),
    rows: by('onset_date'),
  },
  {
    ...shared,
    id: 'cases.by_result',
    words: words('Ca xác định theo ngày kết quả', 'Confirmed cases by day of result'),
    definition: words(
      'Ca xác định của từng bệnh, tính vào ngày có kết quả.',
      'Confirmed cases of each disease, counted on the day of the result.',
    ),
    rows: (db, input) =>
      casesByDay(db, input, 'confirmed_at').where('c.classification', '=', 'confirmed') as never,
  },
  {
    ...shared,
    id: 'cases.without_onset',
    words: words('Ca chưa có ngày khởi phát', 'Cases without a day of onset'),
    definition: words(
      'Ca chưa bị loại trừ mà chưa ghi ngày khởi phát, theo ngày báo. Các ca này không có trong đường cong theo khởi phát.',
      'Cases not discarded without an onset, by day of report. They are missing from the curve by onset.',
    ),
    rows: (db, input) => casesByDay(db, input, 'reported_at').where('c.onset_date', 'is', null) as never,
  },
  {
    ...shared,
    id: 'cases.without_place',
    words: words('Ca chưa rõ nơi phát hiện', 'Cases without a place of detection'),
    definition: words(
      'Ca chưa bị loại trừ mà chưa ghi nơi phát hiện, theo ngày báo. Ca nhập cảnh lẫn trong số này làm hệ số lây cao hơn thực tế.',
      'Cases not discarded without a place of detection, by day of report. Imported cases among them make R too high.',
    ),
    rows: (db, input) => casesByDay(db, input, 'reported_at').where('c.detected_in', 'is', null) as never,
  },
  {
    ...shared,
    id: 'cases.repeated',
    words: words('Ca có thể trùng', 'Cases that may be counted twice'),
    definition: words(
      'Ca của người đã có một ca khác cùng bệnh, chưa bị loại trừ, báo trong 90 ngày trước đó.',
      'Cases of a person who has another case of the same disease, not discarded, reported in the 90 days before.',
    ),
    rows: (db, input) => {
      const others = casesByDay(db, { ...input, from: undefined, to: undefined }, 'reported_at').as('o')
      return casesByDay(db, input, 'reported_at').where(
        sql<boolean>`exists (select from ${others} where o.person_id = c.person_id and o.disease = c.disease and o.id <> c.id
          and (o.reported_at, o.id) < (c.reported_at, c.id) and o.reported_at > c.reported_at - interval '90 days')`,
      ) as never
    },
  },
]
