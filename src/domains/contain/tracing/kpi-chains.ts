import { sql } from 'kysely'
import { localDate } from '../../../platform/clock.ts'
import { type Figure, type FigureInput, inDays, known } from '../../../platform/figures.ts'
import { words } from '../../../platform/words.ts'
import { nameOf } from '../../registry/people/index.ts'
import { caseColumns, type Db, dateOf, followupDays, inAreas, ofCases, passOnDays } from './kpi-parts.ts'

/** Onsets so far apart that one can hardly have infected the other (days). */
const FAR_APART = 28

function pairs(db: Db, input: FigureInput) {
  const day = dateOf('c.confirmed_at')
  const interval = sql<number | null>`(c.onset_date - i.onset_date)`
  return db
    .selectFrom(known('vx.case_record', 'c', input))
    .innerJoin('vx.area as a', 'a.id', 'c.area_id')
    .innerJoin(known('vx.contact_tier', 't', input), (j) =>
      j
        .onRef('t.person_id', '=', 'c.person_id')
        .on('t.status', '=', 'became_case')
        .on('t.tier', '=', 1)
        .on(sql<boolean>`t.ended_on = ${day}`)
        .on(sql<boolean>`t.last_exposure_at > c.confirmed_at - ${passOnDays(input)} * interval '1 day'`),
    )
    .leftJoin(known('vx.case_record', 'i', input), 'i.id', 't.index_case_id')
    .select(['c.id', 'c.area_id', day.as('day'), 'c.code', nameOf('c.person_id').as('full_name')])
    .select(['a.label as area', 'c.confirmed_at', 't.index_code', 'i.onset_date as index_onset'])
    .select([
      'c.onset_date',
      interval.as('interval'),
      sql<string | null>`case when ${interval} < 0 then 'reversed' when ${interval} > ${FAR_APART} then 'far'
        when ${interval} is not null then 'right' end`.as('order'),
    ])
    .where('c.classification', '=', 'confirmed')
    .where(inAreas('c.area_id', input))
    .where(inDays('c.confirmed_at', input))
}

export const casePairs: Figure = {
  ...ofCases,
  id: 'chains.pairs',
  axis: 'flow',
  words: words('Cặp ca lây, ca bị lây', 'Pairs of infector and infected'),
  definition: words(
    'Ca xác định là F1 của một ca trước, theo ngày có kết quả, kèm ngày khởi phát của cả hai. Mỗi ca bị lây một dòng, với ca gần nhất đã lây (máy tính từ các lần tiếp xúc). Thiếu ngày khởi phát của một trong hai: chưa rõ.',
    'Confirmed cases who were the F1 of an earlier case, by day of result, with the onset of both. One row for each infected case, with the nearest case that exposed them (computed from the contacts). Without either date of onset: not known.',
  ),
  columns: [
    ...caseColumns,
    { key: 'index_code', type: 'text', words: words('Từ ca', 'Index case'), sortable: true },
    {
      key: 'index_onset',
      type: 'date',
      words: words('Ca trước khởi phát', 'Onset of the index case'),
      sortable: true,
    },
    { key: 'onset_date', type: 'date', words: words('Khởi phát', 'Onset'), sortable: true },
    { key: 'interval', type: 'integer', words: words('Cách nhau (ngày)', 'Days between'), sortable: true },
  ],
  parts: {
    order: {
      words: words('Thứ tự khởi phát', 'Order of onsets'),
      values: {
        right: words('Đúng thứ tự', 'In order'),
        reversed: words('Ca sau khởi phát trước', 'The later case fell ill first'),
        far: words(`Cách nhau trên ${FAR_APART} ngày`, `More than ${FAR_APART} days apart`),
      },
    },
  },
  rows: (db, input) => pairs(db, input) as never,
}

/** Cases looked at for chains: a longer chain of an endless outbreak is no one chain to anybody. */
const CHAIN_DAYS = 180

/**
 * Chains as sets of cases held together by contacts between them, whichever way these are written down. Every link
 * tells whether its chain is alive, also one between two cases that belong together already.
 */
