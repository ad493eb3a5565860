import { sql } from 'kysely'
import { localDate } from '../../../platform/clock.ts'
import type { Figure } from '../../../platform/figures.ts'
import { words } from '../../../platform/words.ts'
import { expectedReports } from './queries.ts'

export const SUBMISSION_WORDS = {
  waiting: words('Chưa đến hạn', 'Not due yet'),
  missing: words('Chưa nộp', 'Missing'),
  in_time: words('Đã nộp', 'Submitted'),
  late: words('Nộp trễ', 'Submitted late'),
}

export const figures: Figure[] = [
  {
    id: 'reports.missing',
    words: words('Báo cáo chưa nộp', 'Reports missing'),
    definition: words(
      'Địa bàn có báo cáo định kỳ của ngày xem đã quá giờ nộp mà chưa ký, tính cả địa bàn đang xem. Giờ nộp theo quy định "report.due".',
      'Areas whose periodic report of the day asked about is past due and not signed, the area asked about included. Due times follow the rule "report.due".',
    ),
    unit: words('báo cáo', 'reports'),
    right: 'report.read',
    opens: '/reports?area={area_id}',
    axis: 'stock',
    columns: [
      { key: 'name', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
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
          // An expected report has no record yet: its id is made from area and day, the same every time.
          sql<string>`md5('report/' || x.area_id || '/' || x.day)::uuid`.as('id'),
          sql<number>`x.area_id`.as('area_id'),
          sql<string>`x.day`.as('day'),
          sql<string>`x.name`.as('name'),
          sql<string>`x.due_at`.as('due_at'),
          sql<string>`x.state`.as('state'),
        ])
        .where(sql<boolean>`x.state = 'missing'`) as never,
  },
]
