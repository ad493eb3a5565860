import { v7 as uuid7 } from 'uuid'
import { addDays, localDate } from '../../../../platform/clock.ts'
import { type Ctx, read, requireArea, type WriteTx, write } from '../../../../platform/context.ts'
import type { Tx } from '../../../../platform/db.ts'
import { problem } from '../../../../platform/problems.ts'
import { listCasesByCodes, listCasesOfPerson } from '../../../detect/surveillance/index.ts'
import { treeOf } from '../../../registry/areas/index.ts'
import {
  addTasks,
  cancelTasks,
  endTasks,
  linesBySubject,
  listVacant,
  reopenTasks,
} from '../../tasks/index.ts'
import { sickOf, watchedOver } from './around.ts'
import type {
  ConcludeInput,
  FindingsInput,
  OpenInput,
  ReviewLine,
  ReviewPage,
  ReviewState,
  ReviewStep,
  Workplace,
} from './contract.ts'
import {
  findReview,
  findWorkplaces,
  listOfCase,
  listOthers,
  listSteps,
  type ReviewRow,
  ruleOf,
  ruleOn,
} from './queries.ts'

/** What a task of a review is about. */
const SUBJECT = 'workplace-review'

export function find(ctx: Ctx, q: string): Promise<Workplace[]> {
  return read(ctx, 'workplace.review', (db) => findWorkplaces(db, { q }))
}

/** Reviews of the workplaces of a case, the newest first. */
export function ofCase(ctx: Ctx, caseId: string): Promise<ReviewLine[]> {
  return read(ctx, 'workplace.read', (db) => listOfCase(db, caseId, ctx.clock.now().toISOString()))
}

const wrong = (code: string, field: string) => problem(code, {}, { fields: { [field]: [code] } })

/**
 * Opens the review of a confirmed case at one workplace, under the rule in force today.
 * @throws Problem workplace-one, workplace-case-unknown, workplace-case-unconfirmed, refers-to-nothing, outside-area,
 * workplace-reviewed-already, already-exists
 */
export function open(ctx: Ctx, input: OpenInput): Promise<{ id: string }> {
  return write(ctx, 'workplace.review', async (tx) => {
    const code = input.caseCode.toUpperCase()
    const [named] = await listCasesByCodes(tx.db, [code])
    const found = named && (await listCasesOfPerson(tx.db, named.personId)).find((c) => c.code === code)
    if (!found) throw wrong('workplace-case-unknown', 'caseCode')
    if (found.classification !== 'confirmed') throw wrong('workplace-case-unconfirmed', 'caseCode')
    const { organisationId, placeId } = input
    if ((organisationId === undefined) === (placeId === undefined))
      throw wrong('workplace-one', 'organisationId')
    const [workplace] = await findWorkplaces(
      tx.db,
      organisationId ? { organisationId } : { placeId: placeId! },
    )
    if (!workplace) throw wrong('refers-to-nothing', organisationId ? 'organisationId' : 'placeId')
    requireArea(ctx, workplace.areaId)
    const id = input.id ?? uuid7()
    const rule = await ruleOn(tx.db, localDate(tx.now))
    await tx.db
      .insertInto('vx.workplace_review')
      .values({
        id,
        area_id: workplace.areaId,
        case_id: found.id,
        organisation_id: workplace.organisationId,
        place_id: workplace.placeId,
        rule_version_id: rule.id,
        opened_at: tx.now.toISOString(),
        opened_by: ctx.viewer.name,
        opened_post: ctx.viewer.postKind,
      })
      .execute()
    tx.record({
      action: 'workplace.review',
      subject: { type: SUBJECT, id },
      areaId: workplace.areaId,
      personId: found.personId,
      changes: { workplace: [null, workplace.name], case: [null, found.code] },
      event: 'workplace.changed',
    })
    return { id }
  })
}

type StepRow = Awaited<ReturnType<typeof listSteps>>[number]

/** A review with its steps. @throws Problem not-found */
async function load(db: Tx, id: string, at: Date): Promise<{ row: ReviewRow; steps: StepRow[] }> {
  const row = await findReview(db, id, at.toISOString())
  if (!row) throw problem('not-found')
  return { row, steps: await listSteps(db, id) }
}

