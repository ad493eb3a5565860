import { sql } from 'kysely'
import { type Figure, type FigureInput, inDays, known } from '../../../platform/figures.ts'
import type { Column } from '../../../platform/listing.ts'
import { words } from '../../../platform/words.ts'
import type { PlanState } from './plans/contract.ts'
import { planState } from './plans/queries.ts'
import { FINDING, findingDue, findingFailures, findingOpen, visitTotal } from './queries.ts'
import { SEVERITY_WORDS, TRACK_WORDS } from './words.ts'

type Db = Parameters<Figure['rows']>[0]
const TRACK = { words: words('Tuyến', 'Track'), values: TRACK_WORDS }

export const findingColumns: Column[] = [
  { key: 'what', type: 'text', words: words('Tồn tại', 'Finding') },
  { key: 'subject', type: 'text', words: words('Nơi kiểm tra', 'Where'), sortable: true },
  { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
  { key: 'track', type: 'choice', words: TRACK.words, values: TRACK_WORDS, sortable: true },
  { key: 'severity', type: 'choice', words: words('Mức độ', 'Severity'), values: SEVERITY_WORDS },
  { key: 'post_kind', type: 'text', words: words('Người khắc phục', 'Who remedies') },
  { key: 'due_at', type: 'datetime', words: words('Hạn', 'Due'), sortable: true },
  { key: 'reopened', type: 'integer', words: words('Phúc tra chưa đạt', 'Found again'), sortable: true },
]

/** Findings that stood open at the moment asked about; the rows themselves never change. */
function open(db: Db, input: FigureInput) {
  return db
    .selectFrom('vx.inspection_finding as f')
    .innerJoin('vx.inspection_visit as v', 'v.id', 'f.visit_id')
    .innerJoin('vx.area as a', 'a.id', 'f.area_id')
    .select(['f.id', 'f.visit_id', 'f.area_id', 'f.what', 'v.subject_label as subject', 'a.label as area'])
    .select(['v.track', 'f.severity', 'f.post_kind', findingDue(input.asOf).as('due_at')])
    .select(sql<number>`${findingFailures(input.asOf)}::int`.as('reopened'))
    .select(sql<string>`(f.created_at at time zone 'Asia/Ho_Chi_Minh')::date`.as('day'))
    .where('f.created_at', '<=', input.asOf)
    .where(findingOpen(input.asOf))
    .where('f.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
}

const shared = {
  unit: words('tồn tại', 'findings'),
  right: 'inspection.read',
  opens: '/inspections/{visit_id}',
  axis: 'stock' as const,
  columns: findingColumns,
  parts: { track: TRACK, severity: { words: words('Mức độ', 'Severity'), values: SEVERITY_WORDS } },
}

const planColumns: Column[] = [
  { key: 'organisation', type: 'text', words: words('Đơn vị', 'Organisation'), sortable: true },
  { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
  { key: 'edition', type: 'integer', words: words('Lần nộp', 'Edition'), sortable: true },
  { key: 'submitted_on', type: 'date', words: words('Ngày nộp', 'Handed in'), sortable: true },
]

/** Plans that were in a state at the moment asked about. */
const plansIn = (state: PlanState) => (db: Db, input: FigureInput) =>
  db
    .selectFrom(known('vx.prevention_plan', 'p', input))
    .innerJoin('vx.organisation as o', 'o.id', 'p.organisation_id')
    .innerJoin('vx.area as a', 'a.id', 'p.area_id')
    .select(['p.id', 'p.area_id', 'o.name as organisation', 'a.label as area', 'p.edition', 'p.submitted_on'])
    .select('p.submitted_on as day')
    .where('p.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
    .where(planState('p', input.asOf), '=', state) as never

const plan = (
  id: string,
  state: PlanState,
  name: ReturnType<typeof words>,
  definition: ReturnType<typeof words>,
) => ({
  id,
  words: name,
  definition,
  unit: words('phương án', 'plans'),
  right: 'inspection.read',
  opens: '/plans/{id}',
  axis: 'stock' as const,
  columns: planColumns,
  rows: plansIn(state),
})

export const figures: Figure[] = [
  {
    id: 'inspections.visits',
    words: words('Cuộc kiểm tra', 'Inspection visits'),
    definition: words(
      'Cuộc kiểm tra đã kết thúc trong khoảng; gốc (tổ dân phố) và ngọn (cơ quan, doanh nghiệp) tính riêng.',
      'Visits closed in the window; the root (neighbourhoods) and the top (organisations) are counted apart.',
    ),
    unit: words('cuộc', 'visits'),
    right: 'inspection.read',
    opens: '/inspections/{id}',
    axis: 'flow',
    columns: [
      { key: 'subject', type: 'text', words: words('Nơi kiểm tra', 'Where'), sortable: true },
      { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
      { key: 'track', type: 'choice', words: TRACK.words, values: TRACK_WORDS },
      { key: 'team', type: 'text', words: words('Tổ kiểm tra', 'Team'), sortable: true },
      { key: 'closed_at', type: 'datetime', words: words('Kết thúc lúc', 'Closed at'), sortable: true },
      { key: 'total', type: 'integer', words: words('Điểm', 'Points'), sortable: true },
    ],
    parts: { track: TRACK },
    rows: (db, input) =>
      db
        .selectFrom(known('vx.inspection_visit', 'v', input))
        .innerJoin('vx.area as a', 'a.id', 'v.area_id')
        .select(['v.id', 'v.area_id', 'v.subject_label as subject', 'a.label as area', 'v.track'])
        .select(['v.team_label as team', 'v.closed_at', visitTotal('v').as('total')])
        .select(sql<string>`(v.closed_at at time zone 'Asia/Ho_Chi_Minh')::date`.as('day'))
        .where('v.closed_at', 'is not', null)
        .where(inDays('v.closed_at', input))
        .where('v.area_id', '=', sql<number>`any(${input.areaIds}::int[])`) as never,
  },
  {
    ...shared,
    id: 'findings.open',
    words: words('Tồn tại chưa đóng', 'Open findings'),
    definition: words(
      'Tồn tại do kiểm tra kết luận mà chưa có phúc tra nào ghi đạt vào thời điểm xem. Báo xong việc chưa phải là đóng.',
      'What inspections found and no re-check had found remedied at the moment asked about. A task done does not close a finding.',
    ),
    rows: (db, input) => open(db, input) as never,
  },
  {
    ...shared,
    id: 'findings.reopened',
    words: words('Tồn tại phúc tra chưa đạt', 'Findings found again'),
    definition: words(
      'Tồn tại chưa đóng mà ít nhất một lần phúc tra ghi chưa đạt.',
      'Open findings that at least one re-check found not remedied.',
    ),
    rows: (db, input) => open(db, input).where(findingFailures(input.asOf), '>', 0) as never,
  },
  {
    ...shared,
    id: 'findings.late',
    words: words('Tồn tại quá hạn', 'Late findings'),
    definition: words(
      'Tồn tại chưa đóng, hạn khắc phục đã qua và việc được giao chưa báo xong vào thời điểm xem.',
      'Open findings past their deadline whose task was not reported done at the moment asked about.',
    ),
    rows: (db, input) =>
      open(db, input)
        .where(findingDue(input.asOf), '<', input.asOf)
        .where(({ not, exists }) =>
          not(
            exists(
              db
                .selectFrom(known('vx.task', 't', input))
                .select('t.id')
                .where('t.subject_type', '=', FINDING)
                .where('t.subject_id', '=', sql<string>`f.id`)
                .where('t.done_at', 'is not', null)
                .where('t.cancelled_at', 'is', null),
            ),
          ),
        ) as never,
  },
  plan(
    'plans.waiting',
    'waiting',
    words('Phương án chờ duyệt', 'Plans waiting'),
    words(
      'Phương án phòng, chống dịch của đơn vị đã nộp và chưa được duyệt hay trả lại vào thời điểm xem.',
      'Prevention plans handed in and neither approved nor returned at the moment asked about.',
    ),
  ),
  plan(
    'plans.approved_not_verified',
    'approved',
    words('Phương án chưa thẩm định', 'Plans not verified'),
    words(
      'Phương án đã duyệt mà chưa có cuộc kiểm tra nào tại đơn vị chấm điểm sau khi duyệt.',
      'Approved plans of organisations that no scored visit has seen since the approval.',
    ),
  ),
  plan(
    'plans.reopened',
    'reopened',
    words('Phương án đối phó', 'Plans for show'),
    words(
      'Phương án đã duyệt mà sau đó kiểm tra kết luận đơn vị làm đối phó; mở lại đến khi đơn vị nộp bản mới.',
      'Approved plans of organisations that an inspection later found acting for show; open until a new edition.',
    ),
  ),
]
