import { sql } from 'kysely'
import { addDays, localDate } from '../../../platform/clock.ts'
import { type Figure, type FigureInput, inDays, inWindow, known } from '../../../platform/figures.ts'
import type { Column } from '../../../platform/listing.ts'
import { words } from '../../../platform/words.ts'
import { nameOf } from '../../registry/people/index.ts'
import { casesByContact, casesByResponse } from './kpi-cases.ts'
import { casePairs, chainsByState } from './kpi-chains.ts'
import { type Db, dateOf, IN_TIME, inAreas, passOnDays, unseenDays, YES_NO } from './kpi-parts.ts'
import { OUTCOME_WORDS, STATUS_WORDS, TIER_WORDS } from './wording.ts'

const name: Column = { key: 'full_name', type: 'text', words: words('Họ tên', 'Name'), personal: true }
const area: Column = { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true }
const tier: Column = {
  key: 'tier',
  type: 'choice',
  words: words('Tầng', 'Tier'),
  values: TIER_WORDS,
  sortable: true,
}
const index: Column = { key: 'index_code', type: 'text', words: words('Từ ca', 'Index case'), sortable: true }
const exposed: Column = {
  key: 'last_exposure',
  type: 'date',
  words: words('Tiếp xúc cuối', 'Last exposure'),
  sortable: true,
}
const until: Column = {
  key: 'monitor_until',
  type: 'date',
  words: words('Theo dõi đến', 'Monitored until'),
  sortable: true,
}
const due: Column = { key: 'due', type: 'integer', words: words('Ngày đến hạn', 'Days due'), sortable: true }
const seenDays: Column = {
  key: 'seen_days',
  type: 'integer',
  words: words('Ngày gặp được', 'Days seen'),
  sortable: true,
}

const ofPeople = { unit: words('người', 'people'), right: 'contact.read', opens: '/people/{person_id}' }

const lastExposure = dateOf('t.last_exposure_at')

function contacts(db: Db, input: FigureInput) {
  return db
    .selectFrom(known('vx.contact_tier', 't', input))
    .innerJoin('vx.area as a', 'a.id', 't.area_id')
    .select(['t.id', 't.area_id', 't.person_id', nameOf('t.person_id').as('full_name'), 'a.label as area'])
    .select([sql<string>`t.tier::text`.as('tier'), 't.index_code', 't.monitor_until', 't.status'])
    .select(lastExposure.as('last_exposure'))
    .where(inAreas('t.area_id', input))
}

const SEEN_WORDS = {
  seen: words('Gặp được', 'Seen'),
  absent: words('Đến mà vắng', 'Visited, absent'),
  unrecorded: words('Không ai ghi', 'Nobody recorded'),
}

export const dueDays: Figure = {
  id: 'followups.due_days',
  unit: words('lượt', 'checks'),
  right: 'contact.read',
  opens: '/people/{person_id}',
  axis: 'flow',
  words: words('Lượt theo dõi đến hạn', 'Checks due'),
  definition: words(
    'Mỗi người mỗi ngày đến hạn là một lượt, dù ngày đó được gọi mấy lần hay tổ nào gọi. Ngày mà không ai ghi kết quả không tính là gặp được.',
    'Each person on each due day is one check, however often or by whichever team they were called that day. A day for which nobody recorded a result does not count as seen.',
  ),
  columns: [
    name,
    area,
    { key: 'due_on', type: 'date', words: words('Ngày theo dõi', 'Due on'), sortable: true },
    {
      key: 'outcome',
      type: 'choice',
      words: words('Kết quả', 'Outcome'),
      values: OUTCOME_WORDS,
      sortable: true,
    },
    { key: 'by_name', type: 'text', words: words('Người ghi', 'By') },
  ],
  parts: { seen: { words: words('Kết quả lượt theo dõi', 'Result of the check'), values: SEEN_WORDS } },
  rows: (db, input) =>
    db
      .selectFrom(known('vx.followup', 'f', input))
      .innerJoin('vx.area as a', 'a.id', 'f.area_id')
      .select(['f.id', 'f.area_id', 'f.person_id', 'f.due_on as day', 'f.due_on', 'f.outcome', 'f.by_name'])
      .select([nameOf('f.person_id').as('full_name'), 'a.label as area'])
      .select(
        sql<string>`case when f.outcome in ('normal', 'symptoms') then 'seen' else coalesce(f.outcome, 'unrecorded') end`.as(
          'seen',
        ),
      )
      .where(inAreas('f.area_id', input))
      // What is due tomorrow has not been missed.
      .where('f.due_on', '<=', localDate(input.asOf))
      .where(inWindow('f.due_on', input)) as never,
}

