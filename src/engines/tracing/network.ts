/** Contacts: `a[i]` and `b[i]` were together from `start[i]` to `end[i]`, both included. Undirected. */
export interface Contacts {
  a: Int32Array
  b: Int32Array
  /** Minutes since an epoch of the caller's. */
  start: Int32Array
  end: Int32Array
}

/**
 * Who met whom and when, laid out for searching: 20 bytes a contact end. Opaque to callers; `people` and `contacts` may
 * be read.
 */
export interface ContactNetwork {
  /** People are 0 … people-1. */
  people: number
  contacts: number
  /** The ends of person p stand at `offsets[p]` … `offsets[p + 1]` of `ends`. */
  offsets: Int32Array
  /** Three numbers an end: the other person, start, end. Of each person the latest end first. */
  ends: Int32Array
  /** Four numbers a contact: a, b, start, end; by start. */
  byStart: Int32Array
  added: Added
}

/** What came after the network was built: lists that hang on each person, newest first. */
interface Added {
  count: number
  /** First end of each person, -1 without one; end 2i is the one of a[i], 2i+1 of b[i]. */
  head: Int32Array
  next: Int32Array
  /** Four numbers a contact, as in `byStart`, in the order of arrival. */
  contacts: Int32Array
}

/** Nobody is ever reached at this minute. */
export const NEVER = 2147483647

/**
 * Lays contacts out for searching. Leaves the input alone.
 * @throws RangeError when the arrays differ in length, a person does not exist, or a contact ends before it begins
 */
export function buildContactNetwork(input: Contacts & { people: number }): ContactNetwork {
  const { people, a, b } = input
  check(input, people)
  const contacts = a.length
  const offsets = new Int32Array(people + 1)
  for (let i = 0; i < contacts; i++) {
    offsets[a[i]! + 1]! += 3
    offsets[b[i]! + 1]! += 3
  }
  for (let p = 0; p < people; p++) offsets[p + 1]! += offsets[p]!
  const ends = fillEnds(input, offsets)
  for (let p = 0; p < people; p++) latestFirst(ends, offsets[p]!, offsets[p + 1]!)
  const byStart = sortByStart(input)
  return { people, contacts, offsets, ends, byStart, added: nothingAdded(people) }
}

function fillEnds({ a, b, start, end }: Contacts, offsets: Int32Array): Int32Array {
  const fill = offsets.slice()
  const ends = new Int32Array(6 * a.length)
  for (let i = 0; i < a.length; i++) {
    const x = a[i]!
    const y = b[i]!
    let at = fill[x]!
    fill[x] = at + 3
    ends[at] = y
    ends[at + 1] = start[i]!
    ends[at + 2] = end[i]!
    at = fill[y]!
    fill[y] = at + 3
    ends[at] = x
    ends[at + 1] = start[i]!
    ends[at + 2] = end[i]!
  }
  return ends
}

/** Puts the ends from place `from` to before `to` in order, the latest first. */
function latestFirst(ends: Int32Array, from: number, to: number): void {
  if (to - from > 3 * 32) {
    const own = ends.slice(from, to)
    const count = own.length / 3
    const order = orderBy(Int32Array.from({ length: count }, (_, n) => own[3 * n + 2]!))
    for (let n = 0; n < count; n++) {
      const at = 3 * order[count - 1 - n]!
      for (let k = 0; k < 3; k++) ends[from + 3 * n + k] = own[at + k]!
    }
    return
  }
  for (let i = from + 3; i < to; i += 3) {
    const other = ends[i]!
    const start = ends[i + 1]!
    const end = ends[i + 2]!
    let k = i
    for (; k > from && ends[k - 1]! < end; k -= 3) {
      ends[k] = ends[k - 3]!
      ends[k + 1] = ends[k - 2]!
      ends[k + 2] = ends[k - 1]!
    }
    ends[k] = other
    ends[k + 1] = start
    ends[k + 2] = end
  }
}

/** Four numbers a contact, by start: counted out where the range of starts allows it, else by way of their order. */
function sortByStart({ a, b, start, end }: Contacts): Int32Array {
  const n = start.length
  const out = new Int32Array(4 * n)
  let low = NEVER
  let high = -NEVER
  for (let i = 0; i < n; i++) {
    low = Math.min(low, start[i]!)
    high = Math.max(high, start[i]!)
  }
  const range = high - low + 1
  const order = range > Math.max(1 << 16, 2 * n) ? orderBy(start) : undefined
  const places = new Int32Array(order ? 0 : Math.max(range, 0) + 1)
  if (!order) {
    for (let i = 0; i < n; i++) places[start[i]! - low + 1]! += 4
    for (let d = 1; d < places.length; d++) places[d]! += places[d - 1]!
  }
  for (let k = 0; k < n; k++) {
    const i = order ? order[k]! : k
    const at = order ? 4 * k : places[start[i]! - low]!
    if (!order) places[start[i]! - low] = at + 4
    out[at] = a[i]!
    out[at + 1] = b[i]!
    out[at + 2] = start[i]!
    out[at + 3] = end[i]!
  }
  return out
}