function chains(db: Db, input: FigureInput) {
  const near = sql`${passOnDays(input)} * interval '1 day'`
  const found = sql`(
    with cs as materialized (
      select c.id, c.person_id, c.area_id, c.code, c.confirmed_at,
        row_number() over (order by c.confirmed_at, c.id)::int as n
      from ${known('vx.case_record', 'c', input)} where c.classification = 'confirmed'
        and c.confirmed_at > ${input.asOf}::timestamptz - ${CHAIN_DAYS} * interval '1 day'),
    links as materialized (
      select u.n as a, v.n as b, x.last_at from ${known('vx.contact', 'x', input)}
      join cs u on u.person_id = x.source_person_id join cs v on v.person_id = x.person_id
      where x.removed_at is null and x.last_at > greatest(u.confirmed_at, v.confirmed_at) - ${near}
        and x.first_at < least(u.confirmed_at, v.confirmed_at) + ${near}),
    heads as materialized (
      select vx.chain_heads(array_agg(a), array_agg(b), (select count(*)::int from cs)) as head from links),
    sizes as (
      select h.head[cs.n] as head, count(*)::int as cases from cs, heads h
      where h.head[cs.n] is not null group by 1 having count(*) > 1),
    last as (select h.head[l.a] as head, max(l.last_at) as last_link from links l, heads h group by 1)
    select f.id, f.area_id, f.person_id, f.code, f.confirmed_at, s.cases, l.last_link
    from sizes s join last l using (head) join cs f on f.n = s.head)`
  const lastDay = dateOf('s.last_link')
  return db
    .selectFrom(found.as('s') as never)
    .innerJoin('vx.area as a', (j) => j.on(sql<boolean>`a.id = s.area_id`))
    .select([
      sql`s.id`.as('id'),
      sql`s.area_id`.as('area_id'),
      lastDay.as('day'),
      sql`s.code`.as('code'),
      nameOf('s.person_id').as('full_name'),
      sql`a.label`.as('area'),
      sql`s.confirmed_at`.as('confirmed_at'),
      sql`s.cases`.as('cases'),
      lastDay.as('last_link'),
      sql<string>`case when ${lastDay} > ${localDate(input.asOf)}::date - ${followupDays(input)} - 1
        then 'active' else 'ended' end`.as('state'),
    ])
    .where(inAreas('s.area_id', input))
}

export const chainsByState: Figure = {
  ...ofCases,
  id: 'chains.by_state',
  axis: 'stock',
  unit: words('chuỗi', 'chains'),
  words: words('Chuỗi lây', 'Chains of transmission'),
  definition: words(
    `Nhóm từ hai ca xác định trở lên nối với nhau bằng các lần tiếp xúc giữa họ, trong ${CHAIN_DAYS} ngày trước thời điểm xem; mở ra là ca đầu tiên của chuỗi, và chuỗi tính cho địa bàn của ca đó. Chuỗi còn hoạt động nếu có lần tiếp xúc giữa hai ca của chuỗi (kể cả hai ca vốn đã cùng chuỗi) trong số ngày theo dõi F1 cộng một ngày.`,
    `Two or more confirmed cases held together by contacts between them, in the ${CHAIN_DAYS} days before the moment asked about; a row opens the first case of the chain, and the chain belongs to that case's area. A chain is active when two of its cases (also two that belonged together before) met within the days of follow-up of F1 and one day more.`,
  ),
  columns: [
    ...caseColumns,
    { key: 'cases', type: 'integer', words: words('Số ca', 'Cases'), sortable: true },
    {
      key: 'last_link',
      type: 'date',
      words: words('Tiếp xúc cuối trong chuỗi', 'Last contact inside'),
      sortable: true,
    },
  ],
  parts: {
    state: {
      words: words('Tình trạng', 'State'),
      values: { active: words('Còn hoạt động', 'Active'), ended: words('Đã ngừng', 'Ended') },
    },
  },
  rows: (db, input) => chains(db, input) as never,
}
