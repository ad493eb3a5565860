import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chainsOf, computeTiers, type TierInput } from './index.ts'

const PEOPLE = 9

const outbreak = fc
  .record({
    contacts: fc.array(
      fc.record({
        a: fc.integer({ min: 0, max: PEOPLE - 1 }),
        step: fc.integer({ min: 1, max: PEOPLE - 1 }),
        start: fc.integer({ min: 0, max: 60 }),
        length: fc.integer({ min: 0, max: 12 }),
        carry: fc.integer({ min: 1, max: 40 }),
      }),
      { maxLength: 24 },
    ),
    sources: fc.uniqueArray(fc.integer({ min: 0, max: PEOPLE - 1 }), { minLength: 1, maxLength: 2 }),
    from: fc.integer({ min: 0, max: 30 }),
    until: fc.option(fc.integer({ min: 30, max: 60 }), { nil: undefined }),
  })
  .map(({ contacts, sources, from, until }): TierInput => {
    const column = (read: (c: (typeof contacts)[number]) => number) => Int32Array.from(contacts, read)
    return {
      people: PEOPLE,
      a: column((c) => c.a),
      b: column((c) => (c.a + c.step) % PEOPLE),
      start: column((c) => c.start),
      end: column((c) => c.start + c.length),
      carry: column((c) => c.carry),
      sources: sources.map((person) => ({ person, from, until })),
      maxTier: 5,
    }
  })

describe('The chain that explains a tier', () => {
  it('has as many contacts as the tier, begins at an infected person, respects time and ends at the last exposure', () => {
    fc.assert(
      fc.property(outbreak, (input) => {
        const tiers = computeTiers(input)
        const chainTo = chainsOf(input)
        for (let p = 0; p < PEOPLE; p++) {
          if (tiers.tier[p]! < 1) continue
          const chain = chainTo(p, tiers.via[p]!, tiers.tier[p]!)
          expect(chain).toHaveLength(tiers.tier[p]!)
          expect(chain!.at(-1)).toBe(tiers.via[p])
          expectValid(input, chain!, p)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('is undefined for a contact over which nobody was reached', () => {
    const one = Int32Array.of(1)
    const input = {
      people: 3,
      a: Int32Array.of(1),
      b: Int32Array.of(2),
      start: one,
      end: one,
      carry: one,
      sources: [{ person: 0, from: 0 }],
      maxTier: 5,
    }
    expect(chainsOf(input)(2, 0, 1)).toBeUndefined()
  })
})

/** Walks the chain from its beginning by the rules of computeTiers. */
function expectValid({ a, b, start, end, carry, sources }: TierInput, chain: number[], person: number) {
  const people = [person]
  for (const i of chain.toReversed()) people.unshift(a[i] === people[0] ? b[i]! : a[i]!)
  const source = sources.find((s) => s.person === people[0])!
  const isolated = (p: number) => sources.find((s) => s.person === p)?.until ?? Number.POSITIVE_INFINITY
  let at = source.from
  let expires = isolated(people[0]!)
  chain.forEach((i, n) => {
    expect(at).toBeLessThanOrEqual(end[i]!)
    expect(start[i]!).toBeLessThanOrEqual(Math.min(expires, isolated(people[n]!)))
    if (n > 0) expect(people[n + 1]).not.toBe(people[n - 1])
    at = Math.max(at, start[i]!)
    expires = Math.min(end[i]!, isolated(people[n]!)) + carry[i]!
  })
}
