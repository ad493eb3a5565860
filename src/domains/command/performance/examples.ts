import { sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import { type Ctx, read, requireArea, type WriteTx, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import { addTasks, type Goal, linesBySubject, listVacant, requireGoal } from '../tasks/index.ts'
import { type ExampleKind, type ExamplePage, type ExampleStep, FIRST, NEXT } from './contract.ts'

/** What a task of a lesson is about. */
const SUBJECT = 'example'

interface ExampleTable {
  id: string
  area_id: number
  kind: ExampleKind
  title: string
  body: string
  created_at: string
  created_by: string
  by_user: string
  by_post: string
}

interface StepTable {
  id: string
  area_id: number
  example_id: string
  ordinal: number
  step: ExampleStep
  note: string
  at: string
  by_name: string
  by_user: string
  by_post: string
}

interface UnitTable {
  id: string
  area_id: number
  example_id: string
  since: string
  at: string
  by_name: string
}

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.example': ExampleTable
    'vx.example_step': StepTable
    'vx.example_unit': UnitTable
  }
}

async function addStep(
  ctx: Ctx,
  tx: WriteTx,
  example: { id: string; areaId: number },
  ordinal: number,
  step: ExampleStep,
  note: string,
): Promise<boolean> {
  const done = await tx.db
    .insertInto('vx.example_step')
    .values({
      id: uuid7(),
      area_id: example.areaId,
      example_id: example.id,
      ordinal,
      step,
      note,
      at: tx.now.toISOString(),
      by_name: ctx.viewer.name,
      by_user: ctx.viewer.userId,
      by_post: ctx.viewer.postKind,
    })
    .onConflict((oc) => oc.constraint('example_step_once').doNothing())
    .executeTakeFirst()
  tx.record({
    action: `example.${step}`,
    subject: { type: 'example', id: example.id },
    areaId: example.areaId,
    changes: { note: [null, note] },
    event: 'example.changed',
  })
  return Boolean(done.numInsertedOrUpdatedRows)
}

/** @throws Problem outside-area */
export function propose(
  ctx: Ctx,
  input: { kind: ExampleKind; areaId: number; title: string; body: string },
): Promise<{ id: string }> {
  requireArea(ctx, input.areaId)
  return write(ctx, 'example.propose', async (tx) => {
    const id = uuid7()
    await tx.db
      .insertInto('vx.example')
      .values({
        id,
        area_id: input.areaId,
        kind: input.kind,
        title: input.title,
        body: input.body,
        created_at: tx.now.toISOString(),
        created_by: ctx.viewer.name,
        by_user: ctx.viewer.userId,
        by_post: ctx.viewer.postKind,
      })
      .execute()
    await addStep(ctx, tx, { id, areaId: input.areaId }, 1, FIRST[input.kind], input.title)
    return { id }
  })
}

/** Whether a step decides about somebody's proposal: nobody does that about their own. */
const DECIDES: ReadonlySet<ExampleStep> = new Set(['approved', 'evaluated', 'scaling', 'agreed'])

async function load(ctx: Ctx, db: Tx, id: string): Promise<ExamplePage & { byUser: string }> {
  const e = await db.selectFrom('vx.example').selectAll().where('id', '=', id).executeTakeFirst()
  if (!e) throw problem('not-found')
  const steps = await db
    .selectFrom('vx.example_step')
    .selectAll()
    .where('example_id', '=', id)
    .orderBy('ordinal')
    .execute()
  const units = await db
    .selectFrom('vx.example_unit')
    .select(['area_id', 'since', 'by_name'])
    .where('example_id', '=', id)
    .orderBy('since')
    .orderBy('area_id')
    .execute()
  const state = steps.at(-1)!.step
  const isMine = e.by_user === ctx.viewer.userId
  const below = ctx.viewer.areaIds.includes(e.area_id)
  const next = (NEXT[e.kind][state] ?? []).filter((s) => !(isMine && DECIDES.has(s)))
  return {
    id: e.id,
    areaId: e.area_id,
    kind: e.kind,
    title: e.title,
    body: e.body,
    state,
    createdAt: e.created_at,
    createdBy: e.created_by,
    byUser: e.by_user,
    steps: steps.map((s) => ({
      id: s.id,
      step: s.step,
      note: s.note,
      at: s.at,
      byName: s.by_name,
      byPost: s.by_post,
    })),
    units: units.map((u) => ({ areaId: u.area_id, since: u.since, byName: u.by_name })),
    tasks: e.kind === 'lesson' ? await linesBySubject(ctx, db, SUBJECT, [id]) : [],
    may: {
      steps: below && ctx.viewer.rights.has('example.decide') ? next : [],
      adopt: e.kind === 'practice' && state === 'scaling' && ctx.viewer.rights.has('example.propose'),
    },
  }
}

