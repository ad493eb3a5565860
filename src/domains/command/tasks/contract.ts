import { z } from 'zod'
import { route } from '../../../platform/domain.ts'
import { Attachment } from '../../registry/attachments/contract.ts'

const Words = z.object({ vi: z.string(), en: z.string() })

export const TaskKind = z.enum(['isolate', 'trace', 'contain', 'test', 'notify', 'other'])
export type TaskKind = z.infer<typeof TaskKind>
export const TaskState = z.enum(['in_time', 'near_due', 'overdue', 'done_in_time', 'done_late', 'cancelled'])
export type TaskState = z.infer<typeof TaskState>
/** The colour of a state, the same on every screen. */
export const STATE_TONES = {
  in_time: 'info',
  near_due: 'due',
  overdue: 'late',
  done_in_time: 'ok',
  done_late: 'due',
  cancelled: 'neutral',
} as const satisfies Record<TaskState, string>

/**
 * What says that a task is done: a figure of its area, as it is or as a share of another one. "157.560 leaflets for all
 * households" is at least 100 per cent of the households.
 */
export const Goal = z.object({
  /** Id of a figure; one that counts what happens is counted from the day on which the task was given. */
  figure: z.string().min(1).max(60),
  /** Id of the figure that is the whole; then `value` is per cent. */
  per: z.string().min(1).max(60).optional(),
  compare: z.enum(['at_least', 'at_most']),
  value: z.number().int().min(0).max(1_000_000_000),
})
export type Goal = z.infer<typeof Goal>

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
  cancelledAt: z.string().nullable(),
  /** What shall be there at the end. */
  expected: z.string().nullable(),
  /** Kinds of posts that work along. */
  withPosts: z.array(z.string()),
  goal: Goal.nullable(),
  state: TaskState,
  legalBasis: z.string().nullable(),
  version: z.number().int(),
})
export type Task = z.infer<typeof Task>

export const EntryKind = z.enum([
  'reminder',
  'question',
  'answer',
  'evidence',
  'obstacle',
  'obstacle_over',
  'extension_asked',
  'extension',
  'cancel',
  'escalated',
])
export type EntryKind = z.infer<typeof EntryKind>

/** One step in the trace of a task. */
export const TaskEntry = z.object({
  id: z.uuid(),
  taskId: z.uuid(),
  kind: EntryKind,
  said: z.string(),
  at: z.string(),
  byName: z.string(),
  byPost: z.string(),
  byAreaId: z.number().int(),
  /** Of an obstacle: who has to clear it. */
  ownerPost: z.string().nullable(),
  /** Of an obstacle until when; of an extension the deadline asked for or given. */
  dueAt: z.string().nullable(),
  answersId: z.uuid().nullable(),
  /** A question, an obstacle, a deadline asked for or what was told to those above that nobody has answered. */
  open: z.boolean(),
})
export type TaskEntry = z.infer<typeof TaskEntry>

/** A task in a list of tasks, with what happened around it. */
export const TaskLine = Task.extend({
  reminders: z.number().int(),
  obstacles: z.number().int(),
  /** What it was split into: how many, and how many of them are done. */
  parts: z.object({ n: z.number().int(), done: z.number().int() }),
})
export type TaskLine = z.infer<typeof TaskLine>

/** Something that has to be done first; it may be another unit's. */
export const WaitsFor = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  title: z.string(),
  dueAt: z.string(),
  done: z.boolean(),
})
export type WaitsFor = z.infer<typeof WaitsFor>

export const TaskPage = z.object({
  task: TaskLine,
  /** How far the figure is that measures it; null without one, or for posts that may not count it. */
  measured: z
    .object({
      words: Words,
      of: Words.nullable(),
      count: z.number().int(),
      total: z.number().int().nullable(),
      reached: z.boolean(),
      /** Where its list opens. */
      href: z.string(),
    })
    .nullable(),
  waitsFor: z.array(WaitsFor),
  entries: z.array(TaskEntry),
  /** Photos and files that prove it. */
  files: z.array(Attachment),
  parts: z.array(TaskLine),
  may: z.object({
    complete: z.boolean(),
    reopen: z.boolean(),
    split: z.boolean(),
    /** Remind, ask, put off, cancel: whoever stands above. */
    direct: z.boolean(),
    /** Say what is done, what is in the way: whoever has it. */
    work: z.boolean(),
    cancel: z.boolean(),
    /** Say what has to be done first. */
    order: z.boolean(),
  }),
})
export type TaskPage = z.infer<typeof TaskPage>

export const Inbox = z.object({
  /** Open tasks of the viewer's post, nearest deadline first; 200 at most. */
  mine: z.array(TaskLine),
  total: z.number().int(),
  /** Questions to the viewer, obstacles the viewer's post has to clear, deadlines that somebody below asks for. */
  waiting: z.array(TaskEntry.extend({ title: z.string(), areaId: z.number().int() })),
})
export type Inbox = z.infer<typeof Inbox>

/** What tasks of a unit stand under on its board, most pressing first. */
export const BoardColumn = z.enum(['stuck', 'overdue', 'near_due', 'in_time', 'done'])
export type BoardColumn = z.infer<typeof BoardColumn>

export const Board = z.array(
  z.object({
    column: BoardColumn,
    total: z.number().int(),
    /** 50 at most: nearest deadline first, of what is done the latest. */
    tasks: z.array(TaskLine),
  }),
)
export type Board = z.infer<typeof Board>

