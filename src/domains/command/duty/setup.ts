import { v7 as uuid7 } from 'uuid'
import { addDays, localDate, startOfLocalDate } from '../../../platform/clock.ts'
import { type Ctx, requireArea, type WriteTx, write } from '../../../platform/context.ts'
import { problem } from '../../../platform/problems.ts'
import type { PatternFacts, Role, Shift } from './contract.ts'
import { listPatterns, listPeople, listPosts, listShifts, lockRoster, type Seeing } from './queries.ts'
import { openHours } from './roster/slots.ts'
import { seeingOf } from './standing.ts'

/**
 * Sets a pattern, or changes one.
 * @throws Problem outside-area, duty-no-post, duty-hours-open, duty-pattern-overlap, end-before-start, not-found, stale-version
 */
export function setPattern(
  ctx: Ctx,
  input: PatternFacts & { id?: string | undefined; version: number; areaId: number },
): Promise<{ id: string; version: number }> {
  requireArea(ctx, input.areaId)
  return write(ctx, 'duty.plan', async (tx) => {
    await lockRoster(tx.db, input.areaId)
    if (!(await listPosts(tx.db, [input.areaId], localDate(tx.now))).length) throw problem('duty-no-post')
    const hours = openHours(input.shifts)
    if (hours.length)
      throw problem(
        'duty-hours-open',
        { hours: hours.join(', ') },
        { fields: { shifts: ['duty-hours-open'] } },
      )
    const { fromDate, untilDate } = input
    if (untilDate !== null && untilDate < fromDate)
      throw problem('end-before-start', {}, { fields: { untilDate: ['end-before-start'] } })
    const others = await listPatterns(tx.db, [input.areaId])
    const before = others.find((p) => p.id === input.id)
    if (input.id && !before) throw problem('not-found')
    if (before && before.version !== input.version)
      throw problem('stale-version', {}, { theirs: before, yours: input })
    const clash = others.some(
      (p) =>
        p.id !== input.id &&
        p.fromDate <= (untilDate ?? '9999-12-31') &&
        (p.untilDate ?? '9999-12-31') >= fromDate,
    )
    if (clash) throw problem('duty-pattern-overlap', {}, { fields: { fromDate: ['duty-pattern-overlap'] } })
    const facts = {
      shifts: JSON.stringify(input.shifts),
      needs: JSON.stringify(input.needs),
      rest_hours: input.restHours,
      from_date: fromDate,
      until_date: untilDate,
    }
    const id = before?.id ?? uuid7()
    const version = (before?.version ?? 0) + 1
    if (before) {
      await tx.db
        .updateTable('vx.duty_pattern')
        .set({ ...facts, version } as never)
        .where('id', '=', id)
        .execute()
    } else {
      await tx.db
        .insertInto('vx.duty_pattern')
        .values({ id, area_id: input.areaId, ...facts } as never)
        .execute()
    }
    tx.record({
      action: before ? 'duty-pattern.update' : 'duty-pattern.set',
      subject: { type: 'duty-pattern', id },
      areaId: input.areaId,
      changes: {
        shifts: [before?.shifts ?? null, input.shifts],
        needs: [before?.needs ?? null, input.needs],
        restHours: [before?.restHours ?? null, input.restHours],
        fromDate: [before?.fromDate ?? null, fromDate],
        untilDate: [before?.untilDate ?? null, untilDate],
      },
      event: 'duty.changed',
    })
    return { id, version }
  })
}

/**
 * Makes a member of a command post a duty person, or changes as what they serve; shifts to come in a role that they lose
 * become vacant.
 * @throws Problem duty-not-a-member, stale-version
 */
