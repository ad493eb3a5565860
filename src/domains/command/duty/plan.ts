import { v7 as uuid7 } from 'uuid'
import { addDays, daysBetween, localDate, startOfLocalDate } from '../../../platform/clock.ts'
import { type Ctx, read, requireArea, write } from '../../../platform/context.ts'
import { problem } from '../../../platform/problems.ts'
import type { Preview, Shift } from './contract.ts'
import { lockRoster } from './queries.ts'
import { solveBeside } from './roster/beside.ts'
import { type Load, missingIn } from './roster/model.ts'
import { isNight, isWeekend, type Placed, type Slot } from './roster/slots.ts'
import {
  candidateOf,
  LOOK_BACK,
  loadsOf,
  placedOf,
  requireFree,
  type Standing,
  seeingOf,
  slotsIn,
  standingOf,
} from './standing.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const LONGEST_DAYS = 35

interface Window {
  areaId: number
  from: string
  to: string
}

/** Bounds in ms: from the first day, or from now on, to the end of the last. @throws Problem duty-window */
function boundsOf(w: Window, now: Date): { from: number; to: number } {
  const days = daysBetween(w.from, w.to) + 1
  if (days < 1 || days > LONGEST_DAYS || w.from < localDate(now)) {
    throw problem('duty-window', {}, { fields: { from: ['duty-window'] } })
  }
  return {
    from: Math.max(startOfLocalDate(w.from).getTime(), now.getTime()),
    to: startOfLocalDate(addDays(w.to, 1)).getTime(),
  }
}

/** What a new plan of the window puts something else in the place of: what was planned, not what was agreed since. */
const isReplaced = (s: Shift, from: number, to: number) => {
  const start = Date.parse(s.startsAt)
  return s.source === 'plan' && start >= from && start < to
}

function less(loads: Map<string, Load>): Map<string, Load> {
  const all = [...loads.values()]
  const least = (kind: keyof Load) => Math.min(...all.map((l) => l[kind]))
  const low = { hours: least('hours'), nights: least('nights'), weekends: least('weekends') }
  return new Map(
    [...loads].map(([id, l]) => [
      id,
      { hours: l.hours - low.hours, nights: l.nights - low.nights, weekends: l.weekends - low.weekends },
    ]),
  )
}

/**
 * Works out a roster for a window that keeps what has begun and what was swapped or filled by hand. Nothing is stored.
 * @throws Problem outside-area, duty-window, duty-no-pattern, duty-busy
 */
export async function generate(ctx: Ctx, w: Window): Promise<Preview> {
  requireArea(ctx, w.areaId)
  const now = ctx.clock.now()
  const { from, to } = boundsOf(w, now)
  const s = await read(ctx, 'duty.plan', (db) =>
    standingOf(db, { areaId: w.areaId, from, to, now, see: seeingOf(ctx) }),
  )
  const slots = slotsIn(s)
  if (slots.length === 0) throw problem('duty-no-pattern')
  const shifts = s.shifts.filter((x) => x.stands && !isReplaced(x, from, to))
  const standing: Standing = { ...s, shifts }
  const able = s.people.filter((p) => p.active && p.present)
  const loads = less(loadsOf(standing, from - LOOK_BACK * DAY, from))
  const kept = shifts.map(placedOf)
  const solved = await solveBeside({
    slots,
    kept,
    people: able.map((p) => ({ ...candidateOf(s, p), load: loads.get(p.id)! })),
  })
  const all = [...kept.filter((k) => k.start >= from && k.start < to), ...solved.shifts]
  return {
    from: w.from,
    to: w.to,
    shifts: solved.shifts.map((p) => ({
      personId: p.personId,
      role: p.role,
      startsAt: new Date(p.start).toISOString(),
      endsAt: new Date(p.end).toISOString(),
    })),
    open: openOf(slots, [...kept, ...solved.shifts]),
    people: able.map((p) => {
      const own = all.filter((x) => x.personId === p.id)
      return {
        id: p.id,
        name: p.name,
        postKind: p.postKind,
        duty: p.duty,
        shifts: own.length,
        hours: own.reduce((sum, x) => sum + (x.end - x.start) / HOUR, 0),
        nights: own.filter((x) => isNight(x.start, x.end)).length,
        weekends: own.filter((x) => isWeekend(x.start)).length,
        before: Math.round(
          shifts
            .map(placedOf)
            .filter((x) => x.personId === p.id && x.start < from && x.start >= from - LOOK_BACK * DAY)
            .reduce((sum, x) => sum + (x.end - x.start) / HOUR, 0),
        ),
      }
    }),
    isBest: solved.isBest,
    kept: kept.filter((k) => k.start >= from && k.start < to).length,
  }
}

