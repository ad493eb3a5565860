import { sql } from 'kysely'
import { type Figure, inDays, known } from '../../../platform/figures.ts'
import { words } from '../../../platform/words.ts'
import { nameOf } from '../../registry/people/index.ts'
import type { ListTable } from './tables.ts'

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.contact_list_version': ListTable & { valid_from: string; valid_to: string | null }
  }
}

const day = (column: string) => sql<string>`(${sql.ref(column)} at time zone 'Asia/Ho_Chi_Minh')::date`

/** How lists grow and how fast hand-overs are received (QĐ 5053/QĐ-BYT: partial lists go to the coordinator as found). */
export const listFigures: Figure[] = [
  {
    id: 'contacts.lists_growing',
    unit: words('danh sách', 'lists'),
    right: 'contact.read',
    opens: '/cases/{id}',
    axis: 'stock',
    words: words('Danh sách tiếp xúc đang lập', 'Lists of contacts being made'),
    definition: words(
      'Ca bệnh xác định mà danh sách tiếp xúc chưa được xác nhận là đủ vào thời điểm xem, kèm số lần tiếp xúc đã ghi đến lúc đó; ai phụ trách cũng thấy ngay khi có người được thêm.',
      'Confirmed cases whose list of contacts was not signed off at the moment asked about, with the contacts entered by then; whoever coordinates sees each as it is added.',
    ),
    parts: {},
    columns: [
      { key: 'code', type: 'text', words: words('Ca bệnh', 'Case'), sortable: true },
      { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
      { key: 'confirmed_at', type: 'datetime', words: words('Có kết quả', 'Result'), sortable: true },
      { key: 'contacts', type: 'integer', words: words('Đã ghi', 'Entered so far'), sortable: true },
      { key: 'last_added', type: 'datetime', words: words('Thêm gần nhất', 'Last added'), sortable: true },
    ],
    rows: (db, input) =>
      db
        .selectFrom(known('vx.case_record', 'c', input))
        .innerJoin('vx.area as a', 'a.id', 'c.area_id')
        .leftJoin(known('vx.contact_list', 'l', input), (j) => j.onRef('l.id', '=', 'c.id'))
        .leftJoinLateral(
          (eb) =>
            eb
              .selectFrom(known('vx.contact', 'k', input))
              .select([
                sql<number>`count(*)`.as('contacts'),
                sql<string>`max(k.recorded_at)`.as('last_added'),
              ])
              .where(sql<boolean>`(k.source_person_id = c.person_id or k.person_id = c.person_id)`)
              .where('k.recorded_at', '<=', input.asOf)
              .where('k.removed_at', 'is', null)
              .as('k'),
          (j) => j.onTrue(),
        )
        .select(['c.id', 'c.area_id', 'c.code', 'a.label as area', 'c.confirmed_at'])
        .select(['k.contacts', 'k.last_added', day('c.confirmed_at').as('day')])
        .where('c.classification', '=', 'confirmed')
        .where('l.signed_off_at', 'is', null)
        .where('c.area_id', '=', sql<number>`any(${input.areaIds}::int[])`) as never,
  },
  {
    id: 'contacts.handover_received',
    unit: words('bàn giao', 'hand-overs'),
    right: 'contact.read',
    opens: '/people/{person_id}',
    axis: 'flow',
    words: words('Bàn giao đã nhận', 'Hand-overs received'),
    definition: words(
      'Người tiếp xúc phường khác bàn giao đến và đã được nhận trong khoảng thời gian, theo ngày nhận; kèm số giờ từ lúc bàn giao đến lúc nhận, chia theo trong 24 giờ hay muộn hơn.',
      'Contacts handed over by another ward and received in the window, by day of receipt; with the hours from the hand-over to the receipt, within 24 hours or later.',
    ),
    parts: {
      speed: {
        words: words('Nhanh hay chậm', 'How fast'),
        values: {
          within_day: words('Trong 24 giờ', 'Within 24 hours'),
          later: words('Muộn hơn 24 giờ', 'After 24 hours'),
        },
      },
    },
    columns: [
      { key: 'full_name', type: 'text', words: words('Họ tên', 'Name'), personal: true },
      { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
      {
        key: 'handed_over_at',
        type: 'datetime',
        words: words('Bàn giao lúc', 'Handed over'),
        sortable: true,
      },
      { key: 'received_at', type: 'datetime', words: words('Nhận lúc', 'Received'), sortable: true },
      { key: 'hours', type: 'number', words: words('Số giờ', 'Hours'), sortable: true },
      { key: 'received_by', type: 'text', words: words('Người nhận', 'By') },
    ],
    rows: (db, input) =>
      db
        .selectFrom(known('vx.contact', 'c', input))
        .innerJoin('vx.area as a', 'a.id', 'c.area_id')
        .select(['c.id', 'c.area_id', 'c.person_id', 'a.label as area'])
        .select(nameOf('c.person_id').as('full_name'))
        .select(['c.handed_over_at', 'c.received_at', 'c.received_by', day('c.received_at').as('day')])
        .select(
          sql<number>`round(extract(epoch from c.received_at - c.handed_over_at)::numeric / 3600, 1)`.as(
            'hours',
          ),
        )
        .select(
          sql<string>`case when c.received_at - c.handed_over_at <= interval '24 hours' then 'within_day' else 'later' end`.as(
            'speed',
          ),
        )
        .where('c.received_at', 'is not', null)
        .where('c.removed_at', 'is', null)
        .where(inDays('c.received_at', input))
        .where('c.area_id', '=', sql<number>`any(${input.areaIds}::int[])`) as never,
  },
]
