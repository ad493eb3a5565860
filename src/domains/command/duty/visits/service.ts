import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../../platform/clock.ts'
import { type Ctx, read, requireArea, type WriteTx, write } from '../../../../platform/context.ts'
import { problem } from '../../../../platform/problems.ts'
import { treeOf } from '../../../registry/areas/index.ts'
import { listAttachments } from '../../../registry/attachments/index.ts'
import { listTasks } from '../../tasks/index.ts'
import { listIncidents } from '../incidents/queries.ts'
import type { FieldVisit, FieldVisitPage, NewFieldVisit } from './contract.ts'
import {
  findVisit,
  listSupplements,
  listTaskIds,
  lockVisit,
  VISIT,
  VISIT_TASK,
  type VisitRow,
} from './queries.ts'

const DAY = 86_400_000
/** A visit is entered, and photos are added, so many days after it at most. */
const DAYS_BACK = 7

export function recordOf(
  tx: WriteTx,
  verb: string,
  visit: { id: string; areaId: number },
  changes: Record<string, [unknown, unknown]>,
): void {
  tx.record({
    action: `field-visit.${verb}`,
    subject: { type: VISIT, id: visit.id },
    areaId: visit.areaId,
    changes,
    event: 'field-visit.changed',
  })
}

/** The visit `id`, held until the end of the write. @throws Problem not-found */
export async function takeVisit(tx: WriteTx, id: string): Promise<VisitRow> {
  await lockVisit(tx.db, id)
  const visit = await findVisit(tx.db, id)
  if (!visit) throw problem('not-found')
  return visit
}

/** @throws Problem field-visit-struck */
export function requireKept(visit: Pick<FieldVisit, 'struckAt'>): void {
  if (visit.struckAt) throw problem('field-visit-struck')
}

/** @throws Problem field-visit-of-another */
function requireAuthor(ctx: Ctx, visit: VisitRow): void {
  if (visit.enteredBy !== ctx.viewer.userId) throw problem('field-visit-of-another', { by: visit.byName })
}

/** Whether what is left to do may be given by the viewer: the unit that went there, or one above it. */
export const isOfUnit = (ctx: Ctx, visit: VisitRow) => ctx.viewer.areaIds.includes(visit.byAreaId)

const isRecent = (visit: Pick<FieldVisit, 'beganAt'>, now: Date) =>
  now.getTime() - Date.parse(visit.beganAt) <= DAYS_BACK * DAY

/** @throws Problem field-visit-ahead, field-visit-too-old, field-visit-area, field-visit-place-elsewhere */
async function requireSound(ctx: Ctx, tx: WriteTx, input: NewFieldVisit): Promise<void> {
  if (Date.parse(input.beganAt) > tx.now.getTime())
    throw problem('field-visit-ahead', {}, { fields: { beganAt: ['field-visit-ahead'] } })
  if (!isRecent(input, tx.now))
    throw problem(
      'field-visit-too-old',
      { days: DAYS_BACK },
      { fields: { beganAt: ['field-visit-too-old'] } },
    )
  const tree = await treeOf(ctx)
  if (!['ward', 'neighbourhood'].includes(tree.byId.get(input.areaId)?.level ?? ''))
    throw problem('field-visit-area', {}, { fields: { areaId: ['field-visit-area'] } })
  if (!input.placeId) return
  const place = await tx.db
    .selectFrom('vx.place')
    .select('area_id')
    .where('id', '=', input.placeId)
    .executeTakeFirst()
  if (!place || !tree.subtree(input.areaId).includes(place.area_id))
    throw problem('field-visit-place-elsewhere', {}, { fields: { placeId: ['field-visit-place-elsewhere'] } })
}

/** What was sent, as it would stand in the row. */
const factsOf = (v: NewFieldVisit) => ({
  area_id: v.areaId,
  place_id: v.placeId ?? null,
  spot: v.spot ?? null,
  companions: v.companions ?? null,
  began_at: new Date(v.beganAt).toISOString(),
  minutes: v.minutes ?? null,
  purpose: v.purpose,
  seen: v.seen,
  settled: v.settled ?? null,
})

/**
 * Enters a visit. Sent again as it was, it is there once; sent again changed, it is refused rather than lost, because
 * what was entered is not rewritten.
 * @param input.beganAt ISO instant, in the last 7 days by the server's clock
 * @throws Problem outside-area, field-visit-ahead, field-visit-too-old, field-visit-area, field-visit-place-elsewhere,
 * field-visit-sent-already, already-exists
 */
