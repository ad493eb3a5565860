import { sql } from 'kysely'
import { type Figure, type FigureInput, inDays, known } from '../../../../platform/figures.ts'
import type { Column } from '../../../../platform/listing.ts'
import type { Register } from '../../../../platform/registers.ts'
import { words } from '../../../../platform/words.ts'
import './tables.ts'

type Db = Parameters<Figure['rows']>[0]

const CHANNEL_WORDS = {
  web: words('Trang thông báo', 'Public page'),
  phone: words('Điện thoại', 'Telephone'),
}
const STATE_WORDS = {
  waiting: words('Chờ xử lý', 'Waiting'),
  accepted: words('Đã đưa vào danh sách', 'Put on the list'),
  refused: words('Không liên quan', 'Not relevant'),
}

const columns: Column[] = [
  { key: 'full_name', type: 'text', words: words('Họ tên', 'Name'), personal: true },
  { key: 'phone', type: 'text', words: words('Điện thoại', 'Telephone'), personal: true },
  { key: 'title', type: 'text', words: words('Mốc dịch tễ', 'Exposure event'), sortable: true },
  { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
  { key: 'handed_in_at', type: 'datetime', words: words('Báo lúc', 'Handed in'), sortable: true },
  {
    key: 'channel',
    type: 'choice',
    words: words('Qua', 'Through'),
    values: CHANNEL_WORDS,
    sortable: true,
  },
  {
    key: 'state',
    type: 'choice',
    words: words('Tình trạng', 'State'),
    values: STATE_WORDS,
    sortable: true,
  },
]

function claims(db: Db, input: FigureInput) {
  return db
    .selectFrom(known('vx.exposure_claim', 'c', input))
    .innerJoin('vx.area as a', 'a.id', 'c.area_id')
    .innerJoin('vx.public_notice as n', 'n.id', 'c.notice_id')
    .select(['c.id', 'c.area_id', 'c.full_name', 'c.phone', 'n.title', 'a.label as area'])
    .select(['c.handed_in_at', 'c.channel', 'c.state', 'c.notice_id'])
    .where('c.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
}

const dayOf = (column: string) => sql<string>`(${sql.ref(column)} at time zone 'Asia/Ho_Chi_Minh')::date`

const shared = {
  unit: words('lời báo', 'claims'),
  right: 'claim.read',
  opens: '/exposure?notice={notice_id}',
  columns,
  parts: { channel: { words: words('Qua', 'Through'), values: CHANNEL_WORDS } },
}

export const claimFigures: Figure[] = [
  {
    ...shared,
    id: 'claims.waiting',
    axis: 'stock',
    words: words('Lời báo có mặt chờ xử lý', 'Claims waiting'),
    definition: words(
      'Lời báo đã có mặt ở mốc dịch tễ mà trạm y tế chưa xử lý vào thời điểm xem.',
      'Claims to have been at an exposure event that the station had not decided at the moment asked about.',
    ),
    rows: (db, input) =>
      claims(db, input).select(dayOf('c.handed_in_at').as('day')).where('c.state', '=', 'waiting') as never,
  },
  {
    ...shared,
    id: 'claims.became_contacts',
    axis: 'flow',
    words: words('Lời báo thành người tiếp xúc', 'Claims that became contacts'),
    definition: words(
      'Lời báo được đưa vào danh sách tiếp xúc trong khoảng thời gian, theo ngày xử lý.',
      'Claims put on a list of contacts in the window, by the day of the decision.',
    ),
    rows: (db, input) =>
      claims(db, input)
        .select(dayOf('c.decided_at').as('day'))
        .where('c.state', '=', 'accepted')
        .where(inDays('c.decided_at', input)) as never,
  },
]

export const claimRegister: Register = {
  id: 'claims',
  words: words('Lời báo có mặt', 'Claims to have been there'),
  right: 'claim.read',
  opens: '/exposure?notice={notice_id}',
  columns,
  filters: [
    { key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: STATE_WORDS },
    { key: 'channel', type: 'choice', words: words('Qua', 'Through'), values: CHANNEL_WORDS },
  ],
  sort: { key: 'handed_in_at', desc: true },
  query(db, input) {
    let q = db
      .selectFrom('vx.exposure_claim as c')
      .innerJoin('vx.area as a', 'a.id', 'c.area_id')
      .innerJoin('vx.public_notice as n', 'n.id', 'c.notice_id')
      .select(['c.id', 'c.full_name', 'c.phone', 'n.title', 'a.label as area'])
      .select(['c.handed_in_at', 'c.channel', 'c.state', 'c.notice_id'])
      .where('c.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
    if (input.filters.state) q = q.where('c.state', '=', input.filters.state as 'waiting')
    if (input.filters.channel) q = q.where('c.channel', '=', input.filters.channel as 'web')
    if (input.search) q = q.where(sql<boolean>`vx.fold(n.title) like '%' || vx.fold(${input.search}) || '%'`)
    return q as never
  },
}
