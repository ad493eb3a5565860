import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { computeTiers, type Source, type Tiers } from './tiers.ts'

type Contact = [a: number, b: number, start: number, end: number, carry?: number]

/** Longer than any of these stories. */
const LONG = 1_000_000

function tiersOf(people: number, contacts: Contact[], sources: Source[], maxTier = 5): Tiers {
  const column = (k: 0 | 1 | 2 | 3 | 4) => Int32Array.from(contacts, (c) => c[k] ?? LONG)
  return computeTiers({
    people,
    a: column(0),
    b: column(1),
    start: column(2),
    end: column(3),
    carry: column(4),
    sources,
    maxTier,
  })
}

interface Arrival {
  person: number
  links: number
  last: number
  carry: number
}

/** The same by walking every chain in which nobody hands back what they were just given, one after another. */
function byEnumeration(people: number, contacts: Contact[], sources: Source[], maxTier: number) {
  const until = (p: number) => sources.find((s) => s.person === p)?.until ?? Number.POSITIVE_INFINITY
  const arrivals: Arrival[] = []
  const walk = (person: number, at: number, expires: number, links: number, before: number) => {
    if (links === maxTier) return
    for (const [a, b, start, end, carry = LONG] of contacts) {
      for (const [u, v] of [
        [a, b],
        [b, a],
      ] as const) {
        if (u !== person || v === before || at > end || start > expires || start > until(u)) continue
        const last = Math.min(end, until(u))
        arrivals.push({ person: v, links: links + 1, last, carry })
        walk(v, Math.max(at, start), last + carry, links + 1, u)
      }
    }
  }
  for (const s of sources) walk(s.person, s.from, until(s.person), 0, -1)
  const all = Array.from({ length: people }, (_, p) => {
    if (sources.some((s) => s.person === p)) return { tier: 0, last: -1 }
    const mine = arrivals.filter((x) => x.person === p)
    if (mine.length === 0) return { tier: -1, last: -1 }
    const latest = Math.max(...mine.map((x) => x.last))
    const window = Math.max(...mine.filter((x) => x.last === latest).map((x) => x.carry))
    // The tier of an exposure is that of its shortest chain; one contact may stand for several.
    const episode = mine.filter((x) => x.last >= latest - window)
    const tier = Math.min(...episode.map((x) => x.links))
    return { tier, last: Math.max(...episode.filter((x) => x.links === tier).map((x) => x.last)) }
  })
  return { tier: all.map((x) => x.tier), last: all.map((x) => x.last) }
}

const PEOPLE = 6
const person = fc.nat(PEOPLE - 1)
const minute = fc.nat(12)
const carry = fc.constantFrom(0, 1, 3, 6, LONG)
const contact = fc
  .tuple(person, person, minute, fc.nat(4), carry)
  .map(([a, b, s, d, c]): Contact => [a, b, s, s + d, c])
const contacts = fc.array(
  contact.filter(([a, b]) => a !== b),
  { maxLength: 9 },
)
/** Whoever was exposed may pass on for ever. */
const lasting = contacts.map((cs) => cs.map(([a, b, s, e]): Contact => [a, b, s, e]))
const source = fc.record({ person, from: minute, until: fc.option(minute, { nil: undefined }) })
const sources = fc.uniqueArray(source, { selector: (s) => s.person, minLength: 1, maxLength: 3 })

