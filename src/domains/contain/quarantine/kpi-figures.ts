import { sql } from 'kysely'
import { localDate } from '../../../platform/clock.ts'
import { type Figure, type FigureInput, inDays, known } from '../../../platform/figures.ts'
import { words } from '../../../platform/words.ts'
import { nameOf } from '../../registry/people/index.ts'
import { columns, EXPOSURE_WORDS, PLACE_WORDS } from './figures.ts'
import { orderState } from './queries.ts'

type Db = Parameters<Figure['rows']>[0]

const dateOf = (instant: string) => sql<string>`(${sql.ref(instant)} at time zone 'Asia/Ho_Chi_Minh')::date`

const shared = {
  unit: words('người', 'people'),
  right: 'order.read',
  opens: '/orders/{id}',
  axis: 'flow' as const,
  columns,
  parts: {
    place: { words: words('Nơi cách ly', 'Where'), values: PLACE_WORDS },
    exposure: {
      words: words('Diện', 'Group'),
      values: { F1: EXPOSURE_WORDS.F1, F2: EXPOSURE_WORDS.F2, returnee: EXPOSURE_WORDS.returnee },
    },
  },
}

/** Signed orders of quarantine; `until` is when one ended in fact: closed, or else the end of its term. */
function signed(db: Db, input: FigureInput) {
  return db
    .selectFrom(known('vx.isolation_order', 'o', input))
    .innerJoin('vx.area as a', 'a.id', 'o.area_id')
    .select(['o.id', 'o.area_id', 'o.person_id', 'o.number_text', 'o.kind', 'o.exposure'])
    .select([nameOf('o.person_id').as('full_name'), 'a.label as area', 'o.place_kind as place'])
    .select(['o.starts_at', 'o.ends_at', orderState('o', input.asOf).as('state')])
    .where('o.kind', '=', 'quarantine')
    .where('o.issued_at', 'is not', null)
    .where(sql<boolean>`o.area_id = any(${input.areaIds}::int[])`)
}

const until = sql<string>`coalesce(o.closed_at, o.ends_at)`

/** One row for each person, however many orders followed one another: the newest. */
function eachOnce(db: Db, rows: ReturnType<typeof signed>) {
  return db
    .selectFrom(
      rows
        .distinctOn('o.person_id')
        .orderBy('o.person_id')
        .orderBy('o.starts_at', 'desc')
        .orderBy('o.id')
        .as('x'),
    )
    .selectAll()
}

export const inQuarantine: Figure = {
  ...shared,
  id: 'orders.quarantine_in_period',
  words: words('Người cách ly trong khoảng thời gian', 'People in quarantine in the window'),
  definition: words(
    'Người có quyết định cách ly y tế đã ký có hiệu lực ít nhất một lúc trong khoảng thời gian, kể cả bắt đầu từ trước; mỗi người một lần dù có nhiều quyết định nối nhau. Kết thúc lúc đóng quyết định, chưa đóng thì lúc hết hạn.',
    'People under a signed quarantine order at some time in the window, those included who began before; each once, however many orders followed one another. An order ends when it is closed, or else at the end of its term.',
  ),
  rows: (db, input) =>
    eachOnce(
      db,
      signed(db, input)
        .select(
          input.from
            ? sql<string>`greatest(${dateOf('o.starts_at')}, ${input.from}::date)`.as('day')
            : dateOf('o.starts_at').as('day'),
        )
        .where(inDays('o.starts_at', { to: earlier(input) }))
        .where(sql<boolean>`${until} > o.starts_at`)
        .$if(input.from !== undefined, (q) =>
          q.where(sql<boolean>`${until} > (${input.from}::date)::timestamp at time zone 'Asia/Ho_Chi_Minh'`),
        ),
    ) as never,
}

/** The last day of the window, or the day asked about: nobody is in quarantine under an order that begins tomorrow. */
function earlier(input: FigureInput): string {
  const today = localDate(input.asOf)
  return input.to && input.to < today ? input.to : today
}

export const newInQuarantine: Figure = {
  ...shared,
  id: 'orders.quarantine_new',
  words: words('Người mới cách ly', 'People newly quarantined'),
  definition: words(
    'Người có quyết định cách ly y tế đã ký bắt đầu trong khoảng thời gian mà ngay trước đó không ở trong một quyết định khác (gia hạn, thay quyết định không tính là mới).',
    'People whose signed quarantine order begins in the window and who were under no other just before (an extension or a replacement is not new).',
  ),
  rows: (db, input) =>
    signed(db, input)
      .select(dateOf('o.starts_at').as('day'))
      .where(inDays('o.starts_at', { from: input.from, to: earlier(input) }))
      .where(sql<boolean>`${until} > o.starts_at`)
      .where(sql<boolean>`not exists (select from ${known('vx.isolation_order', 'e', input)}
        where e.person_id = o.person_id and e.kind = 'quarantine' and e.issued_at is not null and e.id <> o.id
          and (e.starts_at, e.id) < (o.starts_at, o.id)
          and coalesce(e.closed_at, e.ends_at) >= o.starts_at)`) as never,
}

export const endedQuarantine: Figure = {
  ...shared,
  id: 'orders.quarantine_ended',
  unit: words('quyết định', 'orders'),
  words: words('Quyết định cách ly đến hạn', 'Quarantine orders that came to their end'),
  definition: words(
    'Quyết định cách ly y tế đã ký có ngày hết hạn trong khoảng thời gian và đã qua. "Đủ thời gian": kết thúc bằng quyết định, không sớm hơn ngày hết hạn. Quá hạn mà chưa ai kết thúc: chưa rõ.',
    'Signed quarantine orders whose term ended in the window and is past. "Completed": released by a decision, not before the last day. Past the end without a decision: not known.',
  ),
  parts: {
    how: {
      words: words('Kết thúc thế nào', 'How it ended'),
      values: {
        completed: words('Đủ thời gian', 'Completed'),
        early: words('Kết thúc sớm', 'Ended early'),
        replaced: words('Chuyển quyết định khác', 'Replaced by another order'),
        cancelled: words('Hủy', 'Cancelled'),
      },
    },
  },
  rows: (db, input) =>
    signed(db, input)
      .select([
        dateOf('o.ends_at').as('day'),
        sql<
          string | null
        >`case when o.closed_how = 'released' and ${dateOf('o.closed_at')} >= ${dateOf('o.ends_at')} then 'completed'
          when o.closed_how = 'released' then 'early' else o.closed_how end`.as('how'),
      ])
      .where('o.ends_at', '<=', input.asOf)
      .where(inDays('o.ends_at', input)) as never,
}

export const kpiFigures: Figure[] = [inQuarantine, newInQuarantine, endedQuarantine]
