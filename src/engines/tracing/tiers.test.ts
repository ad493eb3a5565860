import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { computeTiers, type Source, type Tiers } from './tiers.ts'

type Contact = [a: number, b: number, start: number, end: number]

function tiersOf(people: number, contacts: Contact[], sources: Source[], maxTier = 5): Tiers {
  const column = (k: 0 | 1 | 2 | 3) => Int32Array.from(contacts, (c) => c[k])
  return computeTiers({
    people,
    a: column(0),
    b: column(1),
    start: column(2),
    end: column(3),
    sources,
    maxTier,
  })
}

/** The same by walking every chain without a repeated person, one after another. */
function byEnumeration(people: number, contacts: Contact[], sources: Source[], maxTier: number) {
  const tier = new Array<number>(people).fill(-1)
  const until = (p: number) => sources.find((s) => s.person === p)?.until ?? Number.POSITIVE_INFINITY
  /** Every arrival at a person, with the links of the chain and the last minute its last link can pass on. */
  const arrivals: { person: number; links: number; last: number }[] = []
  const walk = (person: number, at: number, links: number, seen: number[]) => {
    if (links === maxTier) return
    for (const [a, b, start, end] of contacts) {
      for (const [u, v] of [
        [a, b],
        [b, a],
      ] as const) {
        if (u !== person || seen.includes(v) || at > end || start > until(u)) continue
        arrivals.push({ person: v, links: links + 1, last: Math.min(end, until(u)) })
        walk(v, Math.max(at, start), links + 1, [...seen, v])
      }
    }
  }
  for (const s of sources) walk(s.person, s.from, 0, [s.person])
  for (const { person, links } of arrivals) {
    if (tier[person] === -1 || links < tier[person]!) tier[person] = links
  }
  const last = tier.map((t, p) =>
    Math.max(-1, ...arrivals.filter((x) => x.person === p && x.links === t).map((x) => x.last)),
  )
  for (const s of sources) {
    tier[s.person] = 0
    last[s.person] = -1
  }
  return { tier, last }
}

const PEOPLE = 6
const person = fc.nat(PEOPLE - 1)
const minute = fc.nat(12)
const contact = fc.tuple(person, person, minute, fc.nat(4)).map(([a, b, s, d]): Contact => [a, b, s, s + d])
const contacts = fc.array(
  contact.filter(([a, b]) => a !== b),
  { maxLength: 9 },
)
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
      computeTiers({ people: 1, a: one, b: none, start: one, end: one, sources: [], maxTier: 5 }),
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
          cs.map(([a, b, s, e]): Contact => [name[b]!, name[a]!, s, e]).reverse(),
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
      fc.property(contacts, sources, person, minute, (cs, ss, p, from) => {
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
