import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addContacts,
  buildContactNetwork,
  type Contacts,
  contactsOf,
  earliestExposure,
  NEVER,
  traceEach,
  traceMany,
  traceTiers,
} from './index.ts'

type Contact = readonly [a: number, b: number, start: number, end: number]

const columns = (contacts: readonly Contact[]): Contacts => ({
  a: Int32Array.from(contacts, (c) => c[0]),
  b: Int32Array.from(contacts, (c) => c[1]),
  start: Int32Array.from(contacts, (c) => c[2]),
  end: Int32Array.from(contacts, (c) => c[3]),
})
const networkOf = (people: number, contacts: readonly Contact[]) =>
  buildContactNetwork({ people, ...columns(contacts) })

interface Found {
  tier: number
  arrival: number
}

/** The same by walking every chain of at most `most` contacts that respects time. */
function byWalking(contacts: readonly Contact[], source: number, from: number, most: number) {
  const found = new Map<number, Found>([[source, { tier: 0, arrival: from }]])
  const walk = (u: number, at: number, links: number) => {
    if (links === most) return
    for (const [a, b, start, end] of contacts) {
      if (end < at || (a !== u && b !== u)) continue
      const v = a === u ? b : a
      const then = Math.max(at, start)
      const before = found.get(v)
      found.set(v, {
        tier: Math.min(before?.tier ?? NEVER, links + 1),
        arrival: Math.min(before?.arrival ?? NEVER, then),
      })
      walk(v, then, links + 1)
    }
  }
  walk(source, from, 0)
  return found
}

const stories = fc.integer({ min: 2, max: 7 }).chain((people) => {
  const person = fc.integer({ min: 0, max: people - 1 })
  const contact = fc
    .tuple(person, person, fc.integer({ min: -20, max: 20 }), fc.nat(15))
    .filter(([a, b]) => a !== b)
    .map(([a, b, start, length]) => [a, b, start, start + length] as const)
  return fc.record({
    people: fc.constant(people),
    contacts: fc.array(contact, { maxLength: 9 }),
    later: fc.array(contact, { maxLength: 4 }),
    sources: fc.array(fc.tuple(person, fc.integer({ min: -22, max: 22 })), { minLength: 1, maxLength: 4 }),
    maxTier: fc.integer({ min: 0, max: 5 }),
  })
})

const asMap = (t: { person: Int32Array; tier: Uint8Array; arrival: Int32Array }) =>
  new Map([...t.person].map((p, n) => [p, { tier: t.tier[n]!, arrival: t.arrival[n]! }]))

