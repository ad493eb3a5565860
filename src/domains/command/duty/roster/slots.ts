import { addDays, localDate } from '../../../../platform/clock.ts'
import type { Need, PatternFacts, Role } from '../contract.ts'

const HOUR = 3_600_000
const OFFSET = 7 * HOUR

/** One shift of one day as a pattern asks for it. Instants in ms. */
export interface Slot {
  name: string
  start: number
  end: number
  needs: Need[]
  /** The fewest hours between two shifts of one person. */
  rest: number
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

/** The stretches of the day that no shift covers, as 'HH:MM–HH:MM' in Asia/Ho_Chi_Minh; shifts may pass midnight. */
export function openHours(shifts: PatternFacts['shifts']): string[] {
  const covered = new Array<boolean>(48).fill(false)
  for (const s of shifts) {
    const from = minutesOf(s.start) / 30
    for (let half = from; half < from + s.hours * 2; half++) covered[half % 48] = true
  }
  const text = (half: number) =>
    `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`
  const open: string[] = []
  for (let half = 0; half < 48; half++) {
    if (covered[half]) continue
    const start = half
    while (half < 48 && !covered[half]) half++
    open.push(`${text(start)}–${text(half)}`)
  }
  return open
}

/**
 * The shifts that begin in a window of instants, in order of time, by the patterns in force on their days.
 * @param from, to instants in ms; `to` is not included
 */
export function slotsOf(patterns: readonly PatternFacts[], from: number, to: number): Slot[] {
  const slots: Slot[] = []
  for (let day = localDate(new Date(from)); ; day = addDays(day, 1)) {
    const midnight = Date.parse(`${day}T00:00:00Z`) - OFFSET
    if (midnight >= to) break
    const p = patterns.find((x) => x.fromDate <= day && (x.untilDate === null || x.untilDate >= day))
    if (!p) continue
    for (const s of p.shifts) {
      const start = midnight + minutesOf(s.start) * 60_000
      if (start < from || start >= to) continue
      slots.push({ name: s.name, start, end: start + s.hours * HOUR, needs: p.needs, rest: p.restHours })
    }
  }
  return slots.sort((a, b) => a.start - b.start || a.end - b.end)
}

/** A shift that takes three hours or more out of 22:00–6:00 is a night. */
export function isNight(start: number, end: number): boolean {
  let hours = 0
  const first = Math.floor((start + OFFSET) / (24 * HOUR)) - 1
  for (let day = first; day <= first + 3; day++) {
    const from = day * 24 * HOUR - OFFSET + 22 * HOUR
    hours += Math.max(0, Math.min(end, from + 8 * HOUR) - Math.max(start, from)) / HOUR
  }
  return hours >= 3
}

/** A shift that begins on a Saturday or Sunday of Asia/Ho_Chi_Minh. */
export function isWeekend(start: number): boolean {
  const day = new Date(start + OFFSET).getUTCDay()
  return day === 0 || day === 6
}

/** Whoever is planned or could be. Instants in ms. */
export interface Candidate {
  id: string
  roles: readonly Role[]
  /** Whole days off as instants. */
  away: readonly { start: number; end: number }[]
}

export interface Placed {
  personId: string
  role: Role
  start: number
  end: number
}

type Why = 'role' | 'away' | 'twice' | 'rest'

/**
 * Why somebody cannot take a shift beside those they have; undefined when they can.
 * @param others the other shifts of the same person
 */
export function obstacle(
  person: Candidate,
  shift: { role: Role; start: number; end: number },
  others: readonly { start: number; end: number }[],
  restHours: number,
): Why | undefined {
  if (!person.roles.includes(shift.role)) return 'role'
  if (person.away.some((a) => a.start < shift.end && a.end > shift.start)) return 'away'
  if (others.some((o) => o.start < shift.end && o.end > shift.start)) return 'twice'
  const rest = restHours * HOUR
  if (others.some((o) => o.start < shift.end + rest && o.end + rest > shift.start)) return 'rest'
  return undefined
}
