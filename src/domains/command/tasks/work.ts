import { type Ctx, read, requireArea, type WriteTx, write } from '../../../platform/context.ts'
import { problem } from '../../../platform/problems.ts'
import { type AreaTree, treeOf } from '../../registry/areas/index.ts'
import { listAttachments } from '../../registry/attachments/index.ts'
import { addTasks } from './assign.ts'
import type { DirectInput, EntryKind, Goal, Inbox, Task, TaskPage, WorkInput } from './contract.ts'
import { addEntry, type Said } from './entries.ts'
import { measure, requireGoal } from './goal.ts'
import { isEndedByRecord, isKeptByFacts, waitsFor } from './order.ts'
import { ASKS, countOpenOf, listEntries, listTasks, listVacant, PART, withAround } from './queries.ts'

/** Posts that work on what was given to them and on nothing else in their area. */
const OWN_ONLY: ReadonlySet<string> = new Set(['neighbourhood-head'])
const MOST_IN_INBOX = 200
/** The latest units of which an inbox tells; the figure of late tasks opens them all. */
const MOST_TOLD = 20

const has = (task: Task, postKind: string) => task.postKind === postKind || task.withPosts.includes(postKind)

/**
 * Whoever stands above the unit that has the task directs it: they gave it, or their superior did. A task about a record
 * of a neighbourhood may be that of a post of the ward or the district: whoever has it does not stand above it.
 */
const isAbove = (ctx: Ctx, task: Task) => ctx.viewer.areaId !== task.areaId && !has(task, ctx.viewer.postKind)

export const mayWorkOn = (ctx: Ctx, task: Task) =>
  !OWN_ONLY.has(ctx.viewer.postKind) || has(task, ctx.viewer.postKind)

const isOpen = (task: Task) => !task.doneAt && !task.cancelledAt

/** @throws Problem not-found */
export async function getPage(ctx: Ctx, id: string): Promise<TaskPage> {
  const now = ctx.clock.now()
  const tree = await treeOf(ctx)
  return read(ctx, 'task.read', async (db) => {
    const [task] = await withAround(db, await listTasks(db, { id }, now))
    if (!task) throw problem('not-found')
    const parts = await listTasks(db, { subjectType: PART, subjectIds: [id] }, now)
    const below = belowOf(tree, task)
    const may = (right: string) => ctx.viewer.rights.has(right)
    const open = isOpen(task)
    const directs = open && may('task.direct') && isAbove(ctx, task)
    const works = open && mayWorkOn(ctx, task)
    return {
      task,
      measured: await measure(ctx, db, task),
      waitsFor: (await waitsFor(db, [id])).map(({ taskId: _, ...w }) => w),
      entries: await listEntries(db, { taskId: id }),
      files: await listAttachments(ctx, db, 'task', [id]),
      parts: await withAround(db, parts),
      may: {
        complete: works && may('task.complete') && !isEndedByRecord(task),
        reopen: !!task.doneAt && may('task.complete') && mayWorkOn(ctx, task),
        split: open && may('task.split') && !isKeptByFacts(task) && below.size > 0,
        direct: directs,
        work: works && may('task.work'),
        cancel: directs && !isKeptByFacts(task),
        order: open && may('task.split') && !isKeptByFacts(task),
      },
    }
  })
}

/** The areas below the unit that has a task. */
function belowOf(tree: AreaTree, task: Task): Set<number> {
  const below = new Set(tree.subtree(task.areaId))
  below.delete(task.areaId)
  return below
}

