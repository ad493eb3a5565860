import { sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read, requireArea, type WriteTx, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import { getRule } from '../../../platform/rules.ts'
import { treeOf } from '../../registry/areas/index.ts'
import { addTasks, linesBySubject, listVacant, requireGoal } from '../tasks/index.ts'
import type { Conference, ConferenceKind, ConferencePage, CreateInput, Presence } from './contract.ts'
import { FiguresRule, numbersOf } from './numbers.ts'
import { findConference, listConclusions, listUnits } from './queries.ts'

/** What a task of a conclusion is about. */
const SUBJECT = 'conclusion'

const HEADS = ['district-commander', 'ward-chair']

/** By the level of the unit that calls: the post that is asked in each unit below. */
const ASKED: Record<string, string> = { district: 'ward-chair', city: 'district-commander' }

/** @throws Problem not-found */
async function getConference(db: Tx, id: string): Promise<Conference> {
  const found = await findConference(db, id)
  if (!found) throw problem('not-found')
  return found
}

/** One of the viewer's own unit that is still going on. @throws Problem not-found, conference-not-yours, conference-closed */
async function getOpen(ctx: Ctx, db: Tx, id: string): Promise<Conference> {
  const found = await getConference(db, id)
  if (!ctx.viewer.areaIds.includes(found.areaId)) throw problem('conference-not-yours')
  // Whoever writes and whoever closes take turns; the second sees what the first did.
  const { rows } = await sql<{ closed_at: string | null }>`
    select closed_at from vx.conference where id = ${id} for update`.execute(db)
  const at = rows[0]?.closed_at
  if (at) throw problem('conference-closed', { at })
  return found
}

interface Calling {
  kind: ConferenceKind
  title: string
  startsAt: string
  place?: string | undefined
  agenda: string[]
  units: { areaId: number; postKind: string }[]
}

/** Who answers for the viewer's unit, whoever opened the page; where nobody does, whoever opened it. */
async function headOf(ctx: Ctx, db: Tx): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    select h.name from vx.post_holder h join vx.post p on p.id = h.post_id
    where p.area_id = ${ctx.viewer.areaId} and p.kind = any(${HEADS}::text[]) and h.until is null
    order by p.kind limit 1`.execute(db)
  return rows[0]?.name ?? ctx.viewer.name
}

async function call(ctx: Ctx, tx: WriteTx, calling: Calling): Promise<string> {
  const id = uuid7()
  const added = await tx.db
    .insertInto('vx.conference')
    .values({
      id,
      area_id: ctx.viewer.areaId,
      kind: calling.kind,
      day: localDate(calling.startsAt),
      title: calling.title,
      starts_at: calling.startsAt,
      place: calling.place ?? null,
      chair: await headOf(ctx, tx.db),
      agenda: calling.agenda,
      created_by: ctx.viewer.name,
      created_at: tx.now.toISOString(),
      closed_at: null,
      closed_by: null,
    })
    // Written out, no parameter: once PostgreSQL plans for any value it would not know the index by it.
    .onConflict((oc) => oc.columns(['area_id', 'day']).where(sql<boolean>`kind = 'daily'`).doNothing())
    .executeTakeFirst()
  if (!added.numInsertedOrUpdatedRows) {
    const { id: there } = await tx.db
      .selectFrom('vx.conference')
      .select('id')
      .where('area_id', '=', ctx.viewer.areaId)
      .where('kind', '=', 'daily')
      .where('day', '=', localDate(calling.startsAt))
      .executeTakeFirstOrThrow()
    return there
  }
  if (calling.units.length)
    await tx.db
      .insertInto('vx.conference_unit')
      .values(
        calling.units.map((u) => ({
          id: uuid7(),
          area_id: u.areaId,
          conference_id: id,
          post_kind: u.postKind,
          who: null,
        })),
      )
      .execute()
  tx.record({
    action: 'conference.call',
    subject: { type: 'conference', id },
    areaId: ctx.viewer.areaId,
    changes: { title: [null, calling.title], startsAt: [null, calling.startsAt] },
    event: 'conference.changed',
  })
  return id
}

/** @throws Problem outside-area */
export function create(ctx: Ctx, input: CreateInput): Promise<{ id: string }> {
  for (const areaId of input.areaIds) requireArea(ctx, areaId)
  return write(ctx, 'conference.run', async (tx) => ({
    id: await call(ctx, tx, {
      ...input,
      agenda: (input.agenda ?? '')
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
      units: [...new Set(input.areaIds)].map((areaId) => ({ areaId, postKind: input.postKind })),
    }),
  }))
}

/** Today's daily conference of the viewer's unit with every unit right below; who opens it second finds it. */
export async function daily(ctx: Ctx): Promise<{ id: string }> {
  const tree = await treeOf(ctx)
  const own = tree.byId.get(ctx.viewer.areaId)!
  const below = tree.children(own.id)
  return write(ctx, 'conference.run', async (tx) => {
    const day = localDate(tx.now)
    const rule = await getRule(tx.db, 'conference.figures', day, FiguresRule)
    return {
      id: await call(ctx, tx, {
        kind: 'daily',
        title: `Giao ban ${own.fullName.charAt(0).toLocaleLowerCase('vi')}${own.fullName.slice(1)}`,
        startsAt: new Date(`${day}T${rule.body.at}:00+07:00`).toISOString(),
        agenda: [],
        units: below.map((a) => ({ areaId: a.id, postKind: ASKED[own.level] ?? 'neighbourhood-head' })),
      }),
    }
  })
}

/** @throws Problem not-found */
export async function get(ctx: Ctx, id: string): Promise<ConferencePage> {
  const conference = await read(ctx, 'conference.read', (db) => getConference(db, id))
  const page = await read(ctx, 'conference.read', async (db) => {
    const found = await listConclusions(db, id)
    const tasks = await linesBySubject(
      ctx,
      db,
      SUBJECT,
      found.map((c) => c.id),
    )
    return {
      units: await listUnits(db, id),
      conclusions: found.map((c) => ({
        id: c.id,
        ordinal: c.ordinal,
        text: c.text,
        byName: c.by_name,
        tasks: tasks.filter((t) => t.subjectId === c.id),
      })),
    }
  })
  const mine = ctx.viewer.areaIds.includes(conference.areaId)
  return {
    conference,
    ...page,
    numbers: await numbersOf(ctx, conference),
    may: {
      run: mine && !conference.closedAt && ctx.viewer.rights.has('conference.run'),
      give: mine && ctx.viewer.rights.has('conference.run'),
      notice: mine,
    },
  }
}

/** @throws Problem not-found, conference-not-yours, conference-closed */
export function attendance(
  ctx: Ctx,
  input: { id: string; units: { id: string; presence: Presence; who?: string | undefined }[] },
): Promise<{ changed: number }> {
  return write(ctx, 'conference.run', async (tx) => {
    const conference = await getOpen(ctx, tx.db, input.id)
    const before = new Map((await listUnits(tx.db, conference.id)).map((u) => [u.id, u]))
    let changed = 0
    for (const unit of input.units) {
      const was = before.get(unit.id)
      if (!was) throw problem('not-found')
      const who = unit.who || null
      if (was.presence === unit.presence && was.who === who) continue
      await tx.db
        .updateTable('vx.conference_unit')
        .set({ presence: unit.presence, who })
        .where('id', '=', unit.id)
        .execute()
      tx.record({
        action: 'conference.attendance',
        subject: { type: 'conference', id: conference.id },
        areaId: was.areaId,
        changes: { presence: [was.presence, unit.presence], who: [was.who, who] },
        event: 'conference.changed',
      })
      changed += 1
    }
    return { changed }
  })
}

/** @throws Problem not-found, conference-not-yours, conference-closed */
export function conclude(ctx: Ctx, input: { id: string; text: string }): Promise<{ id: string }> {
  return write(ctx, 'conference.run', async (tx) => {
    const conference = await getOpen(ctx, tx.db, input.id)
    const id = uuid7()
    await tx.db
      .insertInto('vx.conference_conclusion')
      .values({
        id,
        area_id: conference.areaId,
        conference_id: conference.id,
        ordinal: sql<number>`(select coalesce(max(ordinal), 0) + 1 from vx.conference_conclusion where conference_id = ${conference.id})`,
        text: input.text,
        by_name: ctx.viewer.name,
        at: tx.now.toISOString(),
      })
      .execute()
    tx.record({
      action: 'conference.conclude',
      subject: { type: 'conference', id: conference.id },
      areaId: conference.areaId,
      changes: { conclusion: [null, input.text] },
      event: 'conference.changed',
    })
    return { id }
  })
}

/** @throws Problem not-found */
async function findConclusion(db: Tx, id: string) {
  const found = await db
    .selectFrom('vx.conference_conclusion')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (!found) throw problem('not-found')
  return found
}

/** A conclusion of an open conference of one's own. @throws Problem not-found, conference-not-yours, conference-closed */
async function getConclusion(ctx: Ctx, tx: WriteTx, id: string) {
  const { conference_id } = await findConclusion(tx.db, id)
  const conference = await getOpen(ctx, tx.db, conference_id)
  // Read again now that others wait: it may have been taken out meanwhile.
  return { conclusion: await findConclusion(tx.db, id), conference }
}

/** @throws Problem not-found, conference-not-yours, conference-closed, conclusion-has-tasks */
export function rewrite(ctx: Ctx, input: { id: string; text?: string | undefined }): Promise<{ id: string }> {
  return write(ctx, 'conference.run', async (tx) => {
    const { conclusion, conference } = await getConclusion(ctx, tx, input.id)
    const tasks = await linesBySubject(ctx, tx.db, SUBJECT, [conclusion.id])
    if (tasks.some((t) => !t.cancelledAt)) throw problem('conclusion-has-tasks')
    if (input.text === undefined)
      await tx.db.deleteFrom('vx.conference_conclusion').where('id', '=', conclusion.id).execute()
    else
      await tx.db
        .updateTable('vx.conference_conclusion')
        .set({ text: input.text, by_name: ctx.viewer.name })
        .where('id', '=', conclusion.id)
        .execute()
    tx.record({
      action: 'conference.rewrite',
      subject: { type: 'conference', id: conference.id },
      areaId: conference.areaId,
      changes: { conclusion: [conclusion.text, input.text ?? null] },
      event: 'conference.changed',
    })
    return { id: conclusion.id }
  })
}

/** @throws Problem not-found */
export function ofConclusion(ctx: Ctx, id: string): Promise<{ conferenceId: string }> {
  return read(ctx, 'conference.read', async (db) => {
    const found = await db
      .selectFrom('vx.conference_conclusion')
      .select('conference_id')
      .where('id', '=', id)
      .executeTakeFirst()
    if (!found) throw problem('not-found')
    return { conferenceId: found.conference_id }
  })
}

/**
 * Makes a conclusion the task of a post in each of some areas; who has it already keeps it. Also after the conference was
 * closed: what was decided may find its unit later.
 * @throws Problem not-found, conference-not-yours, conference-due-in-past, outside-area, task-no-holder, input-invalid
 */
export function assign(
  ctx: Ctx,
  input: {
    id: string
    areaIds: number[]
    postKind: string
    dueAt: string
    expected?: string | undefined
    withPosts?: string[] | undefined
    goal?: Parameters<typeof requireGoal>[1] | undefined
  },
): Promise<{ assigned: number }> {
  for (const areaId of input.areaIds) requireArea(ctx, areaId)
  if (input.goal) requireGoal(ctx, input.goal)
  return write(ctx, 'conference.run', async (tx) => {
    const { conference_id } = await findConclusion(tx.db, input.id)
    const conference = await getConference(tx.db, conference_id)
    if (!ctx.viewer.areaIds.includes(conference.areaId)) throw problem('conference-not-yours')
    await sql`select from vx.conference where id = ${conference.id} for update`.execute(tx.db)
    const conclusion = await findConclusion(tx.db, input.id)
    if (Date.parse(input.dueAt) <= tx.now.getTime())
      throw problem('conference-due-in-past', {}, { fields: { dueAt: ['conference-due-in-past'] } })
    const vacant = await listVacant(tx.db, input.postKind, input.areaIds)
    if (vacant.length) throw problem('task-no-holder', { areas: vacant.join(', ') })
    const title = conclusion.text.length > 300 ? `${conclusion.text.slice(0, 299)}…` : conclusion.text
    const assigned = await addTasks(
      tx,
      { type: SUBJECT, id: conclusion.id, label: `${conference.title}, kết luận ${conclusion.ordinal}` },
      input.areaIds.map((areaId) => ({ ...input, areaId, title })),
    )
    return { assigned }
  })
}

/** @throws Problem not-found, conference-not-yours, conference-closed, stale-version */
export function close(ctx: Ctx, input: { id: string; version: number }): Promise<{ version: number }> {
  return write(ctx, 'conference.run', async (tx) => {
    const conference = await getOpen(ctx, tx.db, input.id)
    const done = await tx.db
      .updateTable('vx.conference')
      .set({ closed_at: tx.now.toISOString(), closed_by: ctx.viewer.name, version: input.version + 1 })
      .where('id', '=', conference.id)
      .where('version', '=', input.version)
      .executeTakeFirst()
    if (done.numUpdatedRows === 0n) throw problem('stale-version', {}, { theirs: conference, yours: input })
    tx.record({
      action: 'conference.close',
      subject: { type: 'conference', id: conference.id },
      areaId: conference.areaId,
      changes: { closedAt: [null, tx.now.toISOString()] },
      event: 'conference.changed',
    })
    return { version: input.version + 1 }
  })
}
