import { sql } from 'kysely'
import { type Figure, inDays, inWindow, known } from '../../../platform/figures.ts'
import type { Column } from '../../../platform/listing.ts'
import { words } from '../../../platform/words.ts'
import { receiptState } from './queries.ts'
import { DOCUMENT_TYPES } from './reading/symbols.ts'

export const DIRECTION_WORDS = {
  incoming: words('Đến', 'Incoming'),
  issued: words('Đi', 'Issued'),
  internal: words('Nội bộ', 'Internal'),
}

export const STANDING_WORDS = {
  draft: words('Dự thảo', 'Draft'),
  in_force: words('Đang hiệu lực', 'In force'),
  not_yet: words('Chưa hiệu lực', 'Not yet in force'),
  ended: words('Hết hiệu lực', 'Ended'),
  replaced: words('Đã bị thay thế', 'Replaced'),
}

export const RECEIPT_WORDS = {
  waiting: words('Chờ xác nhận', 'Waiting'),
  near_due: words('Sắp đến hạn', 'Near due'),
  late: words('Trễ', 'Late'),
  in_time: words('Xác nhận đúng hạn', 'Acknowledged in time'),
  acknowledged_late: words('Xác nhận trễ', 'Acknowledged late'),
}

export const columns: Column[] = [
  { key: 'symbol', type: 'text', words: words('Số, ký hiệu', 'Symbol'), sortable: true },
  { key: 'abstract', type: 'text', words: words('Trích yếu', 'Abstract') },
  { key: 'issuer', type: 'text', words: words('Cơ quan ban hành', 'Issuer'), sortable: true },
  { key: 'dated_on', type: 'date', words: words('Ngày', 'Date'), sortable: true },
  { key: 'type', type: 'choice', words: words('Loại', 'Type'), values: DOCUMENT_TYPES, sortable: true },
  {
    key: 'direction',
    type: 'choice',
    words: words('Đến / đi', 'Direction'),
    values: DIRECTION_WORDS,
    sortable: true,
  },
]

/** Types by which a superior directs: what the count of "văn bản chỉ đạo" counts (D12). */
const DIRECTING = ['CT', 'CĐ', 'CV', 'KH', 'QĐ', 'TB', 'NQ', 'HD', 'PA', 'KL']

