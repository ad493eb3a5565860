import { type ContactNetwork, NEVER, orderBy } from './network.ts'

/**
 * The earliest minute at which each person may have been reached from any of the sources, over chains of any length that
 * respect time; 2147483647 for whoever is not. People are the index.
 *
 * One sweep over the contacts by their start: where one of the two was reached already, the other is reached now. Whoever
 * is reached passes on at once over the contacts that have begun and not ended, however long ago they began.
 * @throws RangeError when a source does not exist or the two arrays differ in length
 */
export function earliestExposure(
  network: ContactNetwork,
  { sources, from }: { sources: Int32Array; from: Int32Array },
): Int32Array {
  if (sources.length !== from.length) throw new RangeError('There is not one beginning for each source')
  const { people, byStart, added } = network
  const built = 4 * (network.contacts - added.count)
  const arrival = new Int32Array(people).fill(NEVER)
  /** One byte a person stays in the processor's cache where four do not. */
  const isReached = new Uint8Array(people)
  const stack = new Int32Array(people)
  for (const s of sources) if (!(s >= 0 && s < people)) throw new RangeError(`Source ${s} does not exist`)
  const seeds = orderBy(from)
  const late = added.count > 0 ? lateByStart(network) : new Int32Array(0)

  let seed = 0
  let i = seeds.length ? firstFrom(byStart, built, from[seeds[0]!]!) : built
  let l = 0
  for (;;) {
    const startHere = i < built ? byStart[i + 2]! : NEVER
    const startLate = l < late.length ? late[l + 2]! : NEVER
    const start = Math.min(startHere, startLate)
    while (seed < seeds.length && from[seeds[seed]!]! <= start) {
      const s = seeds[seed++]!
      if (isReached[sources[s]!] === 0) reach(network, sources[s]!, from[s]!, arrival, isReached, stack)
    }
    if (i >= built && l >= late.length) return arrival
    if (l >= late.length) {
      // Nothing was added later: on to the next seed without looking aside.
      const until = seed < seeds.length ? firstFrom(byStart, built, from[seeds[seed]!]!) : built
      sweep(network, i, until, arrival, isReached, stack)
      i = until
    } else if (startHere <= startLate) {
      meet(network, byStart, i, arrival, isReached, stack)
      i += 4
    } else {
      meet(network, late, l, arrival, isReached, stack)
      l += 4
    }
  }
}

function sweep(
  network: ContactNetwork,
  first: number,
  last: number,
  arrival: Int32Array,
  isReached: Uint8Array,
  stack: Int32Array,
): void {
  const { byStart } = network
  for (let i = first; i < last; i += 4) {
    const a = byStart[i]!
    const b = byStart[i + 1]!
    const x = isReached[a]!
    if (x === isReached[b]!) continue
    reach(network, x === 1 ? b : a, byStart[i + 2]!, arrival, isReached, stack)
  }
}

function meet(
  network: ContactNetwork,
  contacts: Int32Array,
  i: number,
  arrival: Int32Array,
  isReached: Uint8Array,
  stack: Int32Array,
): void {
  const x = isReached[contacts[i]!]!
  if (x === isReached[contacts[i + 1]!]!) return
  reach(network, contacts[i + x]!, contacts[i + 2]!, arrival, isReached, stack)
}

/** Somebody is reached at `at`, and at once all with whom they, and those in turn, are together at that minute. */
function reach(
  network: ContactNetwork,
  person: number,
  at: number,
  arrival: Int32Array,
  isReached: Uint8Array,
  stack: Int32Array,
): void {
  const { offsets, ends } = network
  const { count, head, next, contacts } = network.added
  isReached[person] = 1
  arrival[person] = at
  stack[0] = person
  let size = 1
  while (size > 0) {
    const u = stack[--size]!
    const stop = offsets[u + 1]!
    for (let e = offsets[u]!; e < stop && ends[e + 2]! >= at; e += 3) {
      if (ends[e + 1]! > at) continue
      const v = ends[e]!
      if (isReached[v] === 1) continue
      isReached[v] = 1
      arrival[v] = at
      stack[size++] = v
    }
    if (count === 0) continue
    for (let e = head[u]!; e !== -1; e = next[e]!) {
      const i = (e >> 1) * 4
      if (contacts[i + 2]! > at || contacts[i + 3]! < at) continue
      const v = contacts[i + 1 - (e & 1)]!
      if (isReached[v] === 1) continue
      isReached[v] = 1
      arrival[v] = at
      stack[size++] = v
    }
  }
}

/** The first place from which contacts start at `from` or later. */
function firstFrom(byStart: Int32Array, built: number, from: number): number {
  let low = 0
  let high = built / 4
  while (low < high) {
    const middle = (low + high) >> 1
    if (byStart[4 * middle + 2]! < from) low = middle + 1
    else high = middle
  }
  return 4 * low
}

/** Added contacts by start, four numbers each. */
function lateByStart({ added }: ContactNetwork): Int32Array {
  const starts = new Int32Array(added.count)
  for (let i = 0; i < added.count; i++) starts[i] = added.contacts[4 * i + 2]!
  const out = new Int32Array(4 * added.count)
  orderBy(starts).forEach((from, n) => {
    out.set(added.contacts.subarray(4 * from, 4 * from + 4), 4 * n)
  })
  return out
}
