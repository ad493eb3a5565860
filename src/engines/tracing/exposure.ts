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
  /** One bit a person stays in the processor's cache where four bytes do not. */
  const reached = new Int32Array((people >> 5) + 1)
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
      if (arrival[sources[s]!] === NEVER) reach(network, sources[s]!, from[s]!, arrival, reached, stack)
    }
    if (i >= built && l >= late.length) return arrival
    if (l >= late.length) {
      // Nothing was added later: on to the next seed without looking aside.
      const until = seed < seeds.length ? firstFrom(byStart, built, from[seeds[seed]!]!) : built
      sweep(network, i, until, arrival, reached, stack)
      i = until
    } else if (startHere <= startLate) {
      meet(network, byStart, i, arrival, reached, stack)
      i += 4
    } else {
      meet(network, late, l, arrival, reached, stack)
      l += 4
    }
  }
}

function sweep(
  network: ContactNetwork,
  first: number,
  last: number,
  arrival: Int32Array,
  reached: Int32Array,
  stack: Int32Array,
): void {
  const { byStart } = network
  for (let i = first; i < last; i += 4) {
    const a = byStart[i]!
    const b = byStart[i + 1]!
    const x = (reached[a >> 5]! >>> a) & 1
    if (x === ((reached[b >> 5]! >>> b) & 1)) continue
    reach(network, x === 1 ? b : a, byStart[i + 2]!, arrival, reached, stack)
  }
}

function meet(
  network: ContactNetwork,
  contacts: Int32Array,
  i: number,
  arrival: Int32Array,
  reached: Int32Array,
  stack: Int32Array,
): void {
  const isFirst = arrival[contacts[i]!] !== NEVER
  if (isFirst === (arrival[contacts[i + 1]!] !== NEVER)) return
  reach(network, contacts[isFirst ? i + 1 : i]!, contacts[i + 2]!, arrival, reached, stack)
}

/** Somebody is reached at `at`, and at once all with whom they, and those in turn, are together at that minute. */
function reach(
  network: ContactNetwork,
  person: number,
  at: number,
  arrival: Int32Array,
  reached: Int32Array,
  stack: Int32Array,
): void {
  const { offsets, ends } = network
  const { count, head, next, contacts } = network.added
  reached[person >> 5]! |= 1 << person
  arrival[person] = at
  stack[0] = person
  let size = 1
  while (size > 0) {
    const u = stack[--size]!
    const stop = offsets[u + 1]!
    for (let e = offsets[u]!; e < stop && ends[e + 2]! >= at; e += 3) {
      if (ends[e + 1]! > at) continue
      const v = ends[e]!
      if (arrival[v] !== NEVER) continue
      reached[v >> 5]! |= 1 << v
      arrival[v] = at
      stack[size++] = v
    }
    if (count === 0) continue
    for (let e = head[u]!; e !== -1; e = next[e]!) {
      const i = (e >> 1) * 4
      if (contacts[i + 2]! > at || contacts[i + 3]! < at) continue
      const v = contacts[i + 1 - (e & 1)]!
      if (arrival[v] !== NEVER) continue
      reached[v >> 5]! |= 1 << v
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