describe('Tiers of contacts', () => {
  it('whoever met the infected person is F1, whoever met an F1 afterwards is F2', () => {
    const t = tiersOf(
      4,
      [
        [0, 1, 10, 20],
        [1, 2, 30, 40],
        [1, 3, 5, 9],
      ],
      [{ person: 0, from: 0 }],
    )
    expect([...t.tier]).toEqual([0, 1, 2, -1])
    expect([...t.index]).toEqual([0, 0, 0, -1])
    expect([...t.via]).toEqual([-1, 0, 1, -1])
    expect([...t.lastExposure]).toEqual([-1, 20, 40, -1])
  })

  it('a contact that ended before the infectious period leaves nobody exposed; one that reaches into it does', () => {
    const before = tiersOf(2, [[0, 1, 10, 99]], [{ person: 0, from: 100 }])
    expect(before.tier[1]).toBe(-1)
    const within = tiersOf(2, [[0, 1, 10, 100]], [{ person: 0, from: 100 }])
    expect(within.tier[1]).toBe(1)
  })

  it('after isolation nothing is passed on, and the last exposure is not later than isolation', () => {
    const t = tiersOf(
      3,
      [
        [0, 1, 10, 90],
        [0, 2, 51, 90],
      ],
      [{ person: 0, from: 0, until: 50 }],
    )
    expect([...t.tier]).toEqual([0, 1, -1])
    expect(t.lastExposure[1]).toBe(50)
  })

  it('an isolated person does not pass on again what came back from a contact', () => {
    const t = tiersOf(
      3,
      [
        [0, 1, 10, 20],
        [0, 2, 60, 70],
      ],
      [{ person: 0, from: 0, until: 50 }],
    )
    expect(t.tier[2]).toBe(-1)
  })

  it('a longer chain that arrives earlier does not hide a shorter one', () => {
    // 3 is reached early over 1 and 2 (three links) and late by 0 itself (one link); 4 met 3 only early on.
    const chain: Contact[] = [
      [0, 1, 0, 1],
      [1, 2, 2, 3],
      [2, 3, 4, 5],
      [0, 3, 90, 95],
      [3, 4, 10, 20],
      [3, 5, 96, 99],
    ]
    const t = tiersOf(6, chain, [{ person: 0, from: 0 }])
    expect([...t.tier]).toEqual([0, 1, 2, 1, 4, 2])
  })

  it('the chain hangs on the exposure that came last, because the days of monitoring run from it', () => {
    const t = tiersOf(
      3,
      [
        [0, 2, 10, 20],
        [1, 2, 30, 40],
      ],
      [
        { person: 0, from: 0 },
        { person: 1, from: 0 },
      ],
    )
    expect(t.tier[2]).toBe(1)
    expect(t.index[2]).toBe(1)
    expect(t.lastExposure[2]).toBe(40)
  })

  it('whoever was exposed passes on only for so long', () => {
    const met = (start: number): Contact[] => [
      [0, 1, 10, 20, 30],
      [1, 2, start, start + 5, 30],
    ]
    expect([...tiersOf(3, met(50), [{ person: 0, from: 0 }]).tier]).toEqual([0, 1, 2])
    expect([...tiersOf(3, met(51), [{ person: 0, from: 0 }]).tier]).toEqual([0, 1, -1])
    // A second exposure opens the time anew.
    const again: Contact[] = [...met(80), [0, 1, 49, 50, 30]]
    expect([...tiersOf(3, again, [{ person: 0, from: 0 }]).tier]).toEqual([0, 1, 2])
  })

  it('nobody is exposed again by the one whom they exposed', () => {
    const t = tiersOf(
      3,
      [
        [0, 1, 10, 10, 30],
        [1, 2, 35, 35, 30],
        [1, 2, 60, 60, 30],
      ],
      [{ person: 0, from: 0, until: 10 }],
    )
    expect([...t.tier]).toEqual([0, 1, 2])
    expect([...t.lastExposure]).toEqual([-1, 10, 35])
  })

  it('who was F1 in spring and is F3 in summer is F3', () => {
    const summer: Contact[] = [
      [1, 2, 900, 910, 30],
      [2, 3, 920, 925, 30],
      [3, 4, 930, 935, 30],
    ]
    const sources = [
      { person: 0, from: 0 },
      { person: 1, from: 890 },
    ]
    const t = tiersOf(5, [[0, 4, 10, 20, 30], ...summer], sources)
    expect([...t.tier]).toEqual([0, 0, 1, 2, 3])
    expect(t.index[4]).toBe(1)
    expect(tiersOf(5, [[0, 4, 910, 911, 30], ...summer], sources).tier[4]).toBe(1)
  })

  it('follows no more links than it is told', () => {
    const line: Contact[] = [0, 1, 2, 3, 4, 5].map((i) => [i, i + 1, i * 10, i * 10 + 5])
    expect([...tiersOf(7, line, [{ person: 0, from: 0 }]).tier]).toEqual([0, 1, 2, 3, 4, 5, -1])
    expect([...tiersOf(7, line, [{ person: 0, from: 0 }], 2).tier]).toEqual([0, 1, 2, -1, -1, -1, -1])
  })

  it('refuses contacts that cannot be', () => {
    expect(() => tiersOf(2, [[0, 2, 0, 1]], [])).toThrow(RangeError)
    expect(() => tiersOf(2, [[0, 1, 5, 4]], [])).toThrow(RangeError)
    expect(() => tiersOf(2, [], [{ person: 2, from: 0 }])).toThrow(RangeError)
    const one = new Int32Array(1)
    const none = new Int32Array(0)
    expect(() =>
      computeTiers({ people: 1, a: one, b: none, start: one, end: one, carry: one, sources: [], maxTier: 5 }),
    ).toThrow(RangeError)
  })

  it('agrees with the enumeration of every chain', () => {
    fc.assert(
      fc.property(contacts, sources, fc.integer({ min: 1, max: 5 }), (cs, ss, maxTier) => {
        const fast = tiersOf(PEOPLE, cs, ss, maxTier)
        const slow = byEnumeration(PEOPLE, cs, ss, maxTier)
        expect([...fast.tier]).toEqual(slow.tier)
        expect([...fast.lastExposure]).toEqual(slow.last)
      }),
      { numRuns: 2000 },
    )
  })

  it('does not depend on how people are numbered or in which order contacts are written down', () => {
    const order = fc.shuffledSubarray([...Array(PEOPLE).keys()], { minLength: PEOPLE, maxLength: PEOPLE })
    fc.assert(
      fc.property(contacts, sources, order, (cs, ss, name) => {
        const plain = tiersOf(PEOPLE, cs, ss)
        const renamed = tiersOf(
          PEOPLE,
          cs.map(([a, b, s, e, c]): Contact => [name[b]!, name[a]!, s, e, c]).reverse(),
          ss.map((s) => ({ ...s, person: name[s.person]! })).reverse(),
        )
        for (let p = 0; p < PEOPLE; p++) {
          expect(renamed.tier[name[p]!]).toBe(plain.tier[p])
          expect(renamed.lastExposure[name[p]!]).toBe(plain.lastExposure[p])
        }
      }),
    )
  })

  it('one more infected person who is not isolated never raises anybody’s tier', () => {
    const rank = (t: number) => (t === -1 ? 99 : t)
    fc.assert(
      fc.property(lasting, sources, person, minute, (cs, ss, p, from) => {
        fc.pre(ss.every((s) => s.person !== p))
        const before = tiersOf(PEOPLE, cs, ss)
        const after = tiersOf(PEOPLE, cs, [...ss, { person: p, from }])
        before.tier.forEach((t, i) => {
          expect(rank(after.tier[i]!)).toBeLessThanOrEqual(rank(t))
        })
      }),
    )
  })

  it('the last link of everybody reached leads to somebody one tier nearer who could pass it on', () => {
    fc.assert(
      fc.property(contacts, sources, (cs, ss) => {
        const t = tiersOf(PEOPLE, cs, ss)
        t.tier.forEach((tier, p) => {
          if (tier < 1) return
          const [a, b] = cs[t.via[p]!]!
          expect([a, b]).toContain(p)
          expect(t.tier[t.index[p]!]).toBe(0)
        })
      }),
    )
  })
})
