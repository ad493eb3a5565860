import { sql } from 'kysely'
import { addDays, localDate } from '../../../platform/clock.ts'
import { type Figure, type FigureInput, inDays, known } from '../../../platform/figures.ts'
import type { Column } from '../../../platform/listing.ts'
import { words } from '../../../platform/words.ts'
import { nameOf, personBehind } from '../../registry/people/index.ts'
import { cases, columns, shared } from './figures.ts'
import { clockOf, completenessOf, conflictsOf, notificationState } from './investigation/queries.ts'
import { CLOCK_WORDS } from './wording.ts'

type Db = Parameters<Figure['rows']>[0]

const code = columns.filter((c) => ['code', 'full_name', 'area', 'classification', 'channel'].includes(c.key))
const scoreColumn: Column = {
  key: 'score',
  type: 'integer',
  words: words('Đầy đủ (/100)', 'Complete (/100)'),
  sortable: true,
}
const clockColumns: Column[] = [
  { key: 'disease', type: 'text', words: words('Bệnh', 'Disease'), sortable: true },
  { key: 'due_at', type: 'datetime', words: words('Hạn báo', 'Notify by'), sortable: true },
  { key: 'notified_at', type: 'datetime', words: words('Đã báo lúc', 'Notified'), sortable: true },
  { key: 'clock', type: 'choice', words: words('Tình trạng báo', 'Notification'), values: CLOCK_WORDS },
]

/** Without a first day only what was reported lately is examined: nobody goes back to the files of years. */
const LATELY_DAYS = 60

/** Cases reported in the window that are not discarded, with the person whose facts are judged. */
const examined = (db: Db, input: FigureInput) =>
  cases(db, { ...input, from: input.from ?? addDays(localDate(input.asOf), -LATELY_DAYS) }, 'reported_at')
    .leftJoin(known('vx.case_file', 'f', input), 'f.id', 'c.id')
    .leftJoinLateral(personBehind('c.person_id').as('p'), (join) => join.onTrue())
    .where('c.classification', '<>', 'discarded')

/** Cases with their clock, as they were known; whichever day the figure counts by is added by it. */
function clocks(db: Db, input: FigureInput) {
  return db
    .selectFrom(known('vx.case_record', 'c', input))
    .innerJoin('vx.area as a', 'a.id', 'c.area_id')
    .innerJoin('vx.disease as d', 'd.key', 'c.disease')
    .leftJoin(known('vx.case_file', 'f', input), 'f.id', 'c.id')
    .innerJoinLateral(clockOf.as('n'), (join) => join.onTrue())
    .select(['c.id', 'c.area_id', 'c.code', 'a.label as area', 'c.classification', 'f.channel'])
    .select([
      'd.name_vi as disease',
      nameOf('c.person_id').as('full_name'),
      'n.due_at',
      'f.notified_at',
      notificationState(input.asOf).as('clock'),
    ])
    .where('c.classification', '<>', 'discarded')
    .where('c.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
}

const parts = {
  channel: shared.parts.channel,
  clock: { words: words('Tình trạng báo', 'Notification'), values: CLOCK_WORDS },
}
const day = (column: string) =>
  sql<string>`(${sql.ref(column)} at time zone 'Asia/Ho_Chi_Minh')::date`.as('day')

/** How good the data of cases is, and whether cases are notified in time. */
export const qualityFigures: Figure[] = [
  {
    ...shared,
    id: 'cases.incomplete',
    axis: 'flow',
    words: words('Hồ sơ ca chưa đầy đủ', 'Incomplete case files'),
    definition: words(
      'Ca chưa bị loại trừ, báo trong khoảng thời gian (không chọn ngày đầu thì 60 ngày gần nhất), còn thiếu ít nhất một mục bắt buộc của phiếu điều tra hoặc của ca; điểm tính theo trọng số trong quy định.',
      'Cases not discarded, reported in the window (the last 60 days when it has no first day), in which at least one required item of the investigation or of the case is missing; the score goes by the weights of the rule.',
    ),
    columns: [...code, scoreColumn],
    rows: (db, input) =>
      examined(db, input)
        .innerJoinLateral(completenessOf(input).as('k'), (join) => join.onTrue())
        .select('k.score')
        .where('k.score', '<', 100) as never,
  },
  {
    ...shared,
    id: 'cases.date_conflicts',
    axis: 'flow',
    words: words('Ca có ngày mâu thuẫn', 'Cases with conflicting dates'),
    definition: words(
      'Ca chưa bị loại trừ, báo trong khoảng thời gian (không chọn ngày đầu thì 60 ngày gần nhất), có hai ngày trái thứ tự sinh – phơi nhiễm – khởi phát – lấy mẫu – báo cáo – kết cục, hoặc khởi phát cách ngày báo quá xa.',
      'Cases not discarded, reported in the window (the last 60 days when it has no first day), with two dates against the order birth – exposure – onset – sample – report – outcome, or an onset too long before the report.',
    ),
    columns: [...columns],
    rows: (db, input) =>
      examined(db, input).where(sql<boolean>`cardinality(${conflictsOf(input)}) > 0`) as never,
  },
  {
    ...shared,
    id: 'cases.to_notify',
    axis: 'stock',
    words: words('Ca chờ báo cáo', 'Cases to be notified'),
    definition: words(
      'Ca đang tính giờ báo cáo theo Thông tư 54/2015/TT-BYT mà chưa ghi nhận đã báo; không tính ca nhập từ danh sách cũ.',
      'Cases whose notification clock (Circular 54/2015/TT-BYT) runs and that are not recorded as notified; cases entered from old lists are left out.',
    ),
    columns: [...code, ...clockColumns.filter((c) => c.key !== 'notified_at')],
    parts,
    rows: (db, input) =>
      clocks(db, input).select(day('n.due_at')).where('f.notified_at', 'is', null) as never,
  },
  {
    ...shared,
    id: 'cases.notify_overdue',
    axis: 'stock',
    words: words('Ca quá hạn báo cáo', 'Cases overdue for notification'),
    definition: words(
      'Ca chưa ghi nhận đã báo mà hạn 24 giờ hoặc 48 giờ đã qua vào thời điểm xem.',
      'Cases not recorded as notified whose 24 or 48 hours had passed at the moment asked about.',
    ),
    columns: [...code, ...clockColumns.filter((c) => c.key !== 'notified_at')],
    parts: { channel: parts.channel },
    rows: (db, input) =>
      clocks(db, input)
        .select(day('n.due_at'))
        .where('f.notified_at', 'is', null)
        .where(sql<boolean>`n.due_at < ${input.asOf}::timestamptz`) as never,
  },
  {
    ...shared,
    id: 'cases.notified',
    axis: 'flow',
    words: words('Ca đã báo cáo', 'Notified cases'),
    definition: words(
      'Ca có ghi nhận đã báo, theo ngày báo; phần chia cho biết đúng hạn hay trễ.',
      'Cases recorded as notified, by day of notification; the parts tell in time or late.',
    ),
    columns: [...code, ...clockColumns],
    parts,
    rows: (db, input) =>
      clocks(db, input).select(day('f.notified_at')).where(inDays('f.notified_at', input)) as never,
  },
]
