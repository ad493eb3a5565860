import { sql } from 'kysely'
import { addDays, localDate } from '../../../platform/clock.ts'
import type { Figure } from '../../../platform/figures.ts'
import { words } from '../../../platform/words.ts'
import { expectedReports } from './submissions.ts'

export const SUBMISSION_WORDS = {
  waiting: words('Chưa đến hạn', 'Not due yet'),
  missing: words('Chưa nộp', 'Missing'),
  in_time: words('Đã nộp', 'Submitted'),
  late: words('Nộp trễ', 'Submitted late'),
}

const ENDED_WORDS = {
  in_time: SUBMISSION_WORDS.in_time,
  late: SUBMISSION_WORDS.late,
  missing: SUBMISSION_WORDS.missing,
}

const idOf = sql<string>`md5(concat_ws('/', 'report', x.template_key, x.area_id, x.day))::uuid`

/** The longest window that is looked at, in days. */
const MOST_DAYS = 60

export const figures: Figure[] = [
  {
    id: 'reports.missing',
    words: words('Báo cáo chưa nộp', 'Reports missing'),
    definition: words(
      'Báo cáo định kỳ của ngày xem đã quá giờ nộp mà chưa ký, tính cả địa bàn đang xem. Giờ nộp theo lịch báo cáo của cấp trên; chưa có lịch thì theo quy định "report.due".',
      'Periodic reports of the day asked about that are past due and not signed, the area asked about included. Due times follow the schedules of the offices above and, where there is none, the rule "report.due".',
    ),
    unit: words('báo cáo', 'reports'),
    right: 'report.read',
    opens: '/reports?area={area_id}',
    axis: 'stock',
    columns: [
      { key: 'name', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
      { key: 'template', type: 'text', words: words('Loại báo cáo', 'Report'), sortable: true },
      { key: 'day', type: 'date', words: words('Báo cáo ngày', 'Report of'), sortable: true },
      { key: 'due_at', type: 'datetime', words: words('Hạn nộp', 'Due'), sortable: true },
      { key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: SUBMISSION_WORDS },
    ],
    rows: (db, input) =>
      db
        .selectFrom(
          expectedReports(db, { areaIds: input.areaIds, day: localDate(input.asOf), asOf: input.asOf }).as(
            'x',
          ) as never,
        )
        .select([
          // An expected report has no record yet: its id is made from what it is, the same every time.
          idOf.as('id'),
          sql<string>`x.template_vi`.as('template'),
          sql<number>`x.area_id`.as('area_id'),
          sql<string>`x.day`.as('day'),
          sql<string>`x.name`.as('name'),
          sql<string>`x.due_at`.as('due_at'),
          sql<string>`x.state`.as('state'),
        ])
        .where(sql<boolean>`x.state = 'missing'`) as never,
  },
  {
    id: 'reports.due',
    words: words('Báo cáo đến hạn', 'Reports that fell due'),
    definition: words(
      'Báo cáo định kỳ của các ngày trong khoảng đã qua giờ nộp vào thời điểm xem, mỗi địa bàn, mỗi loại báo cáo, mỗi ngày một: nộp đúng hạn, nộp trễ hoặc chưa nộp. Tính nhiều nhất 60 ngày.',
      'Periodic reports of the days in the window whose time had passed at the moment asked about, one for each area, template and day: submitted in time, late, or missing. Sixty days at most.',
    ),
    unit: words('báo cáo', 'reports'),
    right: 'report.read',
    opens: '/reports?area={area_id}',
    axis: 'flow',
    columns: [
      { key: 'name', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
      { key: 'template', type: 'text', words: words('Loại báo cáo', 'Report'), sortable: true },
      { key: 'day', type: 'date', words: words('Báo cáo ngày', 'Report of'), sortable: true },
      { key: 'due_at', type: 'datetime', words: words('Hạn nộp', 'Due'), sortable: true },
      { key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: ENDED_WORDS },
    ],
    parts: { state: { words: words('Tình trạng', 'State'), values: ENDED_WORDS } },
    rows: (db, input) => {
      const today = localDate(input.asOf)
      const last = input.to !== undefined && input.to < today ? input.to : today
      const first = addDays(last, -MOST_DAYS)
      const since = input.from !== undefined && input.from > first ? input.from : first
      return db
        .selectFrom(
          expectedReports(db, { areaIds: input.areaIds, since, day: last, asOf: input.asOf }).as(
            'x',
          ) as never,
        )
        .select([
          idOf.as('id'),
          sql<string>`x.template_vi`.as('template'),
          sql<number>`x.area_id`.as('area_id'),
          sql<string>`x.day`.as('day'),
          sql<string>`x.name`.as('name'),
          sql<string>`x.due_at`.as('due_at'),
          sql<string>`x.state`.as('state'),
        ])
        .where(sql<boolean>`x.state <> 'waiting'`)
        .where(sql<boolean>`x.due_at < ${input.asOf}::timestamptz`) as never
    },
  },
]
