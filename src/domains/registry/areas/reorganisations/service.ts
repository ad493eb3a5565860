import { sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../../platform/clock.ts'
import { type Ctx, read, type WriteTx, write } from '../../../../platform/context.ts'
import type { Db, Tx } from '../../../../platform/db.ts'
import { problem } from '../../../../platform/problems.ts'
import { forgetTrees } from '../service.ts'
import type { Plan, PlanArea, Reorganisation } from './contract.ts'
import { defaultFollowings, issuesOf } from './plan.ts'
import { findReorganisation, getPlan, listReorganisations, writePlan } from './queries.ts'

/** The day before a calendar date. */
function dayBefore(date: string): string {
  const day = new Date(`${date}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() - 1)
  return day.toISOString().slice(0, 10)
}

/** Areas in force on the last day before a reorganisation. */
async function areasBefore(db: Db | Tx, inForceOn: string) {
  const day = dayBefore(inForceOn)
  return db
    .selectFrom('vx.area')
    .select(['id', 'parent_id as parentId', 'level', 'code', 'label', 'name', 'lon', 'lat'])
    .where('valid_from', '<=', day)
    .where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>=', day)]))
    .orderBy('code')
    .execute()
}

export const list = (ctx: Ctx): Promise<Reorganisation[]> => read(ctx, 'area.manage', listReorganisations)

/** @throws Problem not-found */
export function open(ctx: Ctx, id: string) {
  return read(ctx, 'area.manage', async (db) => {
    const reorganisation = await findReorganisation(db, id)
    if (!reorganisation) throw problem('not-found')
    const plan = await getPlan(db, id)
    const all = await areasBefore(db, reorganisation.inForceOn)
    const areas: PlanArea[] = all.map(({ id: areaId, parentId, level, code, label }) => ({
      id: areaId,
      parentId,
      level,
      code,
      label,
    }))
    const open = reorganisation.state === 'draft'
    return {
      reorganisation,
      plan,
      areas,
      issues: open ? issuesOf(plan, areas, reorganisation.inForceOn, localDate(ctx.clock.now())) : [],
    }
  })
}

export interface Start {
  name: string
  legalBasis: string
  inForceOn: string
}

/** Starts a draft inside a running write. */
export async function addDraft(tx: WriteTx, ctx: Ctx, input: Start): Promise<string> {
  const id = uuid7()
  await tx.db
    .insertInto('vx.reorganisation')
    .values({
      id,
      name: input.name,
      legal_basis: input.legalBasis,
      in_force_on: input.inForceOn,
      state: 'draft',
      made_by: ctx.viewer.name,
      made_at: tx.now.toISOString(),
      decided_by: null,
      decided_at: null,
    })
    .execute()
  note(tx, ctx, id, 'reorganisation.draft', { inForceOn: [null, input.inForceOn] })
  return id
}

export function draft(ctx: Ctx, input: Start) {
  return write(ctx, 'area.manage', async (tx) => ({ id: await addDraft(tx, ctx, input) }))
}

function note(
  tx: WriteTx,
  ctx: Ctx,
  id: string,
  action: string,
  changes: Record<string, [unknown, unknown]>,
) {
  tx.record({
    action,
    subject: { type: 'reorganisation', id },
    areaId: ctx.viewer.areaId,
    changes,
    event: 'reorganisation.changed',
  })
}

type Versioned = { id: string; version: number }

/** @throws Problem not-found, stale-version, reorganisation-closed when it is not in `state` */
function change(
  ctx: Ctx,
  input: Versioned,
  state: Reorganisation['state'],
  fn: (tx: WriteTx, found: Reorganisation) => Promise<void>,
): Promise<{ version: number }> {
  return write(ctx, 'area.manage', async (tx) => {
    const found = await findReorganisation(tx.db, input.id)
    if (!found) throw problem('not-found')
    const done = await tx.db
      .updateTable('vx.reorganisation')
      .set({ version: input.version + 1 })
      .where('id', '=', input.id)
      .where('version', '=', input.version)
      .executeTakeFirst()
    if (done.numUpdatedRows === 0n) throw problem('stale-version', {}, { theirs: found, yours: input })
    if (found.state !== state) throw problem('reorganisation-closed')
    await fn(tx, found)
    return { version: input.version + 1 }
  })
}

/** Writes a plan inside a running write; what it leaves open about neighbourhoods is filled in. */
export async function storePlan(
  tx: WriteTx,
  ctx: Ctx,
  id: string,
  inForceOn: string,
  plan: Plan,
): Promise<void> {
  const areas = await areasBefore(tx.db, inForceOn)
  const mine = new Set(ctx.viewer.areaIds)
  const byId = new Map(areas.filter((a) => mine.has(a.id)).map((a) => [a.id, a]))
  const strange = [...plan.ends, ...plan.descents.map((d) => d.fromArea)].filter((a) => !byId.has(a))
  if (strange.length > 0) throw problem('outside-area')
  const keys = new Set(plan.units.map((u) => u.key))
  const lost = plan.descents.filter((d) => !keys.has(d.toUnit)).map((d) => d.toUnit)
  if (lost.length > 0 || keys.size < plan.units.length)
    throw problem('input-invalid', {}, { fields: { 'plan.descents': [...new Set(lost)] } })
  await writePlan(tx.db, id, { ...plan, followings: defaultFollowings(plan, areas) }, byId)
  note(tx, ctx, id, 'reorganisation.plan', {
    ends: [null, plan.ends.length],
    begins: [null, plan.units.length],
    descents: [null, plan.descents.length],
  })
}

export function savePlan(ctx: Ctx, input: Versioned & { plan: Plan }) {
  return change(ctx, input, 'draft', (tx, found) => storePlan(tx, ctx, input.id, found.inForceOn, input.plan))
}

/** @throws Problem reorganisation-blocked while something stands against it */
export async function decide(ctx: Ctx, input: Versioned) {
  const answer = await change(ctx, input, 'draft', async (tx, found) => {
    const areas = await areasBefore(tx.db, found.inForceOn)
    const issues = issuesOf(await getPlan(tx.db, input.id), areas, found.inForceOn, localDate(tx.now))
    const blocking = issues.filter((i) => i.blocks)
    if (blocking.length > 0)
      throw problem('reorganisation-blocked', { count: blocking.length }, { issues: blocking })
    await sql`select vx.decide_reorganisation(${input.id})`.execute(tx.db)
    await tx.db
      .updateTable('vx.reorganisation')
      .set({ state: 'decided', decided_by: ctx.viewer.name, decided_at: tx.now.toISOString() })
      .where('id', '=', input.id)
      .execute()
    note(tx, ctx, input.id, 'reorganisation.decide', { state: ['draft', 'decided'] })
  })
  forgetTrees()
  return answer
}

/** @throws Problem reorganisation-begun on its day and after, reorganisation-in-use when something refers to a new area */
export async function withdraw(ctx: Ctx, input: Versioned) {
  const found = await read(ctx, 'area.manage', (db) => findReorganisation(db, input.id))
  if (!found) throw problem('not-found')
  const state = found.state === 'draft' ? 'draft' : 'decided'
  const answer = await change(ctx, input, state, async (tx) => {
    if (found.state === 'decided' && found.inForceOn <= localDate(tx.now))
      throw problem('reorganisation-begun')
    try {
      await sql`select vx.withdraw_reorganisation(${input.id})`.execute(tx.db)
    } catch (error) {
      if ((error as { code?: string }).code === '23503') throw problem('reorganisation-in-use')
      throw error
    }
    await tx.db
      .updateTable('vx.reorganisation')
      .set({ state: 'withdrawn' })
      .where('id', '=', input.id)
      .execute()
    note(tx, ctx, input.id, 'reorganisation.withdraw', { state: [found.state, 'withdrawn'] })
  })
  forgetTrees()
  return answer
}

/**
 * Tells the other domains of each reorganisation whose day has come, once; they move what lives in the areas
 * (people, places, teams), never what happened there.
 */
export async function putDueInForce(ctx: Ctx): Promise<void> {
  const today = localDate(ctx.clock.now())
  const due = await ctx.common
    .selectFrom('vx.reorganisation')
    .select('id')
    .where('state', '=', 'decided')
    .where('in_force_on', '<=', today)
    .orderBy('in_force_on')
    .execute()
  for (const { id } of due) {
    await write(ctx, 'area.manage', async (tx) => {
      const done = await tx.db
        .updateTable('vx.reorganisation')
        .set({ state: 'done' })
        .where('id', '=', id)
        .where('state', '=', 'decided')
        .executeTakeFirst()
      if (done.numUpdatedRows === 0n) return
      tx.record({
        action: 'reorganisation.in-force',
        subject: { type: 'reorganisation', id },
        changes: { state: ['decided', 'done'] },
        event: 'areas.reorganised',
      })
    })
  }
}
