import { addDays, localDate, startOfLocalDate } from '../../../platform/clock.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import type { Leave, Pattern, Shift } from './contract.ts'
import { listLeaves, listPatterns, listPeople, listShifts, type PersonRow, type Seeing } from './queries.ts'
import type { Load } from './roster/model.ts'
import {
  type Candidate,
  isNight,
  isWeekend,
  obstacle,
  type Placed,
  type Slot,
  slotsOf,
} from './roster/slots.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** What was served in these days counts for what is fair. */
export const LOOK_BACK = 28

export const seeingOf = (ctx: Ctx): Seeing => ({
  knows: ctx.viewer.rights.has('person.read'),
  plans: ctx.viewer.rights.has('duty.plan'),
})

/** The roster of one command post around a window: who there is, who is away, what stands. Instants in ms. */
export interface Standing {
  areaId: number
  patterns: Pattern[]
  people: PersonRow[]
  leaves: Leave[]
  /** From 28 days before the window until 3 days after it; without those that became vacant. */
  shifts: Shift[]
  from: number
  to: number
}

/** Reads the roster of an area around a window of instants. */
export async function standingOf(
  db: Tx,
  input: { areaId: number; from: number; to: number; now: Date; see: Seeing },
): Promise<Standing> {
  const { areaId, from, to } = input
  const day = localDate(input.now)
  const back = Math.min(from, input.now.getTime()) - LOOK_BACK * DAY
  return {
    areaId,
    patterns: await listPatterns(db, [areaId]),
    people: await listPeople(db, { areaIds: [areaId] }, day, input.see),
    leaves: await listLeaves(db, areaId, localDate(new Date(back)), localDate(new Date(to)), true),
    shifts: await listShifts(
      db,
      { areaIds: [areaId], from: back, to: to + 3 * DAY, vacated: false },
      input.see,
    ),
    from,
    to,
  }
}

export const slotsIn = (s: Standing, from = s.from, to = s.to): Slot[] => slotsOf(s.patterns, from, to)

const spanOf = (leave: Leave) => ({
  start: startOfLocalDate(leave.since).getTime(),
  end: startOfLocalDate(addDays(leave.until, 1)).getTime(),
})

export const candidateOf = (s: Standing, person: PersonRow): Candidate => ({
  id: person.id,
  roles: person.roles,
  away: s.leaves.filter((l) => l.personId === person.id).map(spanOf),
})

export const placedOf = (shift: Shift): Placed => ({
  personId: shift.personId,
  role: shift.role,
  start: Date.parse(shift.startsAt),
  end: Date.parse(shift.endsAt),
})

/** Hours, nights and weekend shifts of each between two instants. */
export function servedOf(s: Standing, from: number, to: number): Map<string, Load> {
  const placed = s.shifts.map(placedOf).filter((p) => p.start >= from && p.start < to)
  return new Map(
    s.people.map((person) => {
      const mine = placed.filter((p) => p.personId === person.id)
      const load = {
        hours: mine.reduce((sum, p) => sum + (p.end - p.start) / HOUR, 0),
        nights: mine.filter((p) => isNight(p.start, p.end)).length,
        weekends: mine.filter((p) => isWeekend(p.start)).length,
      }
      return [person.id, load]
    }),
  )
}

/**
 * What each has served and is planned for between two instants. Whoever was away or came later is credited what the
 * others served per day meanwhile, so that nobody has to catch up.
 */
export function loadsOf(s: Standing, from: number, to: number): Map<string, Load> {
  const served = servedOf(s, from, to)
  const free = new Map(
    s.people.map((person) => {
      const since = Math.max(from, Date.parse(person.addedAt))
      let days = Math.max(0, (to - since) / DAY)
      for (const a of candidateOf(s, person).away)
        days -= Math.max(0, Math.min(to, a.end) - Math.max(since, a.start)) / DAY
      return [person.id, Math.max(0, days)]
    }),
  )
  const active = s.people.filter((p) => p.active)
  const days = active.reduce((sum, p) => sum + free.get(p.id)!, 0)
  const perDay = (kind: keyof Load) =>
    days === 0 ? 0 : active.reduce((sum, p) => sum + served.get(p.id)![kind], 0) / days
  const rate = { hours: perDay('hours'), nights: perDay('nights'), weekends: perDay('weekends') }
  return new Map(
    s.people.map((p) => {
      const missed = (to - from) / DAY - free.get(p.id)!
      const mine = served.get(p.id)!
      const credited = (kind: keyof Load) => mine[kind] + rate[kind] * missed
      return [p.id, { hours: credited('hours'), nights: credited('nights'), weekends: credited('weekends') }]
    }),
  )
}

/** Whoever is free for a place, the one who has served least first; equal ones in a fixed order. */
export function choicesFor(
  s: Standing,
  place: { role: Placed['role']; start: number; end: number; rest: number },
  loads: Map<string, Load>,
): PersonRow[] {
  return s.people
    .filter((p) => p.active && p.present)
    .filter((p) => {
      const own = s.shifts.filter((x) => x.personId === p.id).map(placedOf)
      return !obstacle(candidateOf(s, p), place, own, place.rest)
    })
    .sort((a, b) => loads.get(a.id)!.hours - loads.get(b.id)!.hours || a.id.localeCompare(b.id))
}

/** @throws Problem duty-role, duty-away, duty-twice, duty-rest */
export function requireFree(
  s: Standing,
  person: PersonRow,
  shift: { role: Placed['role']; start: number; end: number },
  except: readonly string[] = [],
): void {
  const own = s.shifts.filter((x) => x.personId === person.id && !except.includes(x.id)).map(placedOf)
  const day = localDate(new Date(shift.start))
  const pattern = s.patterns.find((p) => p.fromDate <= day && (p.untilDate === null || p.untilDate >= day))
  const rest = pattern?.restHours ?? 0
  const why = obstacle(candidateOf(s, person), shift, own, rest)
  const who = person.name ?? person.duty ?? '—'
  if (!person.active || why === 'role') throw problem('duty-role', { who })
  if (!person.present || why === 'away') throw problem('duty-away', { who })
  if (why === 'twice') throw problem('duty-twice', { who })
  if (why === 'rest') throw problem('duty-rest', { who, hours: rest })
}