/** Each person once, in the area of their last due day. */
function people(db: Db, input: FigureInput) {
  const one = sql`(
    select distinct on (f.person_id) f.person_id as id, f.person_id, f.area_id, f.due_on as day,
      count(*) over w as due, count(*) filter (where f.outcome in ('normal', 'symptoms')) over w as seen_days,
      max(f.due_on) filter (where f.outcome in ('normal', 'symptoms')) over w as seen_on
    from ${known('vx.followup', 'f', input)}
    where ${inAreas('f.area_id', input)} and f.due_on <= ${localDate(input.asOf)}::date and ${inWindow('f.due_on', input)}
    window w as (partition by f.person_id) order by f.person_id, f.due_on desc)`
  return db
    .selectFrom(one.as('f') as never)
    .innerJoin('vx.area as a', (j) => j.on(sql<boolean>`a.id = f.area_id`))
    .select([sql`f.id`.as('id'), sql`f.person_id`.as('person_id'), sql`f.area_id`.as('area_id')])
    .select([sql`f.day`.as('day'), nameOf('f.person_id').as('full_name'), sql`a.label`.as('area')])
    .select([sql`f.due`.as('due'), sql`f.seen_days`.as('seen_days'), sql`f.seen_on`.as('seen_on')])
    .select(sql<string>`case when f.seen_days > 0 then 'yes' else 'no' end`.as('seen'))
}

export const duePeople: Figure = {
  ...ofPeople,
  id: 'followups.due_people',
  axis: 'flow',
  words: words('Người đến hạn theo dõi', 'People due for a check'),
  definition: words(
    'Người có ít nhất một ngày đến hạn trong khoảng thời gian, mỗi người một lần, ở địa bàn của ngày đến hạn cuối; kèm số ngày đến hạn và số ngày gặp được.',
    'People with at least one due day in the window, each once, in the area of their last due day; with how many days were due and on how many they were seen.',
  ),
  columns: [
    name,
    area,
    due,
    seenDays,
    { key: 'seen_on', type: 'date', words: words('Gặp lần cuối', 'Last seen'), sortable: true },
  ],
  parts: { seen: { words: words('Gặp được ít nhất một lần', 'Seen at least once'), values: YES_NO } },
  rows: (db, input) => people(db, input) as never,
}

/** Days in a row from which somebody counts as not seen; one more and the rule calls them lost. */
export const UNSEEN_DAYS = 2

export const unseenContacts: Figure = {
  ...ofPeople,
  id: 'contacts.unseen',
  axis: 'stock',
  words: words('Người đang theo dõi, theo số ngày chưa gặp', 'People monitored, by days not seen'),
  definition: words(
    'Người chưa hết theo dõi (kể cả chưa tìm được) có lịch gặp hằng ngày. Số ngày chưa gặp là số ngày đến hạn liên tiếp trước ngày xem mà không gặp được, tính từ lần gặp cuối; gặp một lần ở giữa thì đếm lại từ đầu.',
    'People whose monitoring has not ended (those not found included) and who are due every day. Days not seen are the due days one after another before the day asked about since they were last seen; seen once in between, the count begins anew.',
  ),
  columns: [
    name,
    area,
    tier,
    index,
    { key: 'unseen', type: 'integer', words: words('Ngày chưa gặp', 'Days not seen'), sortable: true },
    until,
    {
      key: 'status',
      type: 'choice',
      words: words('Tình trạng', 'Status'),
      values: STATUS_WORDS,
      sortable: true,
    },
  ],
  parts: {
    missed: {
      words: words(`Từ ${UNSEEN_DAYS} ngày liên tiếp`, `${UNSEEN_DAYS} days in a row`),
      values: {
        missed: words(`Chưa gặp từ ${UNSEEN_DAYS} ngày`, `Not seen for ${UNSEEN_DAYS} days or more`),
        fine: words('Ít hơn', 'Fewer'),
      },
    },
    unseen_days: {
      words: words('Số ngày chưa gặp', 'Days not seen'),
      values: {
        0: words('Gặp đủ', 'None'),
        1: words('1 ngày', '1 day'),
        2: words('2 ngày', '2 days'),
        3: words('3 ngày', '3 days'),
        more: words('Trên 3 ngày', 'More than 3 days'),
      },
    },
    status: {
      words: words('Tình trạng', 'Status'),
      values: { monitoring: STATUS_WORDS.monitoring, lost: STATUS_WORDS.lost },
    },
  },
  rows: (db, input) =>
    db
      .selectFrom(
        contacts(db, input)
          .select(unseenDays('t.person_id', sql`${localDate(input.asOf)}::date`, input).as('unseen'))
          .where('t.status', 'in', ['monitoring', 'lost'])
          .where(
            sql<boolean>`exists (select from ${known('vx.followup', 'g', input)} where g.person_id = t.person_id)`,
          )
          .as('u'),
      )
      .selectAll()
      .select([
        'u.last_exposure as day',
        sql<string>`case when u.unseen >= ${UNSEEN_DAYS} then 'missed' else 'fine' end`.as('missed'),
        sql<string>`case when u.unseen > 3 then 'more' else u.unseen::text end`.as('unseen_days'),
      ]) as never,
}