export const figures: Figure[] = [
  {
    id: 'documents.unacknowledged',
    words: words('Văn bản chưa xác nhận', 'Documents not acknowledged'),
    definition: words(
      'Lượt gửi văn bản xuống đơn vị mà chức danh nhận chưa xác nhận vào thời điểm xem. Hạn xác nhận tính từ lúc gửi theo độ khẩn.',
      'Sendings of a document to a unit that the addressed post had not acknowledged at the moment asked about. The deadline runs from the sending, by urgency.',
    ),
    unit: words('lượt', 'sendings'),
    right: 'document.read',
    opens: '/documents/{document_id}',
    axis: 'stock',
    columns: [
      { key: 'symbol', type: 'text', words: words('Số, ký hiệu', 'Symbol'), sortable: true },
      { key: 'abstract', type: 'text', words: words('Trích yếu', 'Abstract') },
      { key: 'area', type: 'text', words: words('Nơi nhận', 'Recipient'), sortable: true },
      { key: 'post_kind', type: 'text', words: words('Chức danh', 'Post') },
      { key: 'due_at', type: 'datetime', words: words('Hạn xác nhận', 'Due'), sortable: true },
      { key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: RECEIPT_WORDS },
    ],
    parts: { state: { words: words('Tình trạng', 'State'), values: RECEIPT_WORDS } },
    rows: (db, input) =>
      db
        .selectFrom(known('vx.document_recipient', 'r', input))
        .innerJoin('vx.area as a', 'a.id', 'r.area_id')
        .innerJoin('vx.document as d', 'd.id', 'r.document_id')
        .select(['r.id', 'r.area_id', 'r.document_id', 'a.label as area', 'r.post_kind', 'r.due_at'])
        .select(['d.symbol', 'd.abstract', receiptState('r', input.asOf).as('state')])
        .select(sql<string>`(r.sent_at at time zone 'Asia/Ho_Chi_Minh')::date`.as('day'))
        .where('r.acknowledged_at', 'is', null)
        .where('r.area_id', '=', sql<number>`any(${input.areaIds}::int[])`) as never,
  },
  {
    id: 'documents.receipts',
    words: words('Lượt nhận văn bản đến hạn xác nhận', 'Receipts due'),
    definition: words(
      'Lượt gửi văn bản xuống đơn vị có hạn xác nhận trong khoảng ngày và hạn đã qua vào thời điểm xem, theo đã xác nhận đúng hạn, trễ hay chưa.',
      'Sendings of a document to a unit whose deadline to acknowledge lies in the window and had passed at the moment asked about, by whether they were acknowledged in time, late or not at all.',
    ),
    unit: words('lượt', 'sendings'),
    right: 'document.read',
    opens: '/documents/{document_id}',
    axis: 'flow',
    columns: [
      { key: 'symbol', type: 'text', words: words('Số, ký hiệu', 'Symbol'), sortable: true },
      { key: 'abstract', type: 'text', words: words('Trích yếu', 'Abstract') },
      { key: 'area', type: 'text', words: words('Nơi nhận', 'Recipient'), sortable: true },
      { key: 'due_at', type: 'datetime', words: words('Hạn xác nhận', 'Due'), sortable: true },
      {
        key: 'acknowledged_at',
        type: 'datetime',
        words: words('Xác nhận lúc', 'Acknowledged'),
        sortable: true,
      },
      { key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: RECEIPT_WORDS },
    ],
    parts: {
      state: {
        words: words('Tình trạng', 'State'),
        values: {
          in_time: RECEIPT_WORDS.in_time,
          acknowledged_late: RECEIPT_WORDS.acknowledged_late,
          late: RECEIPT_WORDS.late,
        },
      },
    },
    rows: (db, input) =>
      db
        .selectFrom(known('vx.document_recipient', 'r', input))
        .innerJoin('vx.area as a', 'a.id', 'r.area_id')
        .innerJoin('vx.document as d', 'd.id', 'r.document_id')
        .select(['r.id', 'r.area_id', 'r.document_id', 'a.label as area', 'r.due_at', 'r.acknowledged_at'])
        .select(['d.symbol', 'd.abstract', receiptState('r', input.asOf).as('state')])
        .select(sql<string>`(r.due_at at time zone 'Asia/Ho_Chi_Minh')::date`.as('day'))
        .where('r.due_at', '<', input.asOf)
        .where('r.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
        .where(inDays('r.due_at', input)) as never,
  },
  {
    id: 'documents.directing',
    words: words('Văn bản chỉ đạo', 'Directing documents'),
    definition: words(
      'Văn bản chỉ đạo (chỉ thị, công điện, công văn, kế hoạch, quyết định, thông báo, nghị quyết, hướng dẫn, phương án, kết luận) đến hoặc đã ban hành có ngày trong khoảng, theo sổ văn bản. Văn bản chưa rõ ngày tính theo ngày vào sổ.',
      'Directing documents (directives, telegrams, letters, plans, decisions, notices, resolutions, instructions, response plans, conclusions) received or issued and dated in the window, by the register. One without a date counts by the day it was entered.',
    ),
    unit: words('văn bản', 'documents'),
    right: 'document.read',
    opens: '/documents/{id}',
    axis: 'flow',
    columns,
    parts: {
      type: { words: words('Loại', 'Type'), values: DOCUMENT_TYPES },
      direction: { words: words('Đến / đi', 'Direction'), values: DIRECTION_WORDS },
    },
    rows: (db, input) =>
      db
        .selectFrom(
          db
            .selectFrom(known('vx.document', 'd', input))
            .select(['d.id', 'd.area_id', 'd.symbol', 'd.abstract', 'd.issuer', 'd.dated_on', 'd.type'])
            .select('d.direction')
            .select(
              sql<string>`coalesce(d.dated_on, (d.created_at at time zone 'Asia/Ho_Chi_Minh')::date)`.as(
                'day',
              ),
            )
            .where((eb) => eb.or([eb('d.direction', '=', 'incoming'), eb('d.issued_at', 'is not', null)]))
            .where('d.type', '=', sql<string>`any(${DIRECTING}::text[])`)
            .where('d.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
            .as('x'),
        )
        .selectAll('x')
        .where(inWindow('x.day', input)) as never,
  },
]