/** Deadlines by day (calendar date, Asia/Ho_Chi_Minh); days without any are left out. */
export const Calendar = z.array(
  z.object({ day: z.string(), open: z.number().int(), overdue: z.number().int(), done: z.number().int() }),
)

const said = z.string().trim().min(3).max(1000).meta({ widget: 'textarea' })
const instant = z.iso.datetime({ offset: true }).meta({ widget: 'datetime' })
const byId = { id: z.uuid() }
/** Kinds of posts that work along. */
const withPosts = z.array(z.string().min(1).max(40)).max(10).optional()

/** What those above a task may say of it. */
export const DirectInput = z.discriminatedUnion('kind', [
  z.object({ ...byId, kind: z.literal('reminder'), said }),
  z.object({ ...byId, kind: z.literal('question'), said }),
  z.object({
    ...byId,
    kind: z.literal('extension'),
    said,
    dueAt: instant,
    answersId: z.uuid().optional(),
    version: z.number().int(),
  }),
  z.object({ ...byId, kind: z.literal('cancel'), said, version: z.number().int() }),
])
export type DirectInput = z.output<typeof DirectInput>

/** What those who have a task say of it. */
export const WorkInput = z.discriminatedUnion('kind', [
  z.object({ ...byId, kind: z.literal('answer'), said, answersId: z.uuid() }),
  z.object({ ...byId, kind: z.literal('evidence'), said }),
  z.object({
    ...byId,
    kind: z.literal('obstacle'),
    said,
    ownerPost: z.string().min(1).max(40),
    dueAt: instant,
  }),
  z.object({ ...byId, kind: z.literal('obstacle_over'), said, answersId: z.uuid() }),
  z.object({ ...byId, kind: z.literal('extension_asked'), said, dueAt: instant }),
])
export type WorkInput = z.output<typeof WorkInput>

export const tasksContract = {
  inbox: route(
    'GET',
    '/tasks/inbox',
    'task.read',
    'What the viewer’s post has to do, and what waits for an answer',
  )
    .input(z.object({}).optional())
    .output(Inbox),
  get: route('GET', '/tasks/{id}', 'task.read', 'One task with its trace and what it was split into')
    .input(z.object(byId))
    .output(TaskPage),
  split: route('POST', '/tasks/{id}/split', 'task.split', 'Gives parts of a task to areas below')
    .input(
      z.object({
        ...byId,
        areaIds: z.array(z.number().int()).min(1).max(200),
        postKind: z.string().min(1).max(40),
        title: z.string().trim().min(3).max(300),
        expected: z.string().trim().min(3).max(300).optional(),
        dueAt: instant,
        withPosts,
        goal: Goal.optional(),
      }),
    )
    .output(z.object({ opened: z.number().int() })),
  direct: route(
    'POST',
    '/tasks/{id}/direct',
    'task.direct',
    'Reminds, asks for an explanation, puts off, cancels',
  )
    .input(DirectInput)
    .output(z.object({ entryId: z.uuid() })),
  work: route(
    'POST',
    '/tasks/{id}/work',
    'task.work',
    'Evidence, an answer, an obstacle and its end, a deadline asked for',
  )
    .input(WorkInput)
    .output(z.object({ entryId: z.uuid() })),
  remind: route(
    'POST',
    '/tasks/remind',
    'task.direct',
    'Reminds of many tasks at once; what is done is left out',
  )
    .input(z.object({ ids: z.array(z.uuid()).min(1).max(200), said }))
    .output(z.object({ reminded: z.number().int() })),
  putOff: route(
    'POST',
    '/tasks/put-off',
    'task.direct',
    'Gives many tasks more time at once; what is done, or due later anyway, is left out',
  )
    .input(z.object({ ids: z.array(z.uuid()).min(1).max(200), dueAt: instant, said }))
    .output(z.object({ changed: z.number().int() })),
  order: route(
    'POST',
    '/tasks/{id}/after',
    'task.split',
    'Says that a task waits for another one, or no more',
  )
    .input(z.object({ ...byId, afterId: z.uuid(), waits: z.boolean() }))
    .output(z.array(WaitsFor)),
  candidates: route('GET', '/tasks/{id}/candidates', 'task.split', 'Tasks that another one may wait for')
    .input(z.object({ ...byId, search: z.string().trim().max(80).optional() }))
    .output(z.array(WaitsFor)),
  board: route('GET', '/tasks/board', 'task.read', 'The tasks of a unit by how they stand')
    .input(
      z.object({
        areaId: z.coerce.number().int(),
        postKind: z.string().max(40).optional(),
        /** Only what is due on this day, done whenever it was. */
        day: z.iso.date().optional(),
      }),
    )
    .output(Board),
  calendar: route('GET', '/tasks/calendar', 'task.read', 'How many tasks of a unit are due on each day')
    .input(
      z
        .object({
          areaId: z.coerce.number().int(),
          postKind: z.string().max(40).optional(),
          from: z.iso.date(),
          to: z.iso.date(),
        })
        .refine(
          (days) => days.from <= days.to && Date.parse(days.to) - Date.parse(days.from) < 100 * 86_400_000,
          {
            path: ['to'],
          },
        ),
    )
    .output(Calendar),
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
