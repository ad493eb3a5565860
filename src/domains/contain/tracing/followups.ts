import { sql } from 'kysely'
import type { z } from 'zod'
import { addDays, daysBetween, localDate } from '../../../platform/clock.ts'
import { type Ctx, read, write } from '../../../platform/context.ts'
import { Problem, problem } from '../../../platform/problems.ts'
import { areasAsked } from '../../registry/areas/index.ts'
import { findTeamsOf, listHelp } from './assignment/queries.ts'
import type { DueToday, Followup, RecordCheckInput } from './contract.ts'
import { findChecks, findFollowup, findPeople, toFollowup } from './queries.ts'

/** The context of a viewer who helps out next door, and whom they were given there on a day. */
async function helping(ctx: Ctx, right: string, date: string) {
  const help = await read(ctx, right, (db) => listHelp(db, ctx.viewer.areaIds, date))
  const areaIds = [...new Set(help.values())]
  return { people: new Set(help.keys()), areaIds }
}

/**
 * Who is due to be seen on a day (today when not said), by area; those not yet seen come with what the last visit
 * found. Whoever became a case meanwhile is no longer on it, unless the check was made. Whom a team was given outside
 * its own area is on its list too, and nobody else from there.
 * @throws Problem outside-area, not-found
 */
export async function today(ctx: Ctx, input: { areaId?: number | undefined; date?: string | undefined }) {
  const own = await areasAsked(ctx, input.areaId)
  const date = input.date ?? localDate(ctx.clock.now())
  const help = await helping(ctx, 'followup.read', date)
  const isOwn = new Set(own)
  const areaIds = [...own, ...help.areaIds]
  const seeing = { ...ctx, viewer: { ...ctx.viewer, areaIds: [...ctx.viewer.areaIds, ...help.areaIds] } }
  return read(seeing, 'followup.read', async (db) => {
    const found = await db
      .selectFrom('vx.followup as f')
      .innerJoin('vx.contact_tier as t', 't.person_id', 'f.person_id')
      .selectAll('f')
      .select(['t.tier', 't.status', 't.index_code', 't.monitor_from', 't.monitor_until'])
      .where('f.due_on', '=', date)
      .where('f.area_id', '=', sql<number>`any(${areaIds}::int[])`)
      .where((eb) => eb.or([eb('t.status', '<>', 'became_case'), eb('f.checked_at', 'is not', null)]))
      .orderBy('f.area_id')
      .orderBy('t.tier')
      .orderBy('f.person_id')
      .orderBy('f.slot')
      .limit(2000)
      .execute()
    const rows = found.filter((r) => isOwn.has(r.area_id) || help.people.has(r.person_id))
    const ids = rows.map((r) => r.person_id)
    const people = await findPeople(db, ids)
    const checks = await findChecks(db, ids, date, addDays(date, -1))
    const teams = await findTeamsOf(db, ids, date, ctx.viewer)
    const mayKnow = ctx.viewer.rights.has('person.read')
    const due = rows.map((r): DueToday => {
      const person = mayKnow ? people.get(r.person_id) : undefined
      const before = checks.get(r.person_id)
      return {
        personId: r.person_id,
        fullName: person?.fullName ?? null,
        phone: person?.phone ?? null,
        address: person?.address ?? null,
        areaId: r.area_id,
        tier: r.tier,
        status: r.status,
        indexCode: r.index_code,
        dayNumber: daysBetween(r.monitor_from, date) + 1,
        days: daysBetween(r.monitor_from, r.monitor_until) + 1,
        daysLeft: Math.max(0, daysBetween(date, r.monitor_until)),
        last: before?.last ?? null,
        missed: before?.missed ?? 0,
        householdId: people.get(r.person_id)?.householdId ?? null,
        teamId: teams.of.get(r.person_id)?.teamId ?? null,
        team: teams.of.get(r.person_id)?.team ?? null,
        check: toFollowup(r),
      }
    })
    return { date, due, ownTeams: teams.own }
  })
}

/** Areas beside the viewer's own that a write may reach into, and whose checks there. */
interface NextDoor {
  areaIds: number[]
  mayTouch(check: { personId: string; areaId: number }): boolean
}

/** Tries in the viewer's own areas, and when nothing is found there among the visits they were given outside of them. */
async function orNextDoor<T>(
  ctx: Ctx,
  missing: string,
  date: string,
  run: (areas: NextDoor) => Promise<T>,
): Promise<T> {
  try {
    return await run({ areaIds: [], mayTouch: () => true })
  } catch (error) {
    if (!(error instanceof Problem && error.code === missing)) throw error
    const { people, areaIds } = await helping(ctx, 'followup.record', date)
    if (people.size === 0) throw error
    return run({
      areaIds,
      mayTouch: (check) => ctx.viewer.areaIds.includes(check.areaId) || people.has(check.personId),
    })
  }
}

