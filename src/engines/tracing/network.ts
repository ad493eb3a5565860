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
 * Lays contacts out for searching. Takes time proportional to their number (a radix sort), and leaves the input alone.
 * @throws RangeError when the arrays differ in length, a person does not exist, or a contact ends before it begins
 */
export function buildContactNetwork(input: Contacts & { people: number }): ContactNetwork {
  const { people, a, b, start, end } = input
  check(input, people)
  const contacts = a.length
  const byEnd = orderBy(end)
  const offsets = new Int32Array(people + 1)
  for (let i = 0; i < contacts; i++) {
    offsets[a[i]! + 1]! += 3
    offsets[b[i]! + 1]! += 3
  }
  for (let p = 0; p < people; p++) offsets[p + 1]! += offsets[p]!
  const fill = offsets.slice()
  const ends = new Int32Array(6 * contacts)
  for (let n = contacts - 1; n >= 0; n--) {
    const i = byEnd[n]!
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
  const order = orderBy(start)
  const byStart = new Int32Array(4 * contacts)
  for (let n = 0; n < contacts; n++) {
    const i = order[n]!
    byStart[4 * n] = a[i]!
    byStart[4 * n + 1] = b[i]!
    byStart[4 * n + 2] = start[i]!
    byStart[4 * n + 3] = end[i]!
  }
  return { people, contacts, offsets, ends, byStart, added: nothingAdded(people) }
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
