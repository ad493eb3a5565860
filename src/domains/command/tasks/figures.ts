import { sql } from 'kysely'
import { type Figure, type FigureInput, inDays, known } from '../../../platform/figures.ts'
import type { Column } from '../../../platform/listing.ts'
import { words } from '../../../platform/words.ts'
import { taskState } from './queries.ts'

export const KIND_WORDS = {
  isolate: words('Cách ly, chuyển điều trị', 'Isolate, admit'),
  contain: words('Khoanh vùng', 'Contain'),
  trace: words('Truy vết', 'Trace contacts'),
  test: words('Xét nghiệm', 'Test'),
  notify: words('Báo cáo trong 24 giờ', 'Notify within 24 hours'),
  other: words('Việc khác', 'Other'),
}

export const STATE_WORDS = {
  in_time: words('Trong hạn', 'In time'),
  near_due: words('Sắp đến hạn', 'Near due'),
  overdue: words('Quá hạn', 'Overdue'),
  done_in_time: words('Xong đúng hạn', 'Done in time'),
  done_late: words('Xong trễ', 'Done late'),
  cancelled: words('Đã huỷ', 'Cancelled'),
}

/** How far a late task has gone up the ladder since its deadline. */
const STEP_WORDS = {
  none: words('Chưa đôn đốc', 'Nothing yet'),
  reminder: words('Đã đôn đốc', 'Reminded'),
  question: words('Đã yêu cầu giải trình', 'Asked to explain'),
  escalated: words('Đã báo lên cấp trên', 'Told to those above'),
}

const stepOf = (asOf: string) =>
  sql<keyof typeof STEP_WORDS>`coalesce((select e.kind from vx.task_entry e
    where e.task_id = t.id and e.kind in ('reminder','question','escalated') and e.at between t.due_at and ${asOf}
    order by array_position(array['escalated','question','reminder'], e.kind) limit 1), 'none')`

