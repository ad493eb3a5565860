import { sql } from 'kysely'
import { type Figure, type FigureInput, known } from '../../../platform/figures.ts'
import type { Column } from '../../../platform/listing.ts'
import { words } from '../../../platform/words.ts'
import { nameOf } from '../../registry/people/index.ts'
import { orderState } from './queries.ts'

export const KIND_WORDS = {
  quarantine: words('Cách ly y tế', 'Quarantine'),
  isolation: words('Cách ly điều trị', 'Isolation'),
}
export const EXPOSURE_WORDS = {
  F0: words('F0', 'Case (F0)'),
  F1: words('F1', 'Contact (F1)'),
  F2: words('F2', 'Contact of a contact (F2)'),
  returnee: words('Người về từ vùng dịch', 'Returnee'),
}
export const PLACE_WORDS = {
  home: words('Tại nhà', 'At home'),
  facility: words('Tập trung', 'In a facility'),
}
export const STATE_WORDS = {
  proposed: words('Chờ ký', 'Waiting for signature'),
  active: words('Đang cách ly', 'In force'),
  expired: words('Hết hạn, chờ kết thúc', 'Past its end, not released'),
  released: words('Đã kết thúc', 'Released'),
  cancelled: words('Đã hủy', 'Cancelled'),
}

export const columns: Column[] = [
  { key: 'number_text', type: 'text', words: words('Số quyết định', 'Number'), sortable: true },
  { key: 'kind', type: 'choice', words: words('Biện pháp', 'Measure'), values: KIND_WORDS },
  { key: 'exposure', type: 'choice', words: words('Diện', 'Group'), values: EXPOSURE_WORDS },
  { key: 'full_name', type: 'text', words: words('Họ tên', 'Name'), personal: true },
  { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
  { key: 'place', type: 'choice', words: words('Nơi cách ly', 'Where'), values: PLACE_WORDS },
  { key: 'starts_at', type: 'datetime', words: words('Từ', 'From'), sortable: true },
  { key: 'ends_at', type: 'datetime', words: words('Đến', 'Until'), sortable: true },
  { key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: STATE_WORDS },
]

const shared = {
  unit: words('người', 'people'),
  right: 'order.read',
  opens: '/orders/{id}',
  axis: 'stock' as const,
  columns,
  parts: {
    place: { words: words('Nơi cách ly', 'Where'), values: PLACE_WORDS },
  },
}

/** Signed orders that were not closed, as they were known; `day` is the first day of the order. */
function standing(db: Parameters<Figure['rows']>[0], input: FigureInput) {
  return db
    .selectFrom(known('vx.isolation_order', 'o', input))
    .leftJoin('vx.area as a', 'a.id', 'o.area_id')
    .select([
      'o.id',
      'o.area_id',
      sql<string>`(o.starts_at at time zone 'Asia/Ho_Chi_Minh')::date`.as('day'),
      'o.number_text',
      'o.kind',
      'o.exposure',
      nameOf('o.person_id').as('full_name'),
      'a.label as area',
      'o.place_kind as place',
      'o.starts_at',
      'o.ends_at',
      orderState('o', input.asOf).as('state'),
    ])
    .where('o.issued_at', 'is not', null)
    .where('o.closed_at', 'is', null)
    .where('o.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
}

const active = (db: Parameters<Figure['rows']>[0], input: FigureInput) =>
  standing(db, input).where('o.starts_at', '<=', input.asOf).where('o.ends_at', '>', input.asOf)

export const figures: Figure[] = [
  {
    ...shared,
    id: 'orders.quarantine_active',
    words: words('Đang cách ly y tế', 'In quarantine'),
    definition: words(
      'Người có quyết định cách ly y tế (F1, F2, về từ vùng dịch) đã ký, đã bắt đầu và chưa hết hạn vào thời điểm xem. Không gồm F0.',
      'People under a signed quarantine order (F1, F2, returnees) that has begun and not reached its end at the moment asked about. F0 are not among them.',
    ),
    rows: (db, input) => active(db, input).where('o.kind', '=', 'quarantine') as never,
  },
  {
    ...shared,
    id: 'orders.isolation_active',
    words: words('Đang cách ly điều trị', 'In isolation'),
    definition: words(
      'Người nhiễm hoặc nghi nhiễm có quyết định cách ly điều trị đã ký, đã bắt đầu và chưa hết hạn vào thời điểm xem.',
      'Infected or suspected people under a signed isolation order that has begun and not reached its end at the moment asked about.',
    ),
    rows: (db, input) => active(db, input).where('o.kind', '=', 'isolation') as never,
  },
  {
    ...shared,
    id: 'orders.expiring',
    words: words('Sắp hết hạn cách ly', 'Orders about to end'),
    definition: words(
      'Quyết định đang có hiệu lực sẽ hết hạn trong 24 giờ kể từ thời điểm xem: cần xét nghiệm, rồi kết thúc hoặc gia hạn.',
      'Orders in force that end within 24 hours of the moment asked about: test, then release or extend.',
    ),
    rows: (db, input) =>
      active(db, input).where(
        sql<boolean>`o.ends_at <= ${input.asOf}::timestamptz + interval '24 hours'`,
      ) as never,
  },
  {
    ...shared,
    id: 'orders.overdue_release',
    words: words('Quá hạn chưa kết thúc', 'Past the end, not released'),
    definition: words(
      'Quyết định đã hết hạn mà chưa có quyết định kết thúc vào thời điểm xem.',
      'Orders past their end without a release at the moment asked about.',
    ),
    rows: (db, input) => standing(db, input).where('o.ends_at', '<=', input.asOf) as never,
  },
]