/**
 * Adds contacts, and people when `people` is larger than before, without building anew: each is found by the next
 * search. A search reads added contacts from a list, several times slower than the others: when they have become a tenth
 * of all, build the network again from {@link contactsOf}.
 * @throws RangeError as buildContactNetwork; nothing is added then
 */
export function addContacts(network: ContactNetwork, input: Contacts & { people?: number }): void {
  const people = Math.max(network.people, input.people ?? 0)
  check(input, people)
  if (people > network.people) grow(network, people)
  const { added } = network
  const total = added.count + input.a.length
  if (4 * total > added.contacts.length) {
    const room = Math.max(2 * total, 1024)
    added.contacts = enlarged(added.contacts, 4 * room)
    added.next = enlarged(added.next, 2 * room)
  }
  const { head, next, contacts } = added
  for (let i = 0; i < input.a.length; i++) {
    const n = added.count++
    const x = input.a[i]!
    const y = input.b[i]!
    contacts[4 * n] = x
    contacts[4 * n + 1] = y
    contacts[4 * n + 2] = input.start[i]!
    contacts[4 * n + 3] = input.end[i]!
    next[2 * n] = head[x]!
    head[x] = 2 * n
    next[2 * n + 1] = head[y]!
    head[y] = 2 * n + 1
  }
  network.contacts += input.a.length
}

/** All contacts of a network, those added last at the end. */
export function contactsOf(network: ContactNetwork): Contacts & { people: number } {
  const { added, byStart, contacts, people } = network
  const column = (at: number) => {
    const out = new Int32Array(contacts)
    const built = contacts - added.count
    for (let i = 0; i < built; i++) out[i] = byStart[4 * i + at]!
    for (let i = 0; i < added.count; i++) out[built + i] = added.contacts[4 * i + at]!
    return out
  }
  return { people, a: column(0), b: column(1), start: column(2), end: column(3) }
}

function nothingAdded(people: number): Added {
  return {
    count: 0,
    head: new Int32Array(people).fill(-1),
    next: new Int32Array(0),
    contacts: new Int32Array(0),
  }
}

function grow(network: ContactNetwork, people: number): void {
  const before = network.people
  network.offsets = enlarged(network.offsets, people + 1)
  network.offsets.fill(network.offsets[before]!, before + 1)
  network.added.head = enlarged(network.added.head, people)
  network.added.head.fill(-1, before)
  network.people = people
}

function enlarged(array: Int32Array, length: number): Int32Array {
  const out = new Int32Array(length)
  out.set(array)
  return out
}

/**
 * The places of an array's numbers in ascending order, equals in their own: least significant digit first, 16 bits each,
 * and only as many digits as the range asks for.
 */
export function orderBy(keys: Int32Array): Int32Array {
  const n = keys.length
  let low = NEVER
  let high = -NEVER
  for (let i = 0; i < n; i++) {
    const k = keys[i]!
    if (k < low) low = k
    if (k > high) high = k
  }
  let order = new Int32Array(n)
  for (let i = 0; i < n; i++) order[i] = i
  if (n < 4096) {
    // A number and its place in one: the table of digits would be larger than what it sorts.
    const packed = new Float64Array(n)
    for (let i = 0; i < n; i++) packed[i] = (keys[i]! - low) * 4096 + i
    packed.sort()
    for (let i = 0; i < n; i++) order[i] = packed[i]! % 4096
    return order
  }
  for (let shift = 0; shift < 32 && (high - low) / 2 ** shift >= 1; shift += 16) {
    const places = new Int32Array(65537)
    for (let i = 0; i < n; i++) places[(((keys[i]! - low) >>> shift) & 65535) + 1]! += 1
    for (let d = 0; d < 65536; d++) places[d + 1]! += places[d]!
    const sorted = new Int32Array(n)
    for (let i = 0; i < n; i++) {
      const at = order[i]!
      sorted[places[((keys[at]! - low) >>> shift) & 65535]!++] = at
    }
    order = sorted
  }
  return order
}

function check({ a, b, start, end }: Contacts, people: number): void {
  const n = a.length
  if (b.length !== n || start.length !== n || end.length !== n)
    throw new RangeError('The arrays of contacts differ in length')
  for (let i = 0; i < n; i++) {
    if (a[i]! < 0 || a[i]! >= people || b[i]! < 0 || b[i]! >= people)
      throw new RangeError(`Contact ${i} names a person who does not exist`)
    if (end[i]! < start[i]!) throw new RangeError(`Contact ${i} ends before it begins`)
  }
}