/**
 * Records what was found on a due day, also for an earlier one. A day has one check: whoever sends a second one must
 * name the version it corrects.
 * @throws Problem followup-in-future, followup-not-due, followup-checked-already (with the first), stale-version
 */
export function recordCheck(ctx: Ctx, input: z.output<typeof RecordCheckInput>): Promise<Followup> {
  return orNextDoor(ctx, 'followup-not-due', input.dueOn, (areas) => record(ctx, input, areas))
}

function record(ctx: Ctx, input: z.output<typeof RecordCheckInput>, { areaIds, mayTouch }: NextDoor) {
  return write(
    ctx,
    'followup.record',
    async (tx) => {
      if (input.dueOn > localDate(tx.now)) {
        throw problem('followup-in-future', {}, { fields: { dueOn: ['followup-in-future'] } })
      }
      const before = await findFollowup(tx.db, input)
      if (!before || !mayTouch(before)) throw problem('followup-not-due', { date: input.dueOn })
      if (before.checkedAt && input.version === undefined) {
        throw problem(
          'followup-checked-already',
          { by: before.byName ?? '' },
          { theirs: before, yours: input },
        )
      }
      if (input.version !== undefined && input.version !== before.version) {
        throw problem('stale-version', {}, { theirs: before, yours: input })
      }
      const found = {
        outcome: input.outcome,
        temperature: input.temperature ?? null,
        symptoms: input.symptoms as string[],
        note: input.note ?? null,
      }
      const done = await tx.db
        .updateTable('vx.followup')
        .set({
          ...found,
          checked_at: tx.now.toISOString(),
          by_name: ctx.viewer.name,
          // From now on a fact of its own, not a by-product of the import that made the person a contact.
          import_id: null,
          version: before.version + 1,
        })
        .where('id', '=', before.id)
        .where('version', '=', before.version)
        .executeTakeFirst()
      if (done.numUpdatedRows === 0n) throw problem('stale-version', {}, { yours: input })
      const fields = ['outcome', 'temperature', 'note'] as const
      tx.record({
        action: before.checkedAt ? 'followup.correct' : 'followup.record',
        subject: { type: 'followup', id: before.id },
        areaId: before.areaId,
        personId: before.personId,
        changes: {
          ...Object.fromEntries(
            fields.filter((f) => before[f] !== found[f]).map((f) => [f, [before[f], found[f]]]),
          ),
          ...(before.symptoms.join() === found.symptoms.join()
            ? {}
            : { symptoms: [before.symptoms, found.symptoms] }),
        },
        event: 'followup.recorded',
        payload: { personId: before.personId, outcome: found.outcome, dueOn: before.dueOn },
      })
      return (await findFollowup(tx.db, { id: before.id }))!
    },
    { extraAreas: areaIds },
  )
}

/** Takes a check back: the day is open again. @throws Problem not-found, stale-version, followup-unchecked */
export function undoCheck(ctx: Ctx, input: { id: string; version: number }): Promise<Followup> {
  const date = localDate(ctx.clock.now())
  return orNextDoor(ctx, 'not-found', date, (areas) => undo(ctx, input, areas))
}

function undo(ctx: Ctx, input: { id: string; version: number }, { areaIds, mayTouch }: NextDoor) {
  return write(
    ctx,
    'followup.record',
    async (tx) => {
      const before = await findFollowup(tx.db, { id: input.id })
      if (!before || !mayTouch(before)) throw problem('not-found')
      if (before.version !== input.version)
        throw problem('stale-version', {}, { theirs: before, yours: input })
      if (!before.checkedAt) throw problem('followup-unchecked')
      await tx.db
        .updateTable('vx.followup')
        .set({
          outcome: null,
          checked_at: null,
          temperature: null,
          symptoms: [],
          by_name: null,
          note: null,
          version: before.version + 1,
        })
        .where('id', '=', input.id)
        .where('version', '=', before.version)
        .execute()
      tx.record({
        action: 'followup.undo',
        subject: { type: 'followup', id: before.id },
        areaId: before.areaId,
        personId: before.personId,
        changes: { outcome: [before.outcome, null] },
        event: 'followup.recorded',
        payload: { personId: before.personId, outcome: null, dueOn: before.dueOn },
      })
      return (await findFollowup(tx.db, { id: before.id }))!
    },
    { extraAreas: areaIds },
  )
}