const lastOf = (steps: StepRow[], step: ReviewStep['step']) => steps.findLast((s) => s.step === step)
/** Whether somebody found out any of what a conclusion would stand on, since the review was opened or opened again. */
const foundBy = (steps: StepRow[], userId: string) =>
  steps
    .slice(steps.findLastIndex((s) => s.step === 'reopened') + 1)
    .some((s) => s.step === 'found' && s.by_user === userId)
const notKept = (measures: StepRow['measures']) =>
  Object.values(measures ?? {}).filter((m) => m === 'not_kept').length

const shownStep = (s: StepRow): ReviewStep => ({
  id: s.id,
  step: s.step,
  infected: s.infected,
  notKept: s.step === 'found' ? notKept(s.measures) : null,
  cause: s.cause,
  headName: s.head_name,
  headPost: s.head_post,
  said: s.said,
  at: s.at,
  byName: s.by_name,
  byPost: s.by_post,
})

/** One review; opening it is itself a recorded act, as opening a case is. @throws Problem not-found */
export function get(ctx: Ctx, id: string): Promise<ReviewPage> {
  return write({ ...ctx, idempotencyKey: undefined }, 'workplace.read', async (tx) => {
    const { db } = tx
    const { row, steps } = await load(db, id, tx.now)
    const sick = await sickOf(ctx, db, row)
    tx.record({
      action: 'workplace.open',
      opening: true,
      subject: { type: SUBJECT, id },
      areaId: row.area_id,
      personId: sick.personId,
    })
    const { body: rule, legalBasis } = await ruleOf(db, row.rule_version_id)
    const confirmedOn = row.confirmed_at && localDate(row.confirmed_at)
    const found = lastOf(steps, 'found')
    const concluded = row.state === 'concluded' ? lastOf(steps, 'concluded') : undefined
    const has = (right: string) => ctx.viewer.rights.has(right)
    return {
      id,
      areaId: row.area_id,
      areaLabel: row.area_label,
      workplace: {
        organisationId: row.organisation_id,
        placeId: row.place_id,
        name: row.workplace,
        head: row.head_name,
        staff: row.staff,
      },
      case: { code: row.code, confirmedOn, id: sick.id, person: sick.name },
      openedAt: row.opened_at,
      openedBy: row.opened_by,
      openedPost: row.opened_post,
      state: row.state,
      findings: found
        ? {
            infected: found.infected!,
            said: found.said,
            at: found.at,
            byName: found.by_name,
            byPost: found.by_post,
          }
        : null,
      measures: rule.measures.map((m) => ({
        ...m,
        state: found?.measures?.[m.code] ?? 'not_seen',
        note: found?.notes?.[m.code] ?? null,
      })),
      conclusion: concluded
        ? {
            cause: concluded.cause!,
            headName: concluded.head_name!,
            headPost: concluded.head_post!,
            said: concluded.said,
            at: concluded.at,
            byName: concluded.by_name,
            byPost: concluded.by_post,
          }
        : null,
      steps: steps.map(shownStep),
      windowDays: rule.windowDays,
      replyDays: rule.replyDays,
      others: await listOthers(db, row, rule.windowDays),
      ...(await watchedOver(ctx, db, row, confirmedOn)),
      readsInspections: has('inspection.read'),
      tasks: await linesBySubject(ctx, db, SUBJECT, [id]),
      legalBasis,
      version: steps.length,
      may: {
        find: row.state !== 'concluded' && has('workplace.review'),
        conclude:
          row.state !== 'concluded' &&
          has('workplace.conclude') &&
          found !== undefined &&
          !foundBy(steps, ctx.viewer.userId),
        reopen: row.state === 'concluded' && has('workplace.conclude'),
        reply:
          concluded?.cause === 'not_kept' &&
          concluded.by_user !== ctx.viewer.userId &&
          has('workplace.reply'),
      },
    }
  })
}

