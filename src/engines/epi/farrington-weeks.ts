const DAY = 86_400_000

/** When the counts were: whole days since 1970 (UTC) and how far apart, or their places in the series where no dates are known. */
export interface Calendar {
  time: Float64Array
  step: 'day' | 'week' | 'month' | 'none'
  /** Entries a year where there are no dates. */
  frequency: number
}

/** @throws RangeError when there are not as many dates as counts, or they do not ascend */
export function calendarOf(length: number, epochs: readonly Date[] | undefined, frequency: number): Calendar {
  if (!epochs) {
    return { time: Float64Array.from({ length }, (_, i) => i), step: 'none', frequency }
  }
  if (epochs.length !== length) throw new RangeError('Counts and epochs differ in number')
  const time = new Float64Array(length)
  for (let i = 0; i < length; i++) {
    time[i] = Math.floor(epochs[i]!.getTime() / DAY)
    if (i > 0 && !(time[i]! > time[i - 1]!)) throw new RangeError(`Epoch ${i} is not after the one before`)
  }
  const gap = length > 1 ? time[1]! - time[0]! : 7
  return { time, step: gap === 7 ? 'week' : gap === 1 ? 'day' : 'month', frequency }
}

/** The same date `years` earlier; 29 February becomes 1 March. */
function yearsBefore(day: number, years: number): number {
  const d = new Date(day * DAY)
  return Date.UTC(d.getUTCFullYear() - years, d.getUTCMonth(), d.getUTCDate()) / DAY
}

/** 0 is Sunday. */
function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7
}

/** The nearest day of the same weekday as `like`; no two are equally near. */
function nearestWeekday(day: number, like: number): number {
  const forward = (like - weekday(day) + 7) % 7
  return forward < 7 - forward ? day + forward : day - ((7 - forward) % 7)
}

/**
 * Places of the reference weeks, the current one first, then one a year back; undefined where the earliest is not in the
 * series or another is missing.
 */
export function referencePlaces(calendar: Calendar, now: number, b: number): number[] | undefined {
  const { time, step, frequency } = calendar
  const places: number[] = []
  for (let year = 0; year <= b; year++) {
    let place = now - year * frequency
    if (step !== 'none') {
      const day = yearsBefore(time[now]!, year)
      place = placeOf(time, step === 'week' ? nearestWeekday(day, weekday(time[now]!)) : day)
    }
    if (place < 0) return undefined
    places.push(place)
  }
  return places
}

/**
 * The group of every entry up to `now`, 1 … periods, or 0 for those that are not used. The last group is the windows of
 * ±w around the reference weeks (and the w entries before now); with more than one period, what lies between two
 * windows is cut into periods − 1 blocks, the first of them one longer where it does not divide.
 * undefined where a window begins before the series.
 * Source: Noufaily et al. 2013 (Stat Med 32:1206); Salmon et al. 2016 (J Stat Softw 70:10).
 * @throws RangeError when there are more periods than entries between two windows
 */
export function seasonGroups(
  places: readonly number[],
  now: number,
  w: number,
  periods: number,
): Uint8Array | undefined {
  const groups = new Uint8Array(now + 1)
  groups.fill(periods, Math.max(0, now - w), now + 1)
  for (let year = 1; year < places.length; year++) {
    const reference = places[year]!
    // R's place 0 is no entry and is passed over; only what lies before that is an error there.
    if (reference - w < -1) return undefined
    groups.fill(periods, Math.max(0, reference - w), Math.min(now, reference + w) + 1)
    if (periods === 1) continue
    const between = places[year - 1]! - reference - 2 * w - 1
    if (between < periods - (2 * w + 1)) throw new RangeError(`A year does not have ${periods} periods`)
    const blocks = periods - 1
    const each = Math.floor(between / blocks)
    const rest = between - each * blocks
    let from = reference + w + 1
    for (let block = 1; block <= blocks; block++) {
      const to = from + each + (block <= rest ? 1 : 0)
      groups.fill(block, from, to)
      from = to
    }
  }
  return groups
}

/** Places of the entries within ±w steps of the same date in each of the b years before, those that exist. */
export function windowPlaces(calendar: Calendar, now: number, b: number, w: number): number[] {
  const { time, step, frequency } = calendar
  const places: number[] = []
  for (let year = b; year >= 1; year--) {
    for (let off = -w; off <= w; off++) {
      let place = now - year * frequency + off
      if (step !== 'none') {
        const day = stepped(yearsBefore(time[now]!, year), off, step)
        if (step === 'week') place = placeOf(time, nearestWeekday(day, weekday(time[now]!)))
        else if (step === 'month') place = placeOf(time, sameDayOfMonth(day, time[now]!))
        else place = placeOf(time, day)
      }
      if (place >= 0) places.push(place)
    }
  }
  return places
}

function stepped(day: number, steps: number, step: 'day' | 'week' | 'month'): number {
  if (step !== 'month') return day + steps * (step === 'week' ? 7 : 1)
  const d = new Date(day * DAY)
  return Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + steps, d.getUTCDate()) / DAY
}

function sameDayOfMonth(day: number, like: number): number {
  return day - (new Date(day * DAY).getUTCDate() - new Date(like * DAY).getUTCDate())
}

/** Where a day stands in an ascending series; -1 where it does not. */
function placeOf(time: Float64Array, day: number): number {
  let low = 0
  let high = time.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    if (time[middle] === day) return middle
    if (time[middle]! < day) low = middle + 1
    else high = middle - 1
  }
  return -1
}
