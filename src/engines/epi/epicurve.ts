export interface Epicurve {
  /** First day of the first interval. */
  first: number
  /** Days an interval. */
  interval: number
  counts: Int32Array
}

/**
 * Cases by interval of onset. Days are whole numbers from any origin; intervals begin with `from` (the first day with a
 * case unless told) and go on until the one that holds `to` (the last), those without cases included. NaN and days
 * outside are left out. No case and no `from` and `to` give no interval.
 * @throws RangeError when the interval is not a natural number or `to` is before `from`
 */
export function epicurve({
  days,
  from,
  to,
  interval = 1,
}: {
  days: ArrayLike<number>
  from?: number | undefined
  to?: number | undefined
  interval?: number | undefined
}): Epicurve {
  if (!(Number.isInteger(interval) && interval >= 1)) throw new RangeError(`${interval} days are no interval`)
  let first = from ?? Number.POSITIVE_INFINITY
  let last = to ?? Number.NEGATIVE_INFINITY
  for (let i = 0; i < days.length; i++) {
    if (from === undefined && days[i]! < first && !(days[i]! > (to ?? days[i]!))) first = days[i]!
    if (to === undefined && days[i]! > last && !(days[i]! < (from ?? days[i]!))) last = days[i]!
  }
  if (from !== undefined && to !== undefined && to < from)
    throw new RangeError('The last day is before the first')
  if (!Number.isFinite(first) || !Number.isFinite(last) || last < first)
    return { first: from ?? to ?? 0, interval, counts: new Int32Array(0) }
  const counts = new Int32Array(Math.floor((last - first) / interval) + 1)
  for (let i = 0; i < days.length; i++) {
    if (days[i]! >= first && days[i]! <= last) counts[Math.floor((days[i]! - first) / interval)]! += 1
  }
  return { first, interval, counts }
}