export function setPerson(
  ctx: Ctx,
  input: { memberId: string; roles: Role[]; active: boolean; version: number },
): Promise<{ id: string; version: number }> {
  return write(ctx, 'duty.plan', async (tx) => {
    const member = await tx.db
      .selectFrom('vx.team_member as m')
      .innerJoin('vx.team as t', 't.id', 'm.team_id')
      .select(['m.area_id as areaId', 't.kind'])
      .where('m.id', '=', input.memberId)
      .executeTakeFirst()
    if (member?.kind !== 'command_post') throw problem('duty-not-a-member')
    await lockRoster(tx.db, member.areaId)
    const before = await tx.db
      .selectFrom('vx.duty_person')
      .selectAll()
      .where('member_id', '=', input.memberId)
      .executeTakeFirst()
    if ((before?.version ?? 0) !== input.version)
      throw problem('stale-version', {}, { theirs: before ?? null, yours: input })
    const roles = [...new Set(input.roles)]
    const id = before?.id ?? uuid7()
    const version = input.version + 1
    if (before) {
      await tx.db
        .updateTable('vx.duty_person')
        .set({ roles, active: input.active, version })
        .where('id', '=', id)
        .execute()
    } else {
      const added_at = tx.now.toISOString()
      await tx.db
        .insertInto('vx.duty_person')
        .values({
          id,
          area_id: member.areaId,
          member_id: input.memberId,
          roles,
          active: input.active,
          added_at,
        })
        .execute()
    }
    // Whoever serves as this no more leaves open what they were to serve.
    const lost = before ? before.roles.filter((r) => !input.active || !roles.includes(r)) : []
    if (lost.length) {
      const from = tx.now.getTime()
      const shifts = await listShifts(tx.db, { personIds: [id], from, vacated: false }, BLIND)
      const coming = shifts.filter((s) => lost.includes(s.role) && Date.parse(s.startsAt) > from)
      await vacateShifts(tx, coming, 'other')
    }
    tx.record({
      action: before ? 'duty-person.update' : 'duty-person.add',
      subject: { type: 'duty-person', id },
      areaId: member.areaId,
      changes: { roles: [before?.roles ?? null, roles], active: [before?.active ?? null, input.active] },
      event: before ? 'duty.changed' : 'duty.person-added',
    })
    return { id, version }
  })
}

/** Shifts of somebody that are to come and touch whole days become vacant. @returns how many */
export async function vacateDays(
  tx: WriteTx,
  input: { personId: string; areaId: number; since: string; until: string; why: 'order' | 'leave' },
): Promise<number> {
  const from = Math.max(startOfLocalDate(input.since).getTime(), tx.now.getTime())
  const to = startOfLocalDate(addDays(input.until, 1)).getTime()
  if (to <= from) return 0
  const shifts = await listShifts(tx.db, { personIds: [input.personId], from, to, vacated: false }, BLIND)
  await vacateShifts(tx, shifts, input.why)
  return shifts.length
}

/** For what names nobody. */
const BLIND: Seeing = { knows: false, plans: false }

async function vacateShifts(tx: WriteTx, shifts: Shift[], why: 'order' | 'leave' | 'other'): Promise<void> {
  for (const s of shifts) {
    await tx.db
      .updateTable('vx.duty_shift')
      .set({ vacated_at: tx.now.toISOString(), vacated_why: why, version: s.version + 1 })
      .where('id', '=', s.id)
      .execute()
    tx.record({
      action: 'duty-shift.vacate',
      subject: { type: 'duty-shift', id: s.id },
      areaId: s.areaId,
      changes: { vacatedWhy: [null, why] },
      event: 'duty.changed',
    })
  }
}

/** @throws Problem not-found, end-before-start */
export function addLeave(
  ctx: Ctx,
  input: { personId: string; since: string; until: string; reason: string },
): Promise<{ id: string; vacated: number }> {
  return write(ctx, 'duty.plan', async (tx) => {
    const { personId, since, until, reason } = input
    const [person] = await listPeople(tx.db, { ids: [personId] }, localDate(tx.now), seeingOf(ctx))
    if (!person) throw problem('not-found')
    if (until < since) throw problem('end-before-start', {}, { fields: { until: ['end-before-start'] } })
    const { areaId } = person
    await lockRoster(tx.db, areaId)
    const id = uuid7()
    await tx.db
      .insertInto('vx.duty_leave')
      .values({ id, area_id: areaId, duty_id: personId, order_id: null, since, until, reason })
      .execute()
    const vacated = await vacateDays(tx, { personId, areaId, since, until, why: 'leave' })
    tx.record({
      action: 'duty-leave.add',
      subject: { type: 'duty-person', id: personId },
      areaId,
      changes: { since: [null, since], until: [null, until], reason: [null, reason] },
      event: 'duty.changed',
    })
    return { id, vacated }
  })
}

/** What became vacant stays so: somebody may have taken it. @throws Problem not-found, also for one by an order */
export function removeLeave(ctx: Ctx, id: string): Promise<{ ok: true }> {
  return write(ctx, 'duty.plan', async (tx) => {
    const gone = await tx.db
      .deleteFrom('vx.duty_leave')
      .where('id', '=', id)
      .where('order_id', 'is', null)
      .returningAll()
      .executeTakeFirst()
    if (!gone) throw problem('not-found')
    tx.record({
      action: 'duty-leave.remove',
      subject: { type: 'duty-person', id: gone.duty_id },
      areaId: gone.area_id,
      changes: { since: [gone.since, null], until: [gone.until, null] },
      event: 'duty.changed',
    })
    return { ok: true }
  })
}