export const endedMonitoring: Figure = {
  ...ofPeople,
  id: 'contacts.monitoring_ended',
  axis: 'flow',
  words: words('Người hết hạn theo dõi', 'People whose monitoring ended'),
  definition: words(
    'Người có ngày theo dõi cuối trong khoảng thời gian và đã qua, có lịch gặp hằng ngày, không thành ca bệnh trước đó; kèm số ngày đến hạn và số ngày gặp được.',
    'People whose last day of monitoring lies in the window and is past, who were due every day and did not become a case before; with how many days were due and on how many they were seen.',
  ),
  columns: [name, area, tier, index, until, due, seenDays],
  parts: {
    followed: {
      words: words('Theo dõi đủ ngày', 'Followed on all days'),
      values: {
        all: words('Đủ mọi ngày', 'Every day'),
        some: words('Thiếu ngày', 'Some days missing'),
        none: words('Chưa gặp lần nào', 'Never seen'),
      },
    },
  },
  rows: (db, input) => {
    const counted = sql<{ due: number; seen_days: number }>`lateral (
      select count(*) as due, count(*) filter (where f.outcome in ('normal', 'symptoms')) as seen_days
      from ${known('vx.followup', 'f', input)}
      where f.person_id = t.person_id and f.due_on between t.monitor_from and t.monitor_until)`
    return contacts(db, input)
      .innerJoin(counted.as('f'), (j) => j.onTrue())
      .select(['t.monitor_until as day', 'f.due', 'f.seen_days'])
      .select(
        sql<string>`case when f.seen_days = f.due then 'all' when f.seen_days > 0 then 'some' else 'none' end`.as(
          'followed',
        ),
      )
      .where('t.status', '<>', 'became_case')
      .where('f.due', '>', 0)
      .where('t.monitor_until', '<', localDate(input.asOf))
      .where(inWindow('t.monitor_until', input)) as never
  },
}

