import { z } from 'zod'
import { route } from '../../../platform/domain.ts'

export const TaskKind = z.enum(['isolate', 'trace', 'contain', 'test', 'notify', 'other'])
export type TaskKind = z.infer<typeof TaskKind>
export const TaskState = z.enum(['in_time', 'near_due', 'overdue', 'done_in_time', 'done_late'])
export type TaskState = z.infer<typeof TaskState>

export const Task = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  kind: TaskKind,
  title: z.string().nullable(),
  subjectType: z.string(),
  subjectId: z.uuid(),
  subjectLabel: z.string(),
  postKind: z.string(),
  /** Who holds that post in the area now. */
  holder: z.string().nullable(),
  openedAt: z.string(),
  dueAt: z.string(),
  doneAt: z.string().nullable(),
  doneBy: z.string().nullable(),
  doneNote: z.string().nullable(),
  state: TaskState,
  legalBasis: z.string().nullable(),
  version: z.number().int(),
})
export type Task = z.infer<typeof Task>

export const tasksContract = {
  bySubject: route('GET', '/tasks', 'task.read', 'The tasks about one record')
    .input(z.object({ subjectType: z.string(), subjectId: z.uuid() }))
    .output(z.array(Task)),
  complete: route('POST', '/tasks/{id}/complete', 'task.complete', 'Marks a task done, with what was done')
    .input(
      z.object({
        id: z.uuid(),
        version: z.number().int(),
        note: z.string().trim().min(3).max(500).meta({ widget: 'textarea' }),
      }),
    )
    .output(Task),
  reopen: route(
    'POST',
    '/tasks/{id}/reopen',
    'task.complete',
    'Opens a task again that was marked done by mistake',
  )
    .input(z.object({ id: z.uuid(), version: z.number().int() }))
    .output(Task),
}