/** The review as the writer saw it, in one of the states in which the step comes. @throws Problem not-found, stale-version */
async function loadFor(tx: WriteTx, input: { id: string; version: number }) {
  const { row, steps } = await load(tx.db, input.id, tx.now)
  if (steps.length !== input.version) throw stale(steps.length, input)
  return { row, steps }
}

const stale = (version: number, yours: object) => problem('stale-version', {}, { theirs: { version }, yours })

/** @throws Problem workplace-concluded, workplace-not-concluded */
function requireState(row: ReviewRow, concluded: boolean): void {
  const state: ReviewState = row.state
  if ((state === 'concluded') !== concluded)
    throw problem(concluded ? 'workplace-not-concluded' : 'workplace-concluded')
}

type Facts = Pick<StepRow, 'step' | 'said'> &
  Partial<Pick<StepRow, 'infected' | 'measures' | 'notes' | 'cause' | 'head_name' | 'head_post'>>

/** Adds the next step. @throws Problem stale-version when somebody else took it at the same time */
async function addStep(ctx: Ctx, tx: WriteTx, row: ReviewRow, ordinal: number, facts: Facts) {
  const json = (value: object | null | undefined) => (value ? (JSON.stringify(value) as never) : null)
  const done = await tx.db
    .insertInto('vx.workplace_review_step')
    .values({
      infected: null,
      cause: null,
      head_name: null,
      head_post: null,
      ...facts,
      measures: json(facts.measures),
      notes: json(facts.notes),
      id: uuid7(),
      area_id: row.area_id,
      review_id: row.id,
      ordinal,
      at: tx.now.toISOString(),
      by_name: ctx.viewer.name,
      by_user: ctx.viewer.userId,
      by_post: ctx.viewer.postKind,
    })
    .onConflict((oc) => oc.constraint('workplace_review_step_once').doNothing())
    .executeTakeFirst()
  if (!done.numInsertedOrUpdatedRows) throw stale(ordinal, { version: ordinal - 1 })
  const { step, ...told } = facts
  tx.record({
    action: `workplace.${step}`,
    subject: { type: SUBJECT, id: row.id },
    areaId: row.area_id,
    changes: Object.fromEntries(Object.entries(told).map(([field, value]) => [field, [null, value]])),
    event: 'workplace.changed',
  })
  return { version: ordinal }
}

/** @throws Problem not-found, stale-version, workplace-concluded, workplace-measure-unknown */
export function enterFindings(ctx: Ctx, input: FindingsInput): Promise<{ version: number }> {
  return write(ctx, 'workplace.review', async (tx) => {
    const { row, steps } = await loadFor(tx, input)
    requireState(row, false)
    const { body: rule } = await ruleOf(tx.db, row.rule_version_id)
    const known = new Set(rule.measures.map((m) => m.code))
    if (input.measures.some((m) => !known.has(m.code))) throw wrong('workplace-measure-unknown', 'measures')
    return addStep(ctx, tx, row, steps.length + 1, {
      step: 'found',
      said: input.said,
      infected: input.infected,
      measures: Object.fromEntries(
        input.measures.flatMap((m) => (m.state === 'not_seen' ? [] : [[m.code, m.state]])),
      ),
      notes: Object.fromEntries(input.measures.flatMap((m) => (m.note ? [[m.code, m.note]] : []))),
    })
  })
}

/**
 * Whoever is told to see to the answer: the chair of the ward where the workplace lies, or the office of a district whose
 * own it is. @throws Problem task-no-holder
 */
async function whoAnswers(ctx: Ctx, db: Tx, areaId: number): Promise<{ areaId: number; postKind: string }> {
  const ward = (await treeOf(ctx)).ancestor(areaId, 'ward')
  const post = ward ? { areaId: ward.id, postKind: 'ward-chair' } : { areaId, postKind: 'district-clerk' }
  const vacant = await listVacant(db, post.postKind, [post.areaId])
  if (vacant.length) throw problem('task-no-holder', { areas: vacant.join(', ') })
  return post
}

