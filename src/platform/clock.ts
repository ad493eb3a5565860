/** What time it is for the domains: the system's time, or the demo district's. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/**
 * A clock that showed `shown` when the system's showed `anchor`, and has run on since.
 * The demo district lives in August 2021, when the districts and rules of the source documents were in force.
 */
export function shiftedClock(shown: Date, anchor: Date): Clock {
  const shift = shown.getTime() - anchor.getTime()
  return { now: () => new Date(Date.now() + shift) }
}

/** Calendar date 'YYYY-MM-DD' of an instant in Asia/Ho_Chi_Minh (UTC+7 all year). */
export function localDate(instant: Date | string): string {
  return new Date(new Date(instant).getTime() + 7 * 3_600_000).toISOString().slice(0, 10)
}

/** The instant at which a calendar date begins in Asia/Ho_Chi_Minh. */
export function startOfLocalDate(date: string): Date {
  return new Date(`${date}T00:00:00+07:00`)
}

/** `date` plus `days` calendar days. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** Whole calendar days from `a` to `b` (negative when b is earlier). */
export function daysBetween(a: string, b: string): number {
  return Math.round((Date.parse(`${b}T00:00:00Z`) - Date.parse(`${a}T00:00:00Z`)) / 86_400_000)
}