export function inbox(ctx: Ctx): Promise<Inbox> {
  const { postKind, rights } = ctx.viewer
  const areaIds = ctx.viewer.areaIds
  return read(ctx, 'task.read', async (db) => {
    const where = { openOf: postKind, areaIds }
    const mine = await listTasks(db, { ...where, limit: MOST_IN_INBOX }, ctx.clock.now())
    const asked = await listEntries(db, { open: ['question'], areaIds, ofPost: postKind })
    const owned = await listEntries(db, { open: ['obstacle'], areaIds, ownerPost: postKind })
    // One's own wish for more time is answered from above.
    const below = { areaIds: areaIds.filter((a) => a !== ctx.viewer.areaId), notOfPost: postKind }
    const directs = rights.has('task.direct')
    const later = directs ? await listEntries(db, { open: ['extension_asked'], ...below }) : []
    // Apart, so that many late units do not crowd out those who ask.
    const told = directs ? await listEntries(db, { open: ['escalated'], ...below }) : []
    return {
      mine: await withAround(db, mine),
      total: mine.length < MOST_IN_INBOX ? mine.length : await countOpenOf(db, where),
      waiting: [...asked, ...owned, ...later, ...told.slice(0, MOST_TOLD)],
    }
  })
}

/** The open task that is written about. @throws Problem not-found, task-done-already, task-cancelled */
async function openTask(ctx: Ctx, tx: WriteTx, id: string): Promise<Task> {
  const [task] = await listTasks(tx.db, { id }, tx.now)
  if (!task) throw problem('not-found')
  if (task.doneAt) throw problem('task-done-already', { by: task.doneBy ?? '' })
  if (task.cancelledAt) throw problem('task-cancelled')
  if (!mayWorkOn(ctx, task)) throw problem('task-of-another')
  return task
}

/** A photo or a file goes to an open task, by whoever works on it. @throws Problem as openTask */
export const takeFile = (ctx: Ctx, tx: WriteTx, id: string) => openTask(ctx, tx, id)

/** Puts one entry into the trace of a task. @throws Problem task-entry-answered, refers-to-nothing */
async function enter(ctx: Ctx, tx: WriteTx, task: Task, entry: Said): Promise<{ entryId: string }> {
  if (entry.answersId) await requireAsked(tx, task, entry)
  const changes: Record<string, [unknown, unknown]> =
    entry.kind === 'extension' ? { dueAt: [task.dueAt, entry.dueAt] } : {}
  return { entryId: await addEntry(ctx, tx, task, entry, changes) }
}

/** What each kind of entry answers. */
const ANSWERS: Partial<Record<EntryKind, EntryKind>> = {
  answer: 'question',
  obstacle_over: 'obstacle',
  extension: 'extension_asked',
}

/** What those above do about a task. */
const ACTS: ReadonlySet<EntryKind> = new Set(['reminder', 'question', 'extension', 'cancel'])

async function requireAsked(tx: WriteTx, task: Task, entry: Said): Promise<void> {
  const asked = (await listEntries(tx.db, { taskId: task.id })).find((e) => e.id === entry.answersId)
  const fits =
    asked && (asked.kind === ANSWERS[entry.kind] || (asked.kind === 'escalated' && ACTS.has(entry.kind)))
  if (!asked || !ASKS.has(asked.kind) || !fits) throw problem('refers-to-nothing')
  if (!asked.open) throw problem('task-entry-answered')
}

/**
 * Reminds of a task, asks why it is not done, gives it more time or cancels it.
 * @throws Problem not-found, task-done-already, task-cancelled, task-from-above, task-kept-by-facts, task-due-too-early,
 * task-part-later, stale-version
 */
export function direct(ctx: Ctx, input: DirectInput): Promise<{ entryId: string }> {
  return write(ctx, 'task.direct', async (tx) => {
    const task = await openTask(ctx, tx, input.id)
    if (!isAbove(ctx, task)) throw problem('task-from-above')
    if (input.kind === 'cancel') {
      if (isKeptByFacts(task)) throw problem('task-kept-by-facts')
      if (task.version !== input.version) throw problem('stale-version', {}, { theirs: task, yours: input })
      return cancel(ctx, tx, task, input.said)
    }
    if (input.kind !== 'extension') return enter(ctx, tx, task, { ...input, ...(await answering(tx, task)) })
    requireAhead(tx, input.dueAt, task.dueAt)
    if (await outlastsWhole(tx, task, input.dueAt)) throw wrongDue('task-part-later')
    if (task.version !== input.version) throw problem('stale-version', {}, { theirs: task, yours: input })
    return giveTime(ctx, tx, task, input)
  })
}