export const columns: Column[] = [
  { key: 'kind', type: 'choice', words: words('Việc', 'Task'), values: KIND_WORDS, sortable: true },
  { key: 'subject_label', type: 'text', words: words('Về', 'About'), sortable: true },
  { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
  { key: 'post_kind', type: 'text', words: words('Người làm', 'Who acts') },
  { key: 'due_at', type: 'datetime', words: words('Hạn', 'Due'), sortable: true },
  { key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: STATE_WORDS },
]

const shared = {
  unit: words('việc', 'tasks'),
  right: 'task.read',
  opens: '/tasks/{id}',
  axis: 'stock' as const,
  columns,
  parts: { kind: { words: words('Loại việc', 'Kind'), values: KIND_WORDS } },
}

function open(db: Parameters<Figure['rows']>[0], input: FigureInput) {
  return db
    .selectFrom(known('vx.task', 't', input))
    .leftJoin('vx.area as a', 'a.id', 't.area_id')
    .select([
      't.id',
      't.area_id',
      sql<string>`(t.due_at at time zone 'Asia/Ho_Chi_Minh')::date`.as('day'),
      't.kind',
      't.subject_label',
      'a.label as area',
      't.post_kind',
      't.due_at',
      taskState('t', input.asOf).as('state'),
    ])
    .where('t.done_at', 'is', null)
    .where('t.cancelled_at', 'is', null)
    .where('t.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
}

const ENDED_WORDS = {
  done_in_time: STATE_WORDS.done_in_time,
  done_late: STATE_WORDS.done_late,
  overdue: STATE_WORDS.overdue,
}

/** Tasks whose deadline has passed, by what became of them; of some kinds only, where asked. */
function due(id: string, say: Pick<Figure, 'words' | 'definition'>, kinds?: string[]): Figure {
  return {
    ...shared,
    ...say,
    id,
    axis: 'flow',
    parts: { ...shared.parts, state: { words: words('Tình trạng', 'State'), values: ENDED_WORDS } },
    rows: (db, input) => {
      const rows = db
        .selectFrom(known('vx.task', 't', input))
        .leftJoin('vx.area as a', 'a.id', 't.area_id')
        .select([
          't.id',
          't.area_id',
          't.kind',
          't.subject_label',
          'a.label as area',
          't.post_kind',
          't.due_at',
        ])
        .select(sql<string>`(t.due_at at time zone 'Asia/Ho_Chi_Minh')::date`.as('day'))
        .select(taskState('t', input.asOf).as('state'))
        .where('t.cancelled_at', 'is', null)
        // What a unit owes otherwise, and is late with, is measured there: once.
        .where(sql<boolean>`t.subject_type not in ('document-receipt', 'report-due')`)
        .where('t.due_at', '<', input.asOf)
        .where('t.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
        .where(inDays('t.due_at', input))
      return (kinds ? rows.where('t.kind', '=', sql<'test'>`any(${kinds}::text[])`) : rows) as never
    },
  }
}

export const figures: Figure[] = [
  {
    ...shared,
    id: 'tasks.open',
    words: words('Nhiệm vụ đang làm', 'Open tasks'),
    definition: words(
      'Việc đã giao và chưa xong vào thời điểm xem.',
      'Tasks given and not done at the moment asked about.',
    ),
    rows: (db, input) => open(db, input) as never,
  },
  {
    ...shared,
    id: 'tasks.overdue',
    words: words('Nhiệm vụ quá hạn', 'Overdue tasks'),
    definition: words(
      'Việc chưa xong mà hạn đã qua vào thời điểm xem.',
      'Tasks not done whose deadline had passed at the moment asked about.',
    ),
    parts: {
      ...shared.parts,
      step: { words: words('Bậc đôn đốc', 'Step of the ladder'), values: STEP_WORDS },
    },
    columns: [
      ...columns,
      { key: 'step', type: 'choice', words: words('Bậc đôn đốc', 'Step of the ladder'), values: STEP_WORDS },
    ],
    rows: (db, input) =>
      open(db, input).select(stepOf(input.asOf).as('step')).where('t.due_at', '<', input.asOf) as never,
  },
  due('tasks.due', {
    words: words('Nhiệm vụ đến hạn', 'Tasks that fell due'),
    definition: words(
      'Việc đã giao, chưa huỷ, có hạn trong khoảng ngày và hạn đã qua vào thời điểm xem: xong đúng hạn, xong trễ hoặc quá hạn.',
      'Tasks given and not cancelled whose deadline lies in the window and had passed at the moment asked about: done in time, done late, or overdue.',
    ),
  }),
  due(
    'tasks.response_due',
    {
      words: words('Việc xử lý ổ dịch đến hạn', 'Response tasks that fell due'),
      definition: words(
        'Như "Nhiệm vụ đến hạn", chỉ các việc mở ra khi ca bệnh được xác định: cách ly, khoanh vùng, truy vết, xét nghiệm, báo cáo.',
        'As “Tasks that fell due”, only those that the confirmation of a case opens: isolate, contain, trace, test, notify.',
      ),
    },
    ['isolate', 'contain', 'trace', 'test', 'notify'],
  ),
  {
    id: 'tasks.obstacles',
    words: words('Vướng mắc chưa gỡ', 'Obstacles not cleared'),
    definition: words(
      'Vướng mắc đơn vị đã báo ở một việc chưa xong và chưa ai báo là đã gỡ vào thời điểm xem.',
      'What a unit said stands in the way of an open task and nobody had said to be cleared at the moment asked about.',
    ),
    unit: words('vướng mắc', 'obstacles'),
    right: 'task.read',
    opens: '/tasks/{task_id}',
    axis: 'stock',
    columns: [
      { key: 'said', type: 'text', words: words('Vướng mắc', 'Obstacle') },
      { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
      { key: 'owner_post', type: 'text', words: words('Người gỡ', 'Who clears it') },
      { key: 'due_at', type: 'datetime', words: words('Hạn gỡ', 'Due'), sortable: true },
      { key: 'at', type: 'datetime', words: words('Báo lúc', 'Said at'), sortable: true },
    ],
    rows: (db, input) =>
      db
        .selectFrom('vx.task_entry as e')
        .innerJoin(known('vx.task', 't', input), 't.id', 'e.task_id')
        .leftJoin('vx.area as a', 'a.id', 'e.area_id')
        .select([
          'e.id',
          'e.task_id',
          'e.area_id',
          'e.said',
          'a.label as area',
          'e.owner_post',
          'e.due_at',
          'e.at',
        ])
        .select(sql<string>`(e.at at time zone 'Asia/Ho_Chi_Minh')::date`.as('day'))
        .where('e.kind', '=', 'obstacle')
        .where('t.done_at', 'is', null)
        .where('t.cancelled_at', 'is', null)
        .where('e.at', '<=', input.asOf)
        .where('e.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
        .where(
          sql<boolean>`not exists (select from vx.task_entry o where o.answers_id = e.id and o.at <= ${input.asOf})`,
        ) as never,
  },
]