export const elicitedContacts: Figure = {
  ...ofPeople,
  id: 'contacts.elicited',
  axis: 'flow',
  words: words('F1 mới được ghi', 'F1 newly listed'),
  definition: words(
    'F1 theo ngày lần đầu được ghi vào danh sách của đợt này (mỗi người một lần), trừ người đã là ca bệnh khi được ghi; kèm lúc quyết định cách ly đầu tiên được ký. Danh sách nhập từ tệp không cho biết ghi lúc nào: chưa rõ.',
    'F1 by the day on which they were first listed in this episode (each once), those left out who were a case already; with when the first order of quarantine was signed. An imported list does not tell when it was written: not known.',
  ),
  columns: [
    name,
    area,
    index,
    { key: 'listed_at', type: 'datetime', words: words('Được ghi lúc', 'Listed'), sortable: true },
    { key: 'ordered_at', type: 'datetime', words: words('Ký cách ly lúc', 'Order signed'), sortable: true },
  ],
  parts: {
    quarantined: { words: words('Có quyết định cách ly', 'Quarantined'), values: YES_NO },
    in24: {
      words: words('Cách ly trong 24 giờ từ khi được ghi', 'Quarantined within 24 hours of being listed'),
      values: { ...IN_TIME, none: words('Không có quyết định', 'No order') },
    },
  },
  rows: (db, input) => {
    const first = sql<{ at: string; imported: boolean }>`lateral (
      select min(x.recorded_at) as at, bool_and(x.import_id is not null) as imported
      from ${known('vx.contact', 'x', input)} where x.person_id = t.person_id and x.removed_at is null
        and x.last_at > t.last_exposure_at - ${passOnDays(input)} * interval '1 day')`
    const order = sql<{ at: string | null }>`lateral (
      select min(o.issued_at) as at from ${known('vx.isolation_order', 'o', input)}
      where o.person_id = t.person_id and o.kind = 'quarantine' and o.issued_at is not null
        and o.ends_at > k.at and (o.closed_at is null or o.closed_at > k.at))`
    const soon = input.from ? addDays(input.from, -60) : undefined
    return (
      contacts(db, input)
        .innerJoin(first.as('k'), (j) => j.onTrue())
        .innerJoin(order.as('o'), (j) => j.onTrue())
        .select([dateOf('k.at').as('day'), 'k.at as listed_at', 'o.at as ordered_at'])
        .select([
          sql<string>`case when o.at is null then 'no' else 'yes' end`.as('quarantined'),
          sql<
            string | null
          >`case when o.at is null then 'none' when o.at <= k.at + interval '24 hours' then 'in_time'
          when not k.imported then 'late' end`.as('in24'),
        ])
        .where('t.tier', '=', 1)
        .where(sql<boolean>`not (t.status = 'became_case' and t.ended_on <= ${dateOf('k.at')})`)
        // Nobody is listed long before their last exposure: what is older need not be looked at one by one.
        .$if(soon !== undefined, (q) => q.where(inDays('t.last_exposure_at', { from: soon! })))
        .where(inDays('k.at', input)) as never
    )
  },
}

/** Days from the last exposure within which an illness is put down to it. */
const INCUBATION_DAYS = 14

function exposures(setting?: 'household'): Figure {
  const where = setting ? ['trong cùng nhà, ', 'in the household, '] : ['', '']
  return {
    ...ofPeople,
    id: setting ? 'contacts.exposed_household' : 'contacts.exposed',
    axis: 'flow',
    words: setting
      ? words('F1 cùng nhà', 'Household contacts')
      : words('F1 đã tiếp xúc', 'Close contacts exposed'),
    definition: words(
      `F1 ${where[0]}theo ngày tiếp xúc cuối. "Thành ca bệnh": có kết quả xác định trong ${INCUBATION_DAYS} ngày từ tiếp xúc cuối.`,
      `F1 ${where[1]}by day of their last exposure. "Became a case": confirmed within ${INCUBATION_DAYS} days of it.`,
    ),
    columns: [
      name,
      area,
      index,
      exposed,
      {
        key: 'status',
        type: 'choice',
        words: words('Tình trạng', 'Status'),
        values: STATUS_WORDS,
        sortable: true,
      },
      { key: 'ended_on', type: 'date', words: words('Thành ca ngày', 'Became a case on'), sortable: true },
    ],
    parts: { became: { words: words('Thành ca bệnh', 'Became a case'), values: YES_NO } },
    rows: (db, input) =>
      contacts(db, input)
        .select([lastExposure.as('day')])
        .select(sql<string | null>`case when t.status = 'became_case' then t.ended_on end`.as('ended_on'))
        .select(
          sql<string>`case when t.status = 'became_case'
            and t.ended_on - ${lastExposure} between 0 and ${INCUBATION_DAYS} then 'yes' else 'no' end`.as(
            'became',
          ),
        )
        .where('t.tier', '=', 1)
        .where(inDays('t.last_exposure_at', input))
        .$if(setting !== undefined, (q) =>
          q.where(sql<boolean>`exists (select from ${known('vx.contact', 'x', input)}
            where x.id = t.via_contact_id and x.closeness = ${setting})`),
        ) as never,
  }
}

export const exposedContacts = exposures()
export const householdContacts = exposures('household')

export const kpiFigures: Figure[] = [
  dueDays,
  duePeople,
  unseenContacts,
  endedMonitoring,
  casesByContact,
  casesByResponse,
  elicitedContacts,
  chainsByState,
  casePairs,
  exposedContacts,
  householdContacts,
]