/** Whatever those above do about a late task answers that it was told to them; of two at once one does. */
async function answering(tx: WriteTx, task: Task): Promise<{ answersId?: string }> {
  await tx.db.selectFrom('vx.task').select('id').where('id', '=', task.id).forUpdate().execute()
  const told = (await listEntries(tx.db, { taskId: task.id })).find((e) => e.open && e.kind === 'escalated')
  return told ? { answersId: told.id } : {}
}

/** More time that is given answers whoever asked for it, whichever button was pressed. */
async function giveTime(
  ctx: Ctx,
  tx: WriteTx,
  task: Task,
  input: { said: string; dueAt: string; answersId?: string | undefined },
): Promise<{ entryId: string }> {
  await change(tx, task, task, { due_at: input.dueAt })
  const asked = (await listEntries(tx.db, { taskId: task.id })).findLast(
    (e) => e.open && e.kind === 'extension_asked',
  )
  const entry = { kind: 'extension' as const, said: input.said, dueAt: input.dueAt }
  const answersId = input.answersId ?? asked?.id
  return enter(ctx, tx, task, { ...entry, ...(answersId ? { answersId } : await answering(tx, task)) })
}

/** With a task go the parts it was split into. */
async function cancel(ctx: Ctx, tx: WriteTx, task: Task, said: string): Promise<{ entryId: string }> {
  await change(tx, task, task, { cancelled_at: tx.now.toISOString() })
  for (const part of await listTasks(tx.db, { subjectType: PART, subjectIds: [task.id] }, tx.now))
    if (isOpen(part)) await cancel(ctx, tx, part, said)
  return enter(ctx, tx, task, { kind: 'cancel', said, ...(await answering(tx, task)) })
}

const wrongDue = (code: 'task-due-too-early' | 'task-part-later') =>
  problem(code, {}, { fields: { dueAt: [code] } })

/** A deadline lies ahead, and after the one there was. @throws Problem task-due-too-early */
function requireAhead(tx: WriteTx, dueAt: string, was?: string): void {
  if (Date.parse(dueAt) <= Math.max(tx.now.getTime(), was ? Date.parse(was) : 0))
    throw wrongDue('task-due-too-early')
}

/** Whether a part would be due after its whole: that promises what nobody can keep. */
async function outlastsWhole(tx: WriteTx, task: Task, dueAt: string): Promise<boolean> {
  if (task.subjectType !== PART) return false
  const [whole] = await listTasks(tx.db, { id: task.subjectId }, tx.now)
  return whole !== undefined && Date.parse(dueAt) > Date.parse(whole.dueAt)
}

async function change(
  tx: WriteTx,
  task: Task,
  input: { version: number },
  set: { cancelled_at: string } | { due_at: string },
): Promise<void> {
  const stale = () => problem('stale-version', {}, { theirs: task, yours: input })
  if (task.version !== input.version) throw stale()
  const done = await tx.db
    .updateTable('vx.task')
    .set({ ...set, version: task.version + 1 })
    .where('id', '=', task.id)
    .where('version', '=', task.version)
    .executeTakeFirst()
  if (done.numUpdatedRows === 0n) throw stale()
}

/**
 * Says what was done for a task, answers a question about it, or tells what is in its way and that it is no more.
 * @throws Problem not-found, task-done-already, task-cancelled, task-of-another, refers-to-nothing, task-entry-answered,
 * task-due-too-early
 */