describe('Tracing over contacts that respect time', () => {
  it('follows time: who met the patient before the patient was infectious is not reached', () => {
    const network = networkOf(4, [
      [0, 1, 0, 10],
      [1, 2, 5, 8],
      [0, 3, 20, 30],
    ])
    expect(asMap(traceTiers(network, { source: 0, from: 9, maxTier: 3 }))).toEqual(
      new Map([
        [0, { tier: 0, arrival: 9 }],
        [1, { tier: 1, arrival: 9 }],
        [3, { tier: 1, arrival: 20 }],
      ]),
    )
  })

  it('a longer chain that arrives earlier hides neither the shorter one nor what only the shorter one leads to', () => {
    // 0 meets 2 late and directly; through 1 it arrives at 2 early. From 2 on, 3 is met in time either way.
    const network = networkOf(4, [
      [0, 2, 50, 60],
      [0, 1, 0, 1],
      [1, 2, 2, 3],
      [2, 3, 70, 80],
    ])
    const two = asMap(traceTiers(network, { source: 0, from: 0, maxTier: 2 }))
    expect(two.get(2)).toEqual({ tier: 1, arrival: 2 })
    expect(two.get(3)).toEqual({ tier: 2, arrival: 70 })
  })

  it('a stay longer than any other is not missed', () => {
    const network = networkOf(3, [
      [0, 1, -1_000_000, 2_000_000],
      [1, 2, 1_999_999, 2_000_001],
      ...Array.from({ length: 50 }, (_, n) => [0, 1, n, n] as const),
    ])
    expect(asMap(traceTiers(network, { source: 0, from: 1_500_000, maxTier: 2 })).get(2)).toEqual({
      tier: 2,
      arrival: 1_999_999,
    })
  })

  it('agrees with a walk over every chain, before and after contacts were added', () => {
    fc.assert(
      fc.property(stories, ({ people, contacts, later, sources, maxTier }) => {
        const network = networkOf(people, contacts)
        const expectAll = (all: readonly Contact[]) => {
          let reached = 0
          let arrivalSum = 0
          for (const [source, from] of sources) {
            const walked = byWalking(all, source, from, maxTier)
            expect(asMap(traceTiers(network, { source, from, maxTier }))).toEqual(walked)
            reached += walked.size
            for (const f of walked.values()) arrivalSum += f.arrival
          }
          const input = {
            sources: Int32Array.from(sources, (s) => s[0]),
            from: Int32Array.from(sources, (s) => s[1]),
            maxTier,
          }
          expect(traceMany(network, input)).toEqual({ reached, arrivalSum })
          const each: [number, number][] = []
          traceEach(network, input, (t, s) => each.push([s, t.person.length]))
          expect(each.map(([s]) => s)).toEqual(sources.map((_, s) => s))
          expect(each.reduce((n, [, size]) => n + size, 0)).toBe(reached)
        }
        expectAll(contacts)
        addContacts(network, columns(later))
        expectAll([...contacts, ...later])
      }),
      { numRuns: 1500 },
    )
  })

  it('the earliest exposure of all is the least over the sources of a walk of any length', () => {
    fc.assert(
      fc.property(stories, ({ people, contacts, later, sources }) => {
        const network = networkOf(people, contacts)
        const input = {
          sources: Int32Array.from(sources, (s) => s[0]),
          from: Int32Array.from(sources, (s) => s[1]),
        }
        const least = (all: readonly Contact[]) => {
          const out = new Int32Array(people).fill(NEVER)
          for (const [source, from] of sources) {
            // No chain needs anybody twice.
            for (const [p, f] of byWalking(all, source, from, people - 1))
              out[p] = Math.min(out[p]!, f.arrival)
          }
          return out
        }
        expect(earliestExposure(network, input)).toEqual(least(contacts))
        addContacts(network, columns(later))
        expect(earliestExposure(network, input)).toEqual(least([...contacts, ...later]))
      }),
      { numRuns: 700 },
    )
  })

  it('gives the same after it was built again from its own contacts, and with people who came later', () => {
    const network = networkOf(2, [[0, 1, 0, 5]])
    addContacts(network, { ...columns([[1, 3, 4, 9]]), people: 4 })
    addContacts(network, columns([[3, 2, 9, 9]]))
    const asked = { source: 0, from: 0, maxTier: 5 }
    const before = asMap(traceTiers(network, asked))
    expect(before.get(2)).toEqual({ tier: 3, arrival: 9 })
    expect(asMap(traceTiers(buildContactNetwork(contactsOf(network)), asked))).toEqual(before)
  })

  it('takes no more than 32 bytes a contact end', () => {
    const contacts = Array.from({ length: 1000 }, (_, n) => [n % 100, (n * 7 + 1) % 100, n, n + 5] as const)
    const { offsets, ends, byStart, added } = networkOf(100, contacts)
    const bytes =
      [offsets, ends, byStart, added.contacts, added.next].reduce((n, a) => n + a.byteLength, 0) / 2000
    expect(bytes).toBeLessThanOrEqual(32)
  })

  it('refuses what cannot be, and leaves the network as it was', () => {
    expect(() => networkOf(2, [[0, 2, 0, 1]])).toThrow('names a person who does not exist')
    expect(() => networkOf(2, [[0, 1, 2, 1]])).toThrow('ends before it begins')
    expect(() =>
      buildContactNetwork({ ...columns([[0, 1, 0, 1]]), people: 2, end: new Int32Array(0) }),
    ).toThrow('differ in length')
    const network = networkOf(2, [])
    expect(() => addContacts(network, columns([[0, 5, 0, 1]]))).toThrow(RangeError)
    expect(network.contacts).toBe(0)
    expect(() => traceTiers(network, { source: 2, from: 0, maxTier: 1 })).toThrow('does not exist')
    expect(() => traceTiers(network, { source: 0, from: 0, maxTier: 256 })).toThrow(RangeError)
    const none = new Int32Array(0)
    expect(() => earliestExposure(network, { sources: Int32Array.of(0), from: none })).toThrow(RangeError)
    expect(earliestExposure(network, { sources: none, from: none })).toEqual(Int32Array.of(NEVER, NEVER))
  })
})
