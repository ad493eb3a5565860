import { sql } from 'kysely'
import { type Figure, type FigureInput, inDays, known } from '../../../platform/figures.ts'
import type { Column } from '../../../platform/listing.ts'
import { words } from '../../../platform/words.ts'
import { assessBy, nextDue, riskOf, signalClock, signalState, verifyBy } from './queries.ts'

export const KIND_WORDS = {
  fever_cluster: words('Nhiều người sốt', 'Cluster of fever'),
  cough_cluster: words('Nhiều người ho, khó thở', 'Cluster of cough, breathlessness'),
  rash_cluster: words('Nhiều người phát ban', 'Cluster of rash'),
  diarrhoea_cluster: words('Nhiều người tiêu chảy', 'Cluster of diarrhoea'),
  sudden_death: words('Chết đột ngột chưa rõ nguyên nhân', 'Sudden unexplained death'),
  animal_deaths: words('Vật nuôi chết hàng loạt', 'Mass death of animals'),
  absence: words('Nghỉ học, nghỉ làm bất thường', 'Unusual absence from school or work'),
  returnees: words('Người về từ vùng dịch chưa khai báo', 'Returnees who did not declare'),
  other: words('Việc bất thường khác', 'Other unusual event'),
}

export const SOURCE_WORDS = {
  community: words('Cộng đồng', 'Community'),
  facility: words('Cơ sở y tế', 'Health facility'),
  school: words('Trường học', 'School'),
  workplace: words('Nơi làm việc', 'Workplace'),
  media: words('Báo chí, mạng xã hội', 'Press, social media'),
  other: words('Khác', 'Other'),
}

export const STATE_WORDS = {
  reported: words('Chờ xác minh', 'To be verified'),
  verified: words('Đúng, chờ đánh giá', 'True, to be assessed'),
  not_true: words('Không đúng', 'Not true'),
  assessed: words('Đã đánh giá, chờ kết luận', 'Assessed, to be concluded'),
  response: words('Đã mở xử lý', 'Response opened'),
  closed: words('Đã đóng', 'Closed'),
}

export const CLOCK_WORDS = {
  in_time: words('Còn hạn', 'In time'),
  near_due: words('Sắp hết hạn', 'Near due'),
  overdue: words('Quá hạn', 'Overdue'),
}

export const RISK_WORDS = {
  low: words('Thấp', 'Low'),
  moderate: words('Trung bình', 'Moderate'),
  high: words('Cao', 'High'),
  very_high: words('Rất cao', 'Very high'),
}

export const columns: Column[] = [
  { key: 'kind', type: 'choice', words: words('Tín hiệu', 'Signal'), values: KIND_WORDS, sortable: true },
  { key: 'place_text', type: 'text', words: words('Nơi xảy ra', 'Place') },
  { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
  { key: 'reported_at', type: 'datetime', words: words('Báo lúc', 'Reported'), sortable: true },
  { key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: STATE_WORDS },
  { key: 'due_at', type: 'datetime', words: words('Hạn bước tới', 'Next step by'), sortable: true },
  { key: 'clock', type: 'choice', words: words('Thời hạn', 'Clock'), values: CLOCK_WORDS },
  { key: 'risk', type: 'choice', words: words('Nguy cơ', 'Risk'), values: RISK_WORDS },
]

const shared = {
  unit: words('tín hiệu', 'signals'),
  right: 'signal.read',
  opens: '/signals/{id}',
  columns,
  parts: {
    kind: { words: words('Loại tín hiệu', 'Kind'), values: KIND_WORDS },
    state: { words: words('Tình trạng', 'State'), values: STATE_WORDS },
    source: { words: words('Nguồn', 'Source'), values: SOURCE_WORDS },
  },
}

/** Signals as they were known; the day is that of the report. */
function signals(db: Parameters<Figure['rows']>[0], input: FigureInput) {
  return db
    .selectFrom(known('vx.signal', 's', input))
    .innerJoin('platform.rule_version as r', 'r.id', 's.rule_version_id')
    .innerJoin('vx.area as a', 'a.id', 's.area_id')
    .select(['s.id', 's.area_id', 's.kind', 's.place_text', 's.source', 's.reported_at', 'a.label as area'])
    .select([
      sql<string>`(s.reported_at at time zone 'Asia/Ho_Chi_Minh')::date`.as('day'),
      signalState.as('state'),
      nextDue.as('due_at'),
      signalClock(input.asOf).as('clock'),
      riskOf.as('risk'),
    ])
    .where('s.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
}

export const figures: Figure[] = [
  {
    ...shared,
    id: 'signals.open',
    axis: 'stock',
    words: words('Tín hiệu đang xử lý', 'Open signals'),
    definition: words(
      'Tín hiệu chưa kết luận và không bị xác minh là không đúng, vào thời điểm xem.',
      'Signals neither concluded nor found to be untrue at the moment asked about.',
    ),
    rows: (db, input) =>
      signals(db, input)
        .where('s.closed_at', 'is', null)
        .where(sql<boolean>`s.is_true is not false`) as never,
  },
  {
    ...shared,
    id: 'signals.verify_overdue',
    axis: 'stock',
    words: words('Tín hiệu quá hạn xác minh', 'Signals overdue for verification'),
    definition: words(
      'Tín hiệu chưa xác minh mà hạn xác minh (24 giờ từ khi báo) đã qua vào thời điểm xem.',
      'Signals not verified whose 24 hours from the report had passed at the moment asked about.',
    ),
    rows: (db, input) =>
      signals(db, input)
        .where('s.verified_at', 'is', null)
        .where(sql<boolean>`${verifyBy} < ${input.asOf}::timestamptz`) as never,
  },
  {
    ...shared,
    id: 'signals.assess_overdue',
    axis: 'stock',
    words: words('Tín hiệu quá hạn đánh giá nguy cơ', 'Signals overdue for risk assessment'),
    definition: words(
      'Tín hiệu đã xác minh là đúng, chưa đánh giá, mà hạn đánh giá (48 giờ từ khi báo) đã qua.',
      'Signals found true and not assessed whose 48 hours from the report had passed.',
    ),
    rows: (db, input) =>
      signals(db, input)
        .where('s.is_true', '=', true)
        .where('s.assessed_at', 'is', null)
        .where(sql<boolean>`${assessBy} < ${input.asOf}::timestamptz`) as never,
  },
  {
    ...shared,
    id: 'signals.reported',
    axis: 'flow',
    words: words('Tín hiệu đã báo', 'Signals reported'),
    definition: words(
      'Mọi tín hiệu báo trong khoảng thời gian, kể cả những tín hiệu sau đó không đúng.',
      'All signals reported in the window, those found untrue later included.',
    ),
    rows: (db, input) => signals(db, input).where(inDays('s.reported_at', input)) as never,
  },
]