export function work(ctx: Ctx, input: WorkInput): Promise<{ entryId: string }> {
  return write(ctx, 'task.work', async (tx) => {
    const task = await openTask(ctx, tx, input.id)
    // Whoever asked for an explanation does not give it, and whoever gives time does not ask for it.
    if ((input.kind === 'answer' || input.kind === 'extension_asked') && isAbove(ctx, task))
      throw problem('task-of-another')
    if ('dueAt' in input) requireAhead(tx, input.dueAt)
    return enter(ctx, tx, task, input)
  })
}

/** Reminds of many tasks; what is done, cancelled or not below the viewer is left out. @returns how many */
export function remind(ctx: Ctx, input: { ids: string[]; said: string }): Promise<{ reminded: number }> {
  return write(ctx, 'task.direct', async (tx) => {
    let reminded = 0
    for (const id of new Set(input.ids)) {
      const [task] = await listTasks(tx.db, { id }, tx.now)
      if (!task || !isOpen(task) || !isAbove(ctx, task)) continue
      await enter(ctx, tx, task, { kind: 'reminder', said: input.said, ...(await answering(tx, task)) })
      reminded += 1
    }
    return { reminded }
  })
}

/**
 * Gives many tasks more time; what is done, cancelled, not below the viewer or due no earlier anyway is left out, and so
 * is a part that would be due after its whole.
 * @returns how many have more time now
 * @throws Problem task-due-too-early
 */
export function putOff(
  ctx: Ctx,
  input: { ids: string[]; dueAt: string; said: string },
): Promise<{ changed: number }> {
  return write(ctx, 'task.direct', async (tx) => {
    requireAhead(tx, input.dueAt)
    let changed = 0
    const found = await listTasks(tx.db, { ids: [...new Set(input.ids)] }, tx.now)
    // Wholes first: a part may be due as late as its whole then is.
    found.sort((a, b) => Number(a.subjectType === PART) - Number(b.subjectType === PART))
    for (const task of found) {
      if (!isOpen(task) || !isAbove(ctx, task)) continue
      if (Date.parse(input.dueAt) <= Date.parse(task.dueAt) || (await outlastsWhole(tx, task, input.dueAt)))
        continue
      await giveTime(ctx, tx, task, { said: input.said, dueAt: input.dueAt })
      changed += 1
    }
    return { changed }
  })
}

/**
 * Gives parts of a task to areas below, one each; an area that has one keeps it.
 * @throws Problem not-found, outside-area, task-done-already, task-cancelled, task-kept-by-facts, task-due-too-early,
 * task-part-later, task-no-holder
 */
export async function split(
  ctx: Ctx,
  input: {
    id: string
    areaIds: number[]
    postKind: string
    title: string
    expected?: string | undefined
    dueAt: string
    withPosts?: string[] | undefined
    goal?: Goal | undefined
  },
): Promise<{ opened: number }> {
  for (const areaId of input.areaIds) requireArea(ctx, areaId)
  if (input.goal) requireGoal(ctx, input.goal)
  const tree = await treeOf(ctx)
  return write(ctx, 'task.split', async (tx) => {
    const task = await openTask(ctx, tx, input.id)
    if (isKeptByFacts(task)) throw problem('task-kept-by-facts')
    const below = belowOf(tree, task)
    if (input.areaIds.some((id) => !below.has(id))) throw problem('outside-area')
    requireAhead(tx, input.dueAt)
    if (Date.parse(input.dueAt) > Date.parse(task.dueAt)) throw wrongDue('task-part-later')
    const vacant = await listVacant(tx.db, input.postKind, input.areaIds)
    if (vacant.length) throw problem('task-no-holder', { areas: vacant.join(', ') })
    const label = (task.title ?? task.subjectLabel).slice(0, 120)
    const opened = await addTasks(
      tx,
      { type: PART, id: task.id, label },
      input.areaIds.map((areaId) => ({
        areaId,
        postKind: input.postKind,
        title: input.title,
        expected: input.expected,
        dueAt: input.dueAt,
        withPosts: input.withPosts,
        goal: input.goal,
      })),
    )
    return { opened }
  })
}
