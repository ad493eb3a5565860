import { addContacts, buildContactNetwork, type ContactNetwork } from '../../../../engines/tracing/index.ts'
import { startOfLocalDate } from '../../../../platform/clock.ts'
import type { RuleVersion } from '../../../../platform/rules.ts'
import type { TracingRules } from '../windows.ts'
import { CLOSENESS, CONTACT_BYTES, type ContactBytes, type NetworkCase } from './queries.ts'
import { UuidIndex } from './uuid-index.ts'

const MINUTES_A_DAY = 1440
/** Where PostgreSQL begins to count, in minutes since 1970: 2000-01-01T00:00Z. */
const EPOCH = Date.UTC(2000, 0) / 60_000
const MICROSECONDS = 60e6
const IMPORTED = 16
const REMOVED = 32

/**
 * The network of the outbreak of one server process: contacts in columns (a row is called a slot), people and contacts
 * by number, confirmed cases. A slot is never changed: a corrected contact leaves a dead slot behind and gets a new one,
 * which every search respects at once.
 */
export class Memory {
  /** Every event up to this number is known. */
  seq = 0
  readonly people: UuidIndex
  readonly contacts: UuidIndex
  /** Of each person: where they live. */
  home: Int32Array
  /** Of each slot: the two people (a: whose list it stands on), minutes since 1970, number of the contact. */
  a: Int32Array
  b: Int32Array
  start: Int32Array
  end: Int32Array
  contact: Int32Array
  /** Minutes for which exposure in this contact is held to be passed on. */
  carry: Int32Array
  closeness: Uint8Array
  imported: Uint8Array
  /** 1: on a list, and of a closeness that gives a tier. */
  counts: Uint8Array
  /** 1: on a list. */
  kept: Uint8Array
  slots = 0
  /** Slots that are dead, and slots that came after the network was laid out. */
  dead = 0
  late = 0
  /** The slot of each contact; -1 when it is on no list. */
  slotOf: Int32Array
  /** Slots of each person: 2s is the side of a, 2s+1 that of b; -1 ends the list. */
  head: Int32Array
  next: Int32Array
  network: ContactNetwork
  readonly cases = new Map<number, NetworkCase>()
  readonly rules: TracingRules
  readonly #close: (minute: number) => boolean[]
  readonly #carry: (minute: number) => number

  constructor(rules: TracingRules, contacts: (ContactBytes | undefined)[], cases: NetworkCase[]) {
    const n = contacts.reduce((sum, c) => sum + (c?.length ?? 0), 0) / CONTACT_BYTES
    this.rules = rules
    this.#close = inForce(rules.closeness, (body) => [false, ...CLOSENESS.map((c) => body.close.includes(c))])
    this.#carry = inForce(rules.window, (body) => body.passOnDays * MINUTES_A_DAY)
    this.people = new UuidIndex(n)
    this.contacts = new UuidIndex(n)
    const column = () => new Int32Array(Math.max(n, 1024))
    this.home = column()
    this.a = column()
    this.b = column()
    this.start = column()
    this.end = column()
    this.contact = column()
    this.carry = column()
    this.closeness = new Uint8Array(this.a.length)
    this.imported = new Uint8Array(this.a.length)
    this.counts = new Uint8Array(this.a.length)
    this.kept = new Uint8Array(this.a.length)
    this.slotOf = column().fill(-1)
    this.head = column().fill(-1)
    this.next = new Int32Array(2 * this.a.length)
    for (const half of contacts) if (half) this.#read(half)
    for (const c of cases) this.#putCase(c)
    this.network = buildContactNetwork({ people: this.people.size, ...this.#closeFrom(0) })
    this.late = 0
  }

  /** So much was corrected or added since the network was laid out that laying it out anew pays. */
  get isWorn(): boolean {
    return this.dead + this.late > Math.max(2000, this.slots / 10)
  }

  /** Takes in what stands of these people now: their contacts, their cases, their homes. */
  apply(
    personIds: string[],
    contacts: ContactBytes | undefined,
    cases: NetworkCase[],
    homes: Map<string, number>,
  ) {
    const seen = new Set<number>()
    const before = this.slots
    if (contacts) this.#read(contacts, (contact) => seen.add(contact))
    for (const id of personIds) {
      const p = this.people.addText(id)
      this.#roomForPerson(p)
      for (let e = this.head[p]!; e !== -1; e = this.next[e]!) {
        const s = e >> 1
        if (this.kept[s] && !seen.has(this.contact[s]!)) this.#kill(s)
      }
      const home = homes.get(id)
      if (home !== undefined) this.home[p] = home
      this.cases.delete(p)
    }
    for (const c of cases) this.#putCase(c)
    const close = this.#closeFrom(before)
    this.late += close.a.length
    addContacts(this.network, { people: this.people.size, ...close })
  }

  /** The contacts that count among the slots from `first` on. Copied by hand: `from` of a typed array takes ten times as long. */
  #closeFrom(first: number) {
    let n = 0
    for (let s = first; s < this.slots; s++) n += this.counts[s]!
    const close = {
      a: new Int32Array(n),
      b: new Int32Array(n),
      start: new Int32Array(n),
      end: new Int32Array(n),
    }
    for (let s = first, i = 0; s < this.slots; s++) {
      if (!this.counts[s]) continue
      close.a[i] = this.a[s]!
      close.b[i] = this.b[s]!
      close.start[i] = this.start[s]!
      close.end[i] = this.end[s]!
      i += 1
    }
    return close
  }

  #putCase(c: NetworkCase): void {
    const p = this.people.addText(c.personId)
    this.#roomForPerson(p)
    this.home[p] = c.areaId
    this.cases.set(p, c)
  }