export function enter(ctx: Ctx, input: NewFieldVisit): Promise<{ id: string }> {
  requireArea(ctx, input.areaId)
  const { viewer } = ctx
  const id = input.id ?? uuid7()
  return write(ctx, 'field-visit.write', async (tx) => {
    const facts = factsOf(input)
    // Before the times are looked at: what got through in time is sent again later when its answer was lost.
    if (await isSame(ctx, tx, id, facts)) return { id }
    await requireSound(ctx, tx, input)
    const added = await tx.db
      .insertInto('vx.field_visit')
      .values({
        id,
        ...facts,
        by_area_id: viewer.areaId,
        entered_by: viewer.userId,
        by_name: viewer.name,
        by_post: viewer.postKind,
        entered_at: tx.now.toISOString(),
        struck_at: null,
        struck_reason: null,
      })
      .onConflict((oc) => oc.column('id').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (added)
      recordOf(
        tx,
        'enter',
        { ...input, id },
        { purpose: [null, input.purpose], beganAt: [null, facts.began_at] },
      )
    // Of two sent at once the second waits for the first and finds it; one that is there and not seen is another's.
    else if (!(await isSame(ctx, tx, id, facts))) throw problem('already-exists')
    return { id }
  })
}

/** Whether this very entry is there. @throws Problem field-visit-sent-already, already-exists */
async function isSame(
  ctx: Ctx,
  tx: WriteTx,
  id: string,
  facts: ReturnType<typeof factsOf>,
): Promise<boolean> {
  const there = await tx.db.selectFrom('vx.field_visit').selectAll().where('id', '=', id).executeTakeFirst()
  if (!there) return false
  if (there.entered_by !== ctx.viewer.userId) throw problem('already-exists')
  const was = { ...there, began_at: new Date(there.began_at).toISOString() }
  if ((Object.keys(facts) as (keyof typeof facts)[]).some((k) => was[k] !== facts[k]))
    throw problem('field-visit-sent-already')
  return true
}

/** @throws Problem not-found */
export function page(ctx: Ctx, id: string): Promise<FieldVisitPage> {
  const { rights, userId } = ctx.viewer
  const now = ctx.clock.now()
  return read(ctx, 'field-visit.read', async (db) => {
    const found = await findVisit(db, id)
    if (!found) throw problem('not-found')
    const { enteredBy, byAreaId, ...visit } = found
    const writes = rights.has('field-visit.write') && !visit.struckAt
    const mine = writes && enteredBy === userId
    const gives = writes && isOfUnit(ctx, found)
    return {
      visit,
      supplements: await listSupplements(db, id),
      files: await listAttachments(ctx, db, VISIT, [id]),
      tasks: rights.has('task.read')
        ? await listTasks(db, { subjectType: VISIT_TASK, subjectIds: await listTaskIds(db, id) }, now)
        : [],
      incidents: rights.has('incident.read') ? await listIncidents(db, { ofVisit: id }, now) : [],
      may: {
        supplement: mine,
        strike: mine && localDate(visit.enteredAt) === localDate(now),
        attach: mine && isRecent(visit, now),
        give: gives && rights.has('field-visit.give'),
        incident: gives && rights.has('field-visit.raise'),
      },
    }
  })
}

/** @throws Problem not-found */
export function ofTask(ctx: Ctx, id: string): Promise<{ visitId: string }> {
  return read(ctx, 'field-visit.read', async (db) => {
    const found = await db
      .selectFrom('vx.field_visit_task')
      .select('visit_id as visitId')
      .where('id', '=', id)
      .executeTakeFirst()
    if (!found) throw problem('not-found')
    return found
  })
}

/**
 * Sent again it is there once.
 * @throws Problem not-found, field-visit-of-another, field-visit-struck, field-visit-sent-already, already-exists
 */
export function supplement(
  ctx: Ctx,
  input: { visitId: string; id: string; said: string },
): Promise<{ id: string }> {
  const { id } = input
  return write(ctx, 'field-visit.write', async (tx) => {
    const visit = await takeVisit(tx, input.visitId)
    requireAuthor(ctx, visit)
    requireKept(visit)
    const supplements = await listSupplements(tx.db, visit.id)
    const there = supplements.find((s) => s.id === id)
    if (there && there.said !== input.said) throw problem('field-visit-sent-already')
    if (there) return { id }
    await tx.db
      .insertInto('vx.field_visit_supplement')
      .values({
        id,
        visit_id: visit.id,
        area_id: visit.areaId,
        said: input.said,
        at: tx.now.toISOString(),
        by_name: ctx.viewer.name,
        by_post: ctx.viewer.postKind,
      })
      .execute()
    recordOf(tx, 'supplement', visit, { supplement: [null, id] })
    return { id }
  })
}

/**
 * Strikes an entry out on the day of Hanoi on which it was entered. What was given because of it stays: that is taken
 * back where it is.
 * @throws Problem not-found, field-visit-of-another, field-visit-struck, field-visit-strike-late, stale-version
 */
export function strike(
  ctx: Ctx,
  input: { id: string; version: number; reason: string },
): Promise<{ version: number }> {
  return write(ctx, 'field-visit.write', async (tx) => {
    const found = await takeVisit(tx, input.id)
    requireAuthor(ctx, found)
    requireKept(found)
    const { enteredBy: _, byAreaId: __, ...visit } = found
    if (visit.version !== input.version) throw problem('stale-version', {}, { theirs: visit, yours: input })
    if (localDate(tx.now) !== localDate(visit.enteredAt)) throw problem('field-visit-strike-late')
    const version = visit.version + 1
    await tx.db
      .updateTable('vx.field_visit')
      .set({ struck_at: tx.now.toISOString(), struck_reason: input.reason, version })
      .where('id', '=', visit.id)
      .execute()
    recordOf(tx, 'strike', visit, { struckAt: [null, tx.now.toISOString()] })
    return { version }
  })
}

/**
 * The visit that a photo is added to: one’s own, of the last 7 days.
 * @throws Problem not-found, field-visit-of-another, field-visit-struck, field-visit-photos-late
 */
export async function takeFile(ctx: Ctx, tx: WriteTx, id: string): Promise<{ areaId: number }> {
  const visit = await takeVisit(tx, id)
  requireAuthor(ctx, visit)
  requireKept(visit)
  if (!isRecent(visit, tx.now)) throw problem('field-visit-photos-late', { days: DAYS_BACK })
  return { areaId: visit.areaId }
}