/** Asks the head for an answer: a task that is there already gets the new deadline. @throws Problem task-no-holder */
async function askAnswer(ctx: Ctx, tx: WriteTx, row: ReviewRow, replyDays: number): Promise<void> {
  const post = await whoAnswers(ctx, tx.db, row.area_id)
  const subject = { type: SUBJECT, id: row.id, label: `Rà soát nơi làm việc: ${row.workplace}`.slice(0, 200) }
  const dueAt = `${addDays(localDate(tx.now), replyDays)}T17:00:00+07:00`
  const title = `Giải trình của người đứng đầu ${row.workplace}`.slice(0, 300)
  // Who it is stands in the conclusion, which goes after its time; a task stays.
  const expected = 'Ý kiến giải trình của người đứng đầu được ghi vào hồ sơ rà soát'
  const opened = await addTasks(tx, subject, [{ ...post, title, expected, dueAt }])
  if (opened === 0) await reopenTasks(ctx, tx, subject, { dueAt, said: 'Đã kết luận lại, cần giải trình' })
}

/**
 * Concludes on the cause. Non-compliance stands on a measure that was not kept and on an infection that may have been at
 * work; compliance on none that was broken. It asks the head for an answer within the days of the rule.
 * @throws Problem not-found, stale-version, workplace-concluded, workplace-not-found-out, workplace-own,
 * workplace-case-unconfirmed, workplace-cause-unfounded, workplace-cause-contradicts, task-no-holder
 */
export function conclude(ctx: Ctx, input: ConcludeInput): Promise<{ version: number }> {
  return write(ctx, 'workplace.conclude', async (tx) => {
    const { row, steps } = await loadFor(tx, input)
    requireState(row, false)
    const found = lastOf(steps, 'found')
    if (!found) throw problem('workplace-not-found-out')
    if (foundBy(steps, ctx.viewer.userId)) throw problem('workplace-own')
    const broken = notKept(found.measures)
    if (input.cause === 'not_kept' && row.code === null) throw wrong('workplace-case-unconfirmed', 'cause')
    if (input.cause === 'not_kept' && (broken === 0 || found.infected === 'no'))
      throw wrong('workplace-cause-unfounded', 'cause')
    if (input.cause === 'kept' && broken > 0) throw wrong('workplace-cause-contradicts', 'cause')
    const done = await addStep(ctx, tx, row, steps.length + 1, {
      step: 'concluded',
      said: input.said,
      cause: input.cause,
      head_name: input.headName,
      head_post: input.headPost,
    })
    if (input.cause === 'not_kept') {
      const { body } = await ruleOf(tx.db, row.rule_version_id)
      await askAnswer(ctx, tx, row, body.replyDays)
    }
    return done
  })
}

interface Saying {
  id: string
  version: number
  said: string
}

/** @throws Problem not-found, stale-version, workplace-not-concluded */
export function reopen(ctx: Ctx, input: Saying): Promise<{ version: number }> {
  return write(ctx, 'workplace.conclude', async (tx) => {
    const { row, steps } = await loadFor(tx, input)
    requireState(row, true)
    const done = await addStep(ctx, tx, row, steps.length + 1, { step: 'reopened', said: input.said })
    await cancelTasks(ctx, tx, { type: SUBJECT, id: row.id }, 'Rà soát lại')
    return done
  })
}

/**
 * Adds the answer of the head who was found not to have kept to the rules, and ends the task that asked for it. Whoever
 * signed the conclusion does not write the answer to it.
 * @throws Problem not-found, stale-version, workplace-not-concluded, workplace-nothing-asked, workplace-own-conclusion
 */
export function reply(ctx: Ctx, input: Saying): Promise<{ version: number }> {
  return write(ctx, 'workplace.reply', async (tx) => {
    const { row, steps } = await loadFor(tx, input)
    requireState(row, true)
    const concluded = lastOf(steps, 'concluded')!
    if (concluded.cause !== 'not_kept') throw problem('workplace-nothing-asked')
    if (concluded.by_user === ctx.viewer.userId) throw problem('workplace-own-conclusion')
    const done = await addStep(ctx, tx, row, steps.length + 1, { step: 'replied', said: input.said })
    await endTasks(ctx, tx, { type: SUBJECT, id: row.id }, 'Đã có ý kiến giải trình')
    return done
  })
}
