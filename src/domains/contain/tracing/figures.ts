import { type RawBuilder, sql } from 'kysely'
import { localDate } from '../../../platform/clock.ts'
import { type Figure, type FigureInput, inWindow, known } from '../../../platform/figures.ts'
import type { Column } from '../../../platform/listing.ts'
import { words } from '../../../platform/words.ts'
import { nameOf } from '../../registry/people/index.ts'
import { OUTCOME_WORDS, STATUS_WORDS, TIER_WORDS } from './wording.ts'

type Db = Parameters<Figure['rows']>[0]

const person: Column[] = [
  { key: 'full_name', type: 'text', words: words('Họ tên', 'Name'), personal: true },
  { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
  { key: 'tier', type: 'choice', words: words('Tầng', 'Tier'), values: TIER_WORDS, sortable: true },
  { key: 'index_code', type: 'text', words: words('Từ ca', 'Index case'), sortable: true },
]

export const contactColumns: Column[] = [
  ...person,
  { key: 'last_exposure', type: 'date', words: words('Tiếp xúc cuối', 'Last exposure'), sortable: true },
  { key: 'monitor_until', type: 'date', words: words('Theo dõi đến', 'Monitored until'), sortable: true },
  {
    key: 'status',
    type: 'choice',
    words: words('Tình trạng', 'Status'),
    values: STATUS_WORDS,
    sortable: true,
  },
]

export const checkColumns: Column[] = [
  ...person,
  { key: 'due_on', type: 'date', words: words('Ngày theo dõi', 'Due on'), sortable: true },
  {
    key: 'outcome',
    type: 'choice',
    words: words('Kết quả', 'Outcome'),
    values: OUTCOME_WORDS,
    sortable: true,
  },
  { key: 'temperature', type: 'number', words: words('Nhiệt độ', 'Temperature'), sortable: true },
  { key: 'by_name', type: 'text', words: words('Người ghi', 'By') },
]

/** A choice of words is by text, also where the tier itself is a number. */
export const tierText = sql<string>`t.tier::text`

export const lastExposureDay = sql<string>`(t.last_exposure_at at time zone 'Asia/Ho_Chi_Minh')::date`

/** Contacts as they were known; the day of a stock is the day of the last exposure. */
function contacts(db: Db, input: FigureInput) {
  return db
    .selectFrom(known('vx.contact_tier', 't', input))
    .leftJoin('vx.area as a', 'a.id', 't.area_id')
    .select([
      't.id',
      't.area_id',
      't.person_id',
      nameOf('t.person_id').as('full_name'),
      'a.label as area',
      tierText.as('tier'),
      't.index_code',
      lastExposureDay.as('last_exposure'),
      't.monitor_until',
      't.status',
    ])
    .where('t.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
}

/** Due days as they were known, with the tier the person had then. */
function checks(db: Db, input: FigureInput) {
  // Looked up for the rows that are shown; whoever counts them needs neither.
  const ofTier = (what: RawBuilder<string>) =>
    sql<
      string | null
    >`(select ${what} from ${known('vx.contact_tier', 't', input)} where t.person_id = f.person_id limit 1)`
  return db
    .selectFrom(known('vx.followup', 'f', input))
    .leftJoin('vx.area as a', 'a.id', 'f.area_id')
    .select([
      'f.id',
      'f.area_id',
      'f.person_id',
      'f.due_on as day',
      nameOf('f.person_id').as('full_name'),
      'a.label as area',
      ofTier(tierText).as('tier'),
      ofTier(sql`t.index_code`).as('index_code'),
      'f.due_on',
      'f.outcome',
      'f.temperature',
      'f.by_name',
    ])
    .where('f.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
}

const contact = {
  unit: words('người', 'people'),
  right: 'contact.read',
  opens: '/people/{person_id}',
  columns: contactColumns,
  parts: {
    status: { words: words('Tình trạng', 'Status'), values: STATUS_WORDS },
    tier: { words: words('Tầng', 'Tier'), values: TIER_WORDS },
  },
}

const check = {
  unit: words('lượt', 'checks'),
  right: 'contact.read',
  opens: '/people/{person_id}',
  axis: 'stock' as const,
  columns: checkColumns,
  parts: {
    outcome: { words: words('Kết quả', 'Outcome'), values: OUTCOME_WORDS },
    tier: { words: words('Tầng', 'Tier'), values: TIER_WORDS },
  },
}

/** People of a tier whose monitoring has not ended; whoever cannot be found is still counted, as a part. */
function monitored(tier: 1 | 2): Figure {
  const meaning =
    tier === 1
      ? ['tiếp xúc gần với ca bệnh', 'close contacts of a case']
      : ['tiếp xúc với F1', 'contacts of an F1']
  return {
    ...contact,
    id: `contacts.f${tier}`,
    axis: 'stock',
    words: words(`F${tier} đang theo dõi`, `F${tier} monitored`),
    definition: words(
      `Người ${meaning[0]} (tầng ${tier}, máy tính từ các lần tiếp xúc) chưa hết ngày theo dõi vào thời điểm xem, kể cả người chưa tìm được.`,
      `People in tier ${tier}, ${meaning[1]} (computed from the contacts), whose monitoring had not ended at the moment asked about, those not found included.`,
    ),
    rows: (db, input) =>
      contacts(db, input)
        .select(lastExposureDay.as('day'))
        .where('t.tier', '=', tier)
        .where('t.status', 'in', ['monitoring', 'lost']) as never,
  }
}

export const figures: Figure[] = [
  monitored(1),
  monitored(2),
  {
    ...contact,
    id: 'contacts.total',
    axis: 'stock',
    words: words('Người liên quan đến ca bệnh', 'People linked to cases'),
    definition: words(
      'Tất cả những người được truy vết (F1 đến F5) đã ghi nhận đến thời điểm xem, kể cả người đã hết theo dõi hoặc đã thành ca bệnh.',
      'Everybody traced (F1 to F5) as recorded by the moment asked about, those included whose monitoring ended or who became cases.',
    ),
    rows: (db, input) => contacts(db, input).select(lastExposureDay.as('day')) as never,
  },
  {
    ...contact,
    id: 'contacts.became_case',
    axis: 'flow',
    words: words('Người tiếp xúc thành ca bệnh', 'Contacts who became cases'),
    definition: words(
      'Người đang được truy vết có kết quả xác định trong khoảng thời gian, theo ngày có kết quả.',
      'People who were being traced and whose case was confirmed in the window, by day of result.',
    ),
    rows: (db, input) =>
      contacts(db, input)
        .select('t.ended_on as day')
        .where('t.status', '=', 'became_case')
        .where(inWindow('t.ended_on', input)) as never,
  },
  {
    ...contact,
    id: 'contacts.handover_waiting',
    axis: 'stock',
    words: words('Bàn giao chưa nhận', 'Hand-overs not received'),
    definition: words(
      'Người tiếp xúc phường khác đã bàn giao đến mà chưa ai nhận vào thời điểm xem.',
      'Contacts handed over by another ward that nobody had received at the moment asked about.',
    ),
    columns: [
      ...person.slice(0, 2),
      {
        key: 'handed_over_at',
        type: 'datetime',
        words: words('Bàn giao lúc', 'Handed over'),
        sortable: true,
      },
      { key: 'recorded_by', type: 'text', words: words('Người bàn giao', 'By') },
    ],
    parts: {},
    rows: (db, input) =>
      db
        .selectFrom(known('vx.contact', 'c', input))
        .leftJoin('vx.area as a', 'a.id', 'c.area_id')
        .select(['c.id', 'c.area_id', 'c.person_id', 'a.label as area'])
        .select(nameOf('c.person_id').as('full_name'))
        .select(['c.handed_over_at', 'c.recorded_by'])
        .select(sql<string>`(c.handed_over_at at time zone 'Asia/Ho_Chi_Minh')::date`.as('day'))
        .where('c.handed_over_at', 'is not', null)
        .where('c.received_at', 'is', null)
        .where('c.removed_at', 'is', null)
        .where('c.area_id', '=', sql<number>`any(${input.areaIds}::int[])`) as never,
  },
  {
    ...check,
    id: 'followups.due_today',
    words: words('Cần gặp hôm nay', 'Due today'),
    definition: words(
      'Người có lịch theo dõi vào ngày của thời điểm xem, đã gặp hay chưa.',
      'People due to be seen on the day of the moment asked about, whether seen or not.',
    ),
    rows: (db, input) => checks(db, input).where('f.due_on', '=', localDate(input.asOf)) as never,
  },
  {
    ...check,
    id: 'followups.done_today',
    words: words('Gặp hôm nay', 'Seen today'),
    definition: words(
      'Người có lịch hôm nay và đã gặp được (bình thường hoặc có triệu chứng); vắng mặt không tính là gặp.',
      'People due today who were seen (normal or with symptoms); absent does not count as seen.',
    ),
    rows: (db, input) =>
      checks(db, input)
        .where('f.due_on', '=', localDate(input.asOf))
        .where('f.outcome', 'in', ['normal', 'symptoms']) as never,
  },
  {
    ...check,
    id: 'followups.missed',
    words: words('Lượt theo dõi bỏ sót', 'Missed checks'),
    definition: words(
      'Ngày có lịch theo dõi trong 14 ngày trước ngày xem mà không ai ghi kết quả.',
      'Due days in the 14 days before the day asked about for which nobody recorded a result.',
    ),
    rows: (db, input) =>
      checks(db, input)
        .where('f.checked_at', 'is', null)
        .where(
          sql<boolean>`f.due_on between ${localDate(input.asOf)}::date - 14 and ${localDate(input.asOf)}::date - 1`,
        ) as never,
  },
  {
    ...check,
    id: 'contacts.symptomatic_today',
    unit: words('người', 'people'),
    words: words('Người tiếp xúc có triệu chứng hôm nay', 'Contacts with symptoms today'),
    definition: words(
      'Người đang theo dõi mà lượt gặp hôm nay ghi nhận có triệu chứng.',
      'People monitored whose check of today found symptoms.',
    ),
    rows: (db, input) =>
      checks(db, input)
        .where('f.due_on', '=', localDate(input.asOf))
        .where('f.outcome', '=', 'symptoms') as never,
  },
]
