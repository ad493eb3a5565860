import { sql } from 'kysely'
import { defineDomain } from '../../../platform/domain.ts'
import type { Register } from '../../../platform/registers.ts'
import { words } from '../../../platform/words.ts'
import { columns, figures, KIND_WORDS, STATE_WORDS } from './figures.ts'
import { subjectPage, taskState } from './queries.ts'
import { tasksRouter } from './routes.ts'

export { addTasks } from './assign.ts'
export type { Task } from './contract.ts'
export { listTasks } from './queries.ts'
export { keepRaised } from './raise.ts'
export { complete, completeByFact, listBySubject, openChecklist, reopen } from './service.ts'

const register: Register = {
  id: 'tasks',
  words: words('Nhiệm vụ', 'Tasks'),
  right: 'task.read',
  opens: '/{subject_page}/{subject_id}',
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
        't.subject_id',
        'a.label as area',
        't.post_kind',
        't.due_at',
        't.done_at',
        taskState('t', input.now).as('state'),
        subjectPage('t').as('subject_page'),
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

export const tasks = defineDomain({
  name: 'tasks',
  router: tasksRouter,
  figures,
  registers: [register],
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
    'task.complete': [
      'district-commander',
      'district-clerk',
      'epidemiologist',
      'ward-chair',
      'ward-secretary',
      'ward-nurse',
      'area-police',
      'military',
      'inspection-lead',
      'front-officer',
    ],
  },
  problems: {
    'task-done-already': {
      status: 409,
      vi: 'Việc này {by} đã báo xong.',
      en: 'This task was already marked done by {by}.',
    },
  },
})