function openOf(slots: readonly Slot[], placed: readonly Placed[]): Preview['open'] {
  return slots.flatMap((slot) =>
    slot.needs.flatMap((need) => {
      const n = missingIn(slot, need.role, need.n, placed)
      const times = { startsAt: new Date(slot.start).toISOString(), endsAt: new Date(slot.end).toISOString() }
      return n > 0 ? [{ ...times, role: need.role, n }] : []
    }),
  )
}

/**
 * Keeps a roster in the place of what was planned in its window and has not begun. Every shift is looked at again: what
 * has changed since it was worked out is refused, and nothing is kept.
 * @throws Problem outside-area, duty-window, not-found, duty-no-slot, duty-place-taken, duty-role, duty-away, duty-twice,
 * duty-rest
 */
export function keep(
  ctx: Ctx,
  input: Window & { shifts: { personId: string; role: Placed['role']; startsAt: string; endsAt: string }[] },
): Promise<{ kept: number; removed: number }> {
  requireArea(ctx, input.areaId)
  return write(ctx, 'duty.plan', async (tx) => {
    await lockRoster(tx.db, input.areaId)
    const { from, to } = boundsOf(input, tx.now)
    const s = await standingOf(tx.db, { areaId: input.areaId, from, to, now: tx.now, see: seeingOf(ctx) })
    const old = s.shifts.filter((x) => isReplaced(x, from, to))
    s.shifts = s.shifts.filter((x) => !old.includes(x))
    const slots = new Map(slotsIn(s).map((slot) => [`${slot.start} ${slot.end}`, slot]))
    const rows = input.shifts.map((x) => {
      const start = Date.parse(x.startsAt)
      const end = Date.parse(x.endsAt)
      const slot = slots.get(`${start} ${end}`)
      const need = slot?.needs.find((n) => n.role === x.role)
      const person = s.people.find((p) => p.id === x.personId)
      if (!person) throw problem('not-found')
      if (!slot || !need) throw problem('duty-no-slot')
      const there = s.shifts.filter((y) => y.stands).map(placedOf)
      if (missingIn(slot, x.role, need.n, there) === 0) throw problem('duty-place-taken')
      requireFree(s, person, { role: x.role, start, end })
      const row = {
        id: uuid7(),
        area_id: input.areaId,
        duty_id: person.id,
        role: x.role,
        starts_at: new Date(start).toISOString(),
        ends_at: new Date(end).toISOString(),
        source: 'plan' as const,
        vacated_at: null,
        vacated_why: null,
      }
      // The next one is looked at beside this one.
      s.shifts.push({
        id: row.id,
        areaId: input.areaId,
        personId: person.id,
        name: null,
        postKind: null,
        duty: null,
        phone: null,
        role: x.role,
        startsAt: row.starts_at,
        endsAt: row.ends_at,
        source: 'plan',
        vacatedAt: null,
        vacatedWhy: null,
        stands: true,
        version: 1,
      })
      return row
    })
    if (old.length) {
      await tx.db
        .deleteFrom('vx.duty_shift')
        .where(
          'id',
          'in',
          old.map((o) => o.id),
        )
        .execute()
    }
    for (let i = 0; i < rows.length; i += 500)
      await tx.db
        .insertInto('vx.duty_shift')
        .values(rows.slice(i, i + 500))
        .execute()
    tx.record({
      action: 'duty.plan',
      subject: { type: 'duty-roster', id: String(input.areaId) },
      areaId: input.areaId,
      changes: { window: [null, `${input.from}–${input.to}`], shifts: [old.length, rows.length] },
      event: 'duty.changed',
    })
    return { kept: rows.length, removed: old.length }
  })
}
