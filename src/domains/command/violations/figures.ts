import { sql } from 'kysely'
import { type Figure, type FigureInput, inDays, known } from '../../../platform/figures.ts'
import type { Indicator } from '../../../platform/indicators.ts'
import type { Column } from '../../../platform/listing.ts'
import { words } from '../../../platform/words.ts'
import { SETTING_WORDS } from './measures/contract.ts'
import { actOf } from './queries.ts'

export const OFFENDER_WORDS = {
  person: words('Người trong sổ', 'Person of the register'),
  organisation: words('Cơ quan, doanh nghiệp', 'Organisation'),
  outsider: words('Người từ nơi khác', 'Somebody from elsewhere'),
}

export const STATE_WORDS = {
  recorded: words('Chờ quyết định', 'To be decided'),
  expired: words('Hết thời hiệu', 'Expired'),
  decided: words('Đã quyết định', 'Decided'),
  unpaid: words('Quá hạn nộp phạt', 'Not paid in time'),
  appealed: words('Đang khiếu nại', 'Under appeal'),
  paid: words('Đã nộp phạt', 'Paid'),
  cancelled: words('Đã huỷ', 'Cancelled'),
}

export const columns: Column[] = [
  { key: 'act_words', type: 'text', words: words('Hành vi', 'Act') },
  { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
  { key: 'offender', type: 'choice', words: words('Ai vi phạm', 'Offender'), values: OFFENDER_WORDS },
  {
    key: 'setting',
    type: 'choice',
    words: words('Loại địa điểm', 'Kind of place'),
    values: SETTING_WORDS,
  },
  { key: 'happened_at', type: 'datetime', words: words('Xảy ra lúc', 'Happened'), sortable: true },
  { key: 'number_text', type: 'text', words: words('Quyết định số', 'Decision'), sortable: true },
  { key: 'amount', type: 'integer', words: words('Tiền phạt (đồng)', 'Fine (đồng)'), sortable: true },
]

function rows(db: Parameters<Figure['rows']>[0], input: FigureInput, at: 'recorded_at' | 'decided_at') {
  return db
    .selectFrom(known('vx.violation', 'v', input))
    .innerJoin('vx.area as a', 'a.id', 'v.area_id')
    .select(['v.id', 'v.area_id', 'a.label as area', 'v.source as offender', 'v.setting', 'v.happened_at'])
    .select(['v.number_text', sql<number>`v.amount::float8`.as('amount'), actOf('v', 'vi').as('act_words')])
    .select(sql<string>`(${sql.ref(`v.${at}`)} at time zone 'Asia/Ho_Chi_Minh')::date`.as('day'))
    .where('v.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
    .where(`v.${at}`, 'is not', null)
    .where(inDays(`v.${at}`, input)) as never
}

const shared = {
  unit: words('vi phạm', 'violations'),
  right: 'violation.read',
  opens: '/violations/{id}',
  axis: 'flow' as const,
  columns,
  parts: {
    offender: { words: words('Ai vi phạm', 'Offender'), values: OFFENDER_WORDS },
    setting: { words: words('Loại địa điểm', 'Kind of place'), values: SETTING_WORDS },
  },
}

const decided: Figure = {
  ...shared,
  id: 'violations.decided',
  words: words('Vi phạm đã xử phạt', 'Violations fined'),
  definition: words(
    'Vi phạm có quyết định xử phạt ký trong khoảng, kể cả quyết định sau đó bị huỷ khi giải quyết khiếu nại.',
    'Violations whose decision was signed in the window, also those cancelled on appeal later.',
  ),
  rows: (db, input) => rows(db, input, 'decided_at'),
}

export const figures: Figure[] = [
  {
    ...shared,
    id: 'violations.recorded',
    words: words('Vi phạm đã ghi nhận', 'Violations recorded'),
    definition: words(
      'Vi phạm quy định phòng, chống dịch được ghi nhận trong khoảng, theo lúc ghi.',
      'Violations of the rules against the epidemic recorded in the window, by when they were recorded.',
    ),
    rows: (db, input) => rows(db, input, 'recorded_at'),
  },
  decided,
]

export const indicators: Indicator[] = [
  {
    id: 'violations.fine',
    group: 'quality',
    kind: 'distribution',
    words: words('Mức phạt', 'Fine'),
    formula: words(
      'Trung vị tiền phạt của các quyết định xử phạt ký trong khoảng thời gian. Tổng tiền phạt ở trang Vi phạm.',
      'Median fine of the decisions signed in the window. Their sum stands on the page of violations.',
    ),
    better: null,
    figure: decided,
    column: 'amount',
    unit: words('đồng', 'đồng'),
    lag: { days: 0, words: words('Tính đến hôm nay.', 'Up to today.') },
  },
]
