import { orderBy } from './network.ts'

/** Stays: `person[i]` was at `place[i]` from `start[i]` to `end[i]`. People and places are numbers from 0. */
export interface Stays {
  place: Int32Array
  person: Int32Array
  /** Minutes since an epoch of the caller's. */
  start: Int32Array
  end: Int32Array
}

/** Pairs of stays at one place at one time, a row each; the same two people have a row for each time they met. */
export interface StayPairs {
  /** Stays by their place in the input: in a search from cases the first is a case's. */
  stay: Int32Array
  other: Int32Array
  /** Minutes that both were there: min(end) - max(start). */
  minutes: Int32Array
}

/**
 * Who was at the same place as a case for at least `minMinutes` (default 1): two passes over the stays, one for those of
 * the cases and one for all others at their places. A person is not paired with themselves; two cases who met have two
 * rows, one from each. Stays may be in any order, and as long as they like.
 * @param cases people
 * @throws RangeError when the arrays differ in length
 */
export function coLocated(
  stays: Stays,
  { cases, minMinutes = 1 }: { cases: Int32Array; minMinutes?: number },
): StayPairs {
  const { place, person, start, end } = stays
  check(stays)
  const wanted = new Set(cases)
  const block = new Int32Array(BLOCK)
  let own = new Int32Array(1024)
  let owned = 0
  let farthest = -1
  const people = bitsOf(cases)
  for (let from = 0; from < person.length; from += BLOCK) {
    const hits = sift(person, from, Math.min(from + BLOCK, person.length), people, block)
    for (let h = 0; h < hits; h++) {
      const i = block[h]!
      if (!wanted.has(person[i]!)) continue
      if (owned === own.length) own = doubled(own)
      own[owned++] = i
      farthest = Math.max(farthest, place[i]!)
    }
  }
  // The stays of cases at each place hang on it as a list.
  const head = new Int32Array(farthest + 1).fill(-1)
  const next = new Int32Array(owned)
  for (let n = 0; n < owned; n++) {
    const at = place[own[n]!]!
    next[n] = head[at]!
    head[at] = n
  }
  const places = bitsOf(Int32Array.from({ length: owned }, (_, n) => place[own[n]!]!))
  const pairs = new Pairs()
  for (let from = 0; from < place.length; from += BLOCK) {
    const hits = sift(place, from, Math.min(from + BLOCK, place.length), places, block)
    for (let h = 0; h < hits; h++) {
      const i = block[h]!
      const at = place[i]!
      if (at > farthest) continue
      for (let n = head[at]!; n !== -1; n = next[n]!) {
        const c = own[n]!
        const minutes = Math.min(end[c]!, end[i]!) - Math.max(start[c]!, start[i]!)
        if (minutes >= minMinutes && person[c] !== person[i]) pairs.add(c, i, minutes)
      }
    }
  }
  return pairs.take()
}

const BLOCK = 1 << 14

/** A bit for each number that is wanted, by its last digits: few enough for the processor's nearest cache. */
function bitsOf(wanted: Int32Array): Int32Array {
  let size = 1 << 13
  while (size < 64 * wanted.length && size < 1 << 20) size <<= 1
  const bits = new Int32Array(size >> 5)
  for (const w of wanted) bits[(w & (size - 1)) >> 5]! |= 1 << w
  return bits
}

/**
 * Writes into `block` at which places of `values` a number stands that may be wanted: all that are, and a few more.
 * Without a branch, because nobody could guess it. @returns how many
 */
function sift(values: Int32Array, from: number, to: number, bits: Int32Array, block: Int32Array): number {
  const mask = bits.length - 1
  let count = 0
  for (let i = from; i < to; i++) {
    const v = values[i]!
    block[count] = i
    count += (bits[(v >> 5) & mask]! >>> v) & 1
  }
  return count
}

/**
 * Every pair of stays at one place for at least `minMinutes` (default 1), each once, handed out one by one, because there
 * may be more than memory holds: by place and start, those that have not ended kept at hand.
 * @returns how many pairs, and the minutes of all together
 * @throws RangeError when the arrays differ in length
 */
export function forEachCoLocated(
  stays: Stays,
  { minMinutes = 1 }: { minMinutes?: number } = {},
  visit?: (stay: number, other: number, minutes: number) => void,
): { pairs: number; minutes: number } {
  const { place, person, start, end } = stays
  check(stays)
  const order = byPlaceAndStart(place, start)
  // Read in order, so that the inner loop goes through memory as it lies.
  const n = order.length
  const from = new Int32Array(n)
  const until = new Int32Array(n)
  const who = new Int32Array(n)
  const where = new Int32Array(n)
  for (let k = 0; k < n; k++) {
    const i = order[k]!
    from[k] = start[i]!
    until[k] = end[i]!
    who[k] = person[i]!
    where[k] = place[i]!
  }
  let pairs = 0
  let sum = 0
  const open = new Int32Array(n)
  let size = 0
  let at = -1
  for (let k = 0; k < n; k++) {
    if (where[k] !== at) {
      at = where[k]!
      size = 0
    }
    const begins = from[k]!
    const ends = until[k]!
    const p = who[k]!
    let kept = 0
    for (let o = 0; o < size; o++) {
      const other = open[o]!
      const left = until[other]!
      if (left < begins + minMinutes) continue
      open[kept++] = other
      const minutes = Math.min(left, ends) - begins
      if (minutes < minMinutes || who[other] === p) continue
      pairs += 1
      sum += minutes
      if (visit) visit(order[other]!, order[k]!, minutes)
    }
    open[kept] = k
    size = kept + 1
  }
  return { pairs, minutes: sum }
}

function byPlaceAndStart(place: Int32Array, start: Int32Array): Int32Array {
  const byStart = orderBy(start)
  const places = new Int32Array(byStart.length)
  for (let k = 0; k < byStart.length; k++) places[k] = place[byStart[k]!]!
  const byPlace = orderBy(places)
  for (let k = 0; k < byPlace.length; k++) byPlace[k] = byStart[byPlace[k]!]!
  return byPlace
}

class Pairs {
  #stay = new Int32Array(1024)
  #other = new Int32Array(1024)
  #minutes = new Int32Array(1024)
  #count = 0

  add(stay: number, other: number, minutes: number): void {
    if (this.#count === this.#stay.length) {
      this.#stay = doubled(this.#stay)
      this.#other = doubled(this.#other)
      this.#minutes = doubled(this.#minutes)
    }
    this.#stay[this.#count] = stay
    this.#other[this.#count] = other
    this.#minutes[this.#count++] = minutes
  }

  take(): StayPairs {
    const cut = (a: Int32Array) => a.slice(0, this.#count)
    return { stay: cut(this.#stay), other: cut(this.#other), minutes: cut(this.#minutes) }
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const out = new Int32Array(2 * array.length)
  out.set(array)
  return out
}

function check({ place, person, start, end }: Stays): void {
  const n = place.length
  if (person.length !== n || start.length !== n || end.length !== n)
    throw new RangeError('The arrays of stays differ in length')
}
