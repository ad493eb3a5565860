import { sql } from 'kysely'
import { defineDomain } from '../../../platform/domain.ts'
import type { Register } from '../../../platform/registers.ts'
import { words } from '../../../platform/words.ts'
import { attachmentsOf } from '../../registry/attachments/index.ts'
import { columns, figures, KIND_WORDS, STATE_WORDS } from './figures.ts'
import { schedules } from './jobs.ts'
import { taskState } from './queries.ts'
import { tasksRouter } from './routes.ts'
import { takeFile } from './work.ts'

export { addTasks, cancelTasks, endTasks, reopenTasks } from './assign.ts'
export type { Goal, Task } from './contract.ts'
export { requireGoal } from './goal.ts'
export { linesBySubject, listTasks, listVacant, taskState } from './queries.ts'
export { keepRaised } from './raise.ts'
export { complete, completeByFact, listBySubject, openChecklist, reopen } from './service.ts'
export { remind } from './work.ts'

const register: Register = {
  id: 'tasks',
  words: words('Nhiệm vụ', 'Tasks'),
  right: 'task.read',
  opens: '/tasks/{id}',
  columns: [
    ...columns,
    { key: 'done_at', type: 'datetime', words: words('Xong lúc', 'Done at'), sortable: true },
  ],
  filters: [
    { key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: STATE_WORDS },
    { key: 'kind', type: 'choice', words: words('Việc', 'Task'), values: KIND_WORDS },
  ],
  // What was due long ago is mostly done: the register opens on what is due now and next.
  sort: { key: 'due_at', desc: true },
  query(db, input) {
    const rows = db
      .selectFrom('vx.task as t')
      .leftJoin('vx.area as a', 'a.id', 't.area_id')
      .select([
        't.id',
        't.kind',
        't.subject_label',
        'a.label as area',
        't.post_kind',
        't.due_at',
        't.done_at',
        taskState('t', input.now).as('state'),
      ])
      .where('t.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
      .as('x')
    let q = db.selectFrom(rows).selectAll()
    if (input.filters.state) q = q.where('x.state', '=', input.filters.state as 'overdue')
    if (input.filters.kind) q = q.where('x.kind', '=', input.filters.kind as 'trace')
    if (input.search)
      q = q.where(sql<boolean>`vx.fold(x.subject_label) like '%' || vx.fold(${input.search}) || '%'`)
    return q as never
  },
}

/** Posts that tasks are given to: who works on them also says that they are done. */
const WORKERS = [
  'district-commander',
  'district-clerk',
  'epidemiologist',
  'ward-chair',
  'ward-secretary',
  'ward-nurse',
  'area-police',
  'military',
  'neighbourhood-head',
  'inspection-lead',
  'front-officer',
]

export const tasks = defineDomain({
  name: 'tasks',
  router: tasksRouter,
  figures,
  registers: [register],
  schedules,
  ...attachmentsOf({
    subjectType: 'task',
    path: 'tasks',
    reads: 'task.read',
    adds: 'task.work',
    take: takeFile,
    event: 'task.changed',
  }),
  rights: {
    'task.read': [
      'district-commander',
      'party-monitor',
      'district-clerk',
      'epidemiologist',
      'ward-chair',
      'ward-secretary',
      'ward-nurse',
      'area-police',
      'military',
      'neighbourhood-head',
      'team-member',
      'inspection-lead',
      'front-officer',
    ],
    'task.open': [],
    // Whoever gives work to those below: a part of it, a reminder, more time.
    'task.split': ['district-commander', 'district-clerk', 'ward-chair', 'ward-secretary'],
    'task.direct': ['district-commander', 'district-clerk', 'epidemiologist', 'ward-chair', 'ward-secretary'],
    'task.work': WORKERS,
    'task.complete': WORKERS,
  },
  problems: {
    'task-done-already': {
      status: 409,
      vi: 'Việc này {by} đã báo xong.',
      en: 'This task was already marked done by {by}.',
    },
    'task-cancelled': {
      status: 409,
      vi: 'Việc này đã huỷ. Tải lại trang để xem ai huỷ và vì sao.',
      en: 'This task was cancelled. Reload the page to see by whom and why.',
    },
    'task-of-another': {
      status: 403,
      vi: 'Việc này giao cho chức danh khác trên địa bàn. Hãy nhắn người được giao.',
      en: 'This task was given to another post of the area. Ask whoever has it.',
    },
    'task-from-above': {
      status: 403,
      vi: 'Việc của đơn vị mình do cấp trên đôn đốc, gia hạn hoặc huỷ. Hãy xin gia hạn và nói rõ lý do.',
      en: 'What one’s own unit has to do is reminded of, put off or cancelled from above. Ask for more time and say why.',
    },
    'task-kept-by-facts': {
      status: 409,
      vi: 'Việc này tự mở và tự xong theo hồ sơ (ca bệnh, người, tổ, văn bản, báo cáo), nên không chia nhỏ, huỷ hay tự báo xong được. Hãy cập nhật hồ sơ đó.',
      en: 'This task opens and ends by itself with its record (case, person, team, document, report), so it can be neither split, cancelled nor marked done. Update the record.',
    },
    'task-due-too-early': {
      status: 422,
      vi: 'Hạn phải sau thời điểm này và sau hạn đang có. Chọn giờ muộn hơn.',
      en: 'The deadline must lie ahead, and after the one there is. Choose a later time.',
    },
    'task-part-later': {
      status: 422,
      vi: 'Hạn của phần việc không thể sau hạn của cả việc. Chọn hạn sớm hơn, hoặc xin gia hạn việc chung trước.',
      en: 'A part cannot be due after the whole. Choose an earlier time, or have the whole put off first.',
    },
    'task-waits': {
      status: 409,
      vi: 'Việc này chờ việc khác xong trước: {first}. Báo xong việc đó, hoặc bỏ thứ tự nếu không còn cần.',
      en: 'This waits for something else: {first}. Have that done first, or take the order away if it is not needed.',
    },
    'task-order-circle': {
      status: 422,
      vi: 'Hai việc sẽ chờ lẫn nhau mãi: việc được chọn đang chờ chính việc này. Chọn việc khác.',
      en: 'They would wait for each other for ever: the chosen one already waits for this one. Choose another.',
    },
    'task-no-holder': {
      status: 422,
      vi: 'Chưa có ai giữ chức danh này ở: {areas}. Chọn chức danh khác, hoặc bỏ những nơi đó.',
      en: 'Nobody holds this post in: {areas}. Choose another post, or leave these out.',
    },
    'task-entry-answered': {
      status: 409,
      vi: 'Mục này đã có người trả lời. Tải lại trang để xem.',
      en: 'This was answered already. Reload the page to see.',
    },
  },
})
