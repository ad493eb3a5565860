import { sql } from 'kysely'
import { type Figure, inDays } from '../../../../platform/figures.ts'
import type { Column } from '../../../../platform/listing.ts'
import type { Register } from '../../../../platform/registers.ts'
import { words } from '../../../../platform/words.ts'
import { fromReviews, stateOf, workplaceName } from './queries.ts'

const STATE_WORDS = {
  open: words('Đang rà soát', 'Under review'),
  concluded: words('Đã kết luận', 'Concluded'),
  reopened: words('Đang rà soát lại', 'Under review again'),
}

const CAUSE_WORDS = {
  not_kept: words('Không chấp hành', 'Not kept'),
  kept: words('Đã chấp hành', 'Kept all the same'),
  unknown: words('Chưa xác định', 'Not established'),
  open: words('Chưa kết luận', 'Not concluded'),
}

const causeOf = sql<string>`coalesce(l.cause, 'open')`

const columns: Column[] = [
  { key: 'workplace', type: 'text', words: words('Nơi làm việc', 'Workplace'), sortable: true },
  { key: 'code', type: 'text', words: words('Mã ca', 'Case'), sortable: true },
  { key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: STATE_WORDS },
  { key: 'cause', type: 'choice', words: words('Nguyên nhân', 'Cause'), values: CAUSE_WORDS },
  { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
  { key: 'opened_at', type: 'datetime', words: words('Mở lúc', 'Opened'), sortable: true },
]

export const workplaceFigures: Figure[] = [
  {
    id: 'workplace.reviews',
    words: words('Rà soát ca mắc tại nơi làm việc', 'Reviews of infections at work'),
    definition: words(
      'Lượt rà soát một ca xác định tại một nơi làm việc, mở trong khoảng, theo địa bàn của nơi làm việc; tình trạng và nguyên nhân như tại thời điểm xem. Rà soát lại không tính thành lượt mới.',
      'Reviews of one confirmed case at one workplace opened in the window, by the area of the workplace; state and cause as at the moment asked about. One opened again is no second review.',
    ),
    unit: words('lượt', 'reviews'),
    right: 'workplace.read',
    opens: '/workplace-reviews/{id}',
    axis: 'flow',
    columns,
    parts: {
      state: { words: words('Tình trạng', 'State'), values: STATE_WORDS },
      cause: { words: words('Nguyên nhân', 'Cause'), values: CAUSE_WORDS },
    },
    rows: (db, input) =>
      fromReviews(db, input.asOf)
        .select(['r.id', 'r.area_id', 'a.label as area', 'c.code', 'r.opened_at', stateOf.as('state')])
        .select([causeOf.as('cause'), workplaceName.as('workplace')])
        .select(sql<string>`(r.opened_at at time zone 'Asia/Ho_Chi_Minh')::date`.as('day'))
        .where('r.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
        .where('c.code', 'is not', null)
        .where(inDays('r.opened_at', input)) as never,
  },
]

export const workplaceRegister: Register = {
  id: 'workplace-reviews',
  words: words('Rà soát ca mắc tại nơi làm việc', 'Reviews of infections at work'),
  right: 'workplace.read',
  opens: '/workplace-reviews/{id}',
  columns,
  filters: [
    { key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: STATE_WORDS },
    { key: 'cause', type: 'choice', words: words('Nguyên nhân', 'Cause'), values: CAUSE_WORDS },
  ],
  sort: { key: 'opened_at', desc: true },
  query(db, input) {
    const rows = fromReviews(db, input.now)
      .select(['r.id', 'a.label as area', 'c.code', 'r.opened_at', stateOf.as('state')])
      .select([causeOf.as('cause'), workplaceName.as('workplace')])
      .where('r.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
      .as('x')
    let q = db.selectFrom(rows).selectAll()
    if (input.filters.state) q = q.where('x.state', '=', input.filters.state as 'open')
    if (input.filters.cause) q = q.where('x.cause', '=', input.filters.cause)
    if (input.search)
      q = q.where(
        sql<boolean>`(x.code ilike '%' || ${input.search} || '%' or vx.fold(x.workplace) like '%' || vx.fold(${input.search}) || '%')`,
      )
    return q as never
  },
}