  #read(contacts: ContactBytes, visit?: (contact: number) => void): void {
    const view = new DataView(contacts.buffer, contacts.byteOffset, contacts.byteLength)
    const minute = (at: number) =>
      EPOCH + Math.floor((view.getInt32(at) * 2 ** 32 + view.getUint32(at + 4)) / MICROSECONDS)
    for (let at = 0; at < contacts.length; at += CONTACT_BYTES) {
      const contact = this.contacts.add(view, at)
      const a = this.people.add(view, at + 16)
      const b = this.people.add(view, at + 32)
      this.#roomForPerson(Math.max(a, b))
      this.home[a] = view.getInt32(at + 48)
      this.home[b] = view.getInt32(at + 52)
      visit?.(contact)
      this.#put(contact, a, b, minute(at + 56), minute(at + 64), view.getInt32(at + 72))
    }
  }

  /** @param mark as in ContactBytes */
  #put(contact: number, a: number, b: number, start: number, end: number, mark: number): void {
    if (contact >= this.slotOf.length) this.slotOf = grown(this.slotOf, -1)
    const closeness = mark & 15
    const isKept = mark < REMOVED
    const old = this.slotOf[contact]!
    if (old >= 0) {
      const isSame =
        isKept &&
        this.a[old] === a &&
        this.b[old] === b &&
        this.start[old] === start &&
        this.end[old] === end &&
        this.closeness[old] === closeness
      if (isSame) return
      this.#kill(old)
    }
    if (!isKept) return
    const s = this.slots++
    if (s === this.a.length) this.#growSlots()
    this.a[s] = a
    this.b[s] = b
    this.start[s] = start
    this.end[s] = end
    this.contact[s] = contact
    this.closeness[s] = closeness
    this.imported[s] = mark & IMPORTED ? 1 : 0
    this.carry[s] = this.#carry(end)
    this.counts[s] = this.#close(start)[closeness] ? 1 : 0
    this.kept[s] = 1
    this.slotOf[contact] = s
    this.next[2 * s] = this.head[a]!
    this.head[a] = 2 * s
    this.next[2 * s + 1] = this.head[b]!
    this.head[b] = 2 * s + 1
  }

  #kill(slot: number): void {
    this.kept[slot] = 0
    this.counts[slot] = 0
    this.slotOf[this.contact[slot]!] = -1
    this.dead += 1
  }

  #roomForPerson(p: number): void {
    while (p >= this.head.length) {
      this.head = grown(this.head, -1)
      this.home = grown(this.home, 0)
    }
  }

  #growSlots(): void {
    for (const key of ['a', 'b', 'start', 'end', 'contact', 'carry', 'next'] as const)
      this[key] = grown(this[key], 0)
    for (const key of ['closeness', 'imported', 'counts', 'kept'] as const) {
      const wider = new Uint8Array(2 * this[key].length)
      wider.set(this[key])
      this[key] = wider
    }
  }
}

function grown(column: Int32Array, fill: number): Int32Array {
  const wider = new Int32Array(2 * column.length).fill(fill, column.length)
  wider.set(column)
  return wider
}

/** What a rule says at a minute; before its first version the first holds (see versionAt). */
function inForce<B, T>(versions: RuleVersion<B>[], read: (body: B) => T): (minute: number) => T {
  const from = versions.map((v) => startOfLocalDate(v.effectiveFrom).getTime() / 60_000)
  const said = versions.map((v) => read(v.body))
  return (minute) => {
    let n = versions.length - 1
    while (n > 0 && from[n]! > minute) n -= 1
    return said[n]!
  }
}
