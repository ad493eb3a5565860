import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read, type WriteTx, write } from '../../../platform/context.ts'
import { problem } from '../../../platform/problems.ts'
import type { Role, Shift } from './contract.ts'
import { listPeople, listShifts, lockRoster } from './queries.ts'
import { missingIn } from './roster/model.ts'
import {
  choicesFor,
  LOOK_BACK,
  loadsOf,
  placedOf,
  requireFree,
  seeingOf,
  slotsIn,
  standingOf,
} from './standing.ts'
import { whoOf } from './who.ts'

const DAY = 24 * 3_600_000

/** A shift. @throws Problem not-found */
export async function getShift(ctx: Ctx, db: WriteTx['db'], id: string): Promise<Shift> {
  const [shift] = await listShifts(db, { ids: [id] }, seeingOf(ctx))
  if (!shift) throw problem('not-found')
  return shift
}

/**
 * Puts somebody into an open place of a shift that has not ended.
 * @throws Problem not-found, duty-no-slot, duty-place-taken, duty-role, duty-away, duty-twice, duty-rest
 */
export function fill(
  ctx: Ctx,
  input: { personId: string; role: Role; startsAt: string },
): Promise<{ id: string }> {
  return write(ctx, 'duty.plan', async (tx) => {
    const see = seeingOf(ctx)
    const find = async () => (await listPeople(tx.db, { ids: [input.personId] }, localDate(tx.now), see))[0]
    const areaId = (await find())?.areaId
    if (areaId === undefined) throw problem('not-found')
    await lockRoster(tx.db, areaId)
    // Only now: roles may have changed while another had the roster.
    const found = await find()
    if (!found) throw problem('not-found')
    const start = Date.parse(input.startsAt)
    const s = await standingOf(tx.db, { areaId, from: start, to: start + 1, now: tx.now, see })
    const slot = slotsIn(s).find((x) => x.start === start)
    if (!slot || slot.end <= tx.now.getTime()) throw problem('duty-no-slot')
    const need = slot.needs.find((n) => n.role === input.role)
    const there = s.shifts.filter((x) => x.stands).map(placedOf)
    if (!need || missingIn(slot, need.role, need.n, there) === 0) throw problem('duty-place-taken')
    requireFree(s, found, { role: input.role, start, end: slot.end })
    const id = uuid7()
    await tx.db
      .insertInto('vx.duty_shift')
      .values({
        id,
        area_id: areaId,
        duty_id: found.id,
        role: input.role,
        starts_at: new Date(start).toISOString(),
        ends_at: new Date(slot.end).toISOString(),
        source: 'hand',
        vacated_at: null,
        vacated_why: null,
      })
      .execute()
    tx.record({
      action: 'duty-shift.fill',
      subject: { type: 'duty-shift', id },
      areaId,
      changes: { person: [null, found.id], role: [null, input.role], startsAt: [null, input.startsAt] },
      event: 'duty.changed',
    })
    return { id }
  })
}

/** Takes somebody out of a shift that is not over. @throws Problem not-found, duty-shift-over, stale-version */
export function vacate(ctx: Ctx, input: { id: string; version: number }): Promise<{ version: number }> {
  return write(ctx, 'duty.plan', async (tx) => {
    const { areaId } = await getShift(ctx, tx.db, input.id)
    await lockRoster(tx.db, areaId)
    const shift = await getShift(ctx, tx.db, input.id)
    if (shift.vacatedAt || Date.parse(shift.endsAt) <= tx.now.getTime()) throw problem('duty-shift-over')
    if (shift.version !== input.version) throw problem('stale-version', {}, { theirs: shift, yours: input })
    const version = shift.version + 1
    await tx.db
      .updateTable('vx.duty_shift')
      .set({ vacated_at: tx.now.toISOString(), vacated_why: 'other', version })
      .where('id', '=', shift.id)
      .execute()
    tx.record({
      action: 'duty-shift.vacate',
      subject: { type: 'duty-shift', id: shift.id },
      areaId,
      changes: { vacatedWhy: [null, 'other'] },
      event: 'duty.changed',
    })
    return { version }
  })
}

/** Who could take a shift in the place of whoever has it, the one who has served least first. @throws Problem not-found */
export function choices(ctx: Ctx, id: string) {
  const now = ctx.clock.now()
  return read(ctx, 'duty.serve', async (db) => {
    const shift = await getShift(ctx, db, id)
    const { start, end, role } = placedOf(shift)
    const s = await standingOf(db, { areaId: shift.areaId, from: start, to: end, now, see: seeingOf(ctx) })
    const loads = loadsOf(s, now.getTime() - LOOK_BACK * DAY, Math.max(end, now.getTime()))
    const rest = slotsIn(s, start, start + 1)[0]?.rest ?? 0
    return choicesFor(s, { role, start, end, rest }, loads).map((p) => ({
      ...whoOf(p),
      hours: Math.round(loads.get(p.id)!.hours),
    }))
  })
}