const shown = ({ byUser: _, ...page }: ExamplePage & { byUser: string }): ExamplePage => page

/** @throws Problem not-found */
export function example(ctx: Ctx, id: string): Promise<ExamplePage> {
  return read(ctx, 'example.read', async (db) => shown(await load(ctx, db, id)))
}

interface Giving {
  areaIds: number[]
  postKind: string
  dueAt: string
  expected?: string | undefined
  withPosts?: string[] | undefined
  goal?: Goal | undefined
}

/** What was learned changes only if it is somebody's task. @throws Problem example-needs-owner, example-due-in-past, task-no-holder */
async function giveLesson(
  tx: WriteTx,
  lesson: ExamplePage,
  change: string,
  give: Giving | undefined,
): Promise<void> {
  if (!give) throw problem('example-needs-owner')
  if (Date.parse(give.dueAt) <= tx.now.getTime())
    throw problem('example-due-in-past', {}, { fields: { dueAt: ['example-due-in-past'] } })
  const vacant = await listVacant(tx.db, give.postKind, give.areaIds)
  if (vacant.length) throw problem('task-no-holder', { areas: vacant.join(', ') })
  const title = change.length > 300 ? `${change.slice(0, 299)}…` : change
  await addTasks(
    tx,
    { type: SUBJECT, id: lesson.id, label: lesson.title },
    give.areaIds.map((areaId) => ({ ...give, areaId, title })),
  )
}

/**
 * @throws Problem not-found, outside-area, example-moved-on, example-step-refused, example-own, example-needs-owner,
 * example-due-in-past
 */
export function step(
  ctx: Ctx,
  input: { id: string; after: ExampleStep; step: ExampleStep; note: string; give?: Giving | undefined },
): Promise<ExamplePage> {
  for (const areaId of input.give?.areaIds ?? []) requireArea(ctx, areaId)
  if (input.give?.goal) requireGoal(ctx, input.give.goal)
  return write(ctx, 'example.decide', async (tx) => {
    const before = await load(ctx, tx.db, input.id)
    requireArea(ctx, before.areaId)
    if (before.state !== input.after) throw problem('example-moved-on')
    if (!(NEXT[before.kind][before.state] ?? []).includes(input.step)) throw problem('example-step-refused')
    if (before.byUser === ctx.viewer.userId && DECIDES.has(input.step)) throw problem('example-own')
    // Two who decide at once take the same number: one of them finds it taken.
    if (!(await addStep(ctx, tx, before, before.steps.length + 1, input.step, input.note)))
      throw problem('example-moved-on')
    if (input.step === 'agreed') await giveLesson(tx, before, input.note, input.give)
    return shown(await load(ctx, tx.db, input.id))
  })
}

/** @throws Problem not-found, outside-area, example-not-scaling */
export function adopt(
  ctx: Ctx,
  input: { id: string; areaIds: number[]; since: string },
): Promise<{ added: number }> {
  for (const areaId of input.areaIds) requireArea(ctx, areaId)
  return write(ctx, 'example.propose', async (tx) => {
    const before = await load(ctx, tx.db, input.id)
    if (!before.may.adopt) throw problem('example-not-scaling')
    const added = await tx.db
      .insertInto('vx.example_unit')
      .values(
        [...new Set(input.areaIds)].map((areaId) => ({
          id: uuid7(),
          area_id: areaId,
          example_id: before.id,
          since: input.since,
          at: tx.now.toISOString(),
          by_name: ctx.viewer.name,
        })),
      )
      .onConflict((oc) => oc.constraint('example_unit_once').doNothing())
      .returning('area_id')
      .execute()
    for (const u of added)
      tx.record({
        action: 'example.adopt',
        subject: { type: 'example', id: before.id },
        areaId: u.area_id,
        changes: { since: [null, input.since] },
        event: 'example.changed',
      })
    return { added: added.length }
  })
}

/** How an example stands, as SQL: its last step. */
export const exampleState = sql<ExampleStep>`(select s.step from vx.example_step s where s.example_id = e.id order by s.ordinal desc limit 1)`
