import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coLocated, findChains, forEachCoLocated, type Stays } from './index.ts'

type Stay = readonly [place: number, person: number, start: number, end: number]

const staysOf = (all: readonly Stay[]): Stays => ({
  place: Int32Array.from(all, (s) => s[0]),
  person: Int32Array.from(all, (s) => s[1]),
  start: Int32Array.from(all, (s) => s[2]),
  end: Int32Array.from(all, (s) => s[3]),
})

/** Minutes together of two stays at one place, by comparing them alone. */
const together = (x: Stay, y: Stay) =>
  x[0] === y[0] && x[1] !== y[1] ? Math.min(x[3], y[3]) - Math.max(x[2], y[2]) : -1

const stays = fc.array(
  fc
    .tuple(fc.nat(3), fc.nat(5), fc.integer({ min: -10, max: 30 }), fc.nat(20))
    .map(([place, person, start, length]) => [place, person, start, start + length] as const),
  { maxLength: 25 },
)

describe('Who was at one place at one time', () => {
  it('finds whoever was with a case, also somebody who never left', () => {
    const found = coLocated(
      staysOf([
        [7, 1, 100, 160],
        [7, 2, -1_000_000, 1_000_000],
        [7, 3, 160, 200],
        [8, 4, 100, 160],
        [7, 1, 150, 155],
      ]),
      { cases: Int32Array.of(1) },
    )
    expect([...found.other].map((o, n) => [found.stay[n], o, found.minutes[n]])).toEqual([
      [4, 1, 5],
      [0, 1, 60],
    ])
  })

  it('agrees with comparing every two stays', () => {
    fc.assert(
      fc.property(stays, fc.uniqueArray(fc.nat(6)), fc.integer({ min: 1, max: 8 }), (all, cases, least) => {
        const expected = all.flatMap((x, i) =>
          all.flatMap((y, j) =>
            cases.includes(x[1]) && together(x, y) >= least ? [`${i} ${j} ${together(x, y)}`] : [],
          ),
        )
        const found = coLocated(staysOf(all), { cases: Int32Array.from(cases), minMinutes: least })
        const rows = [...found.stay].map((s, n) => `${s} ${found.other[n]} ${found.minutes[n]}`)
        expect(rows.sort()).toEqual(expected.sort())
      }),
      { numRuns: 500 },
    )
  })

  it('hands out every pair once', () => {
    fc.assert(
      fc.property(stays, fc.integer({ min: 1, max: 8 }), (all, least) => {
        const expected = all.flatMap((x, i) =>
          all.slice(0, i).flatMap((y, j) => (together(x, y) >= least ? [`${j} ${i} ${together(x, y)}`] : [])),
        )
        const rows: string[] = []
        const sum = forEachCoLocated(staysOf(all), { minMinutes: least }, (x, y, minutes) =>
          rows.push(`${Math.min(x, y)} ${Math.max(x, y)} ${minutes}`),
        )
        expect(rows.sort()).toEqual(expected.sort())
        expect(sum.pairs).toBe(rows.length)
        expect(sum.minutes).toBe(rows.reduce((n, r) => n + Number(r.split(' ')[2]), 0))
      }),
      { numRuns: 500 },
    )
  })
})

describe('Chains of infection', () => {
  const links = fc.integer({ min: 1, max: 12 }).chain((people) =>
    fc.record({
      people: fc.constant(people),
      pairs: fc.array(fc.tuple(fc.nat(people - 1), fc.nat(people - 1)), { maxLength: 15 }),
    }),
  )
  const chains = (people: number, pairs: (readonly [number, number])[]) =>
    findChains({
      people,
      from: Int32Array.from(pairs, (p) => p[0]),
      to: Int32Array.from(pairs, (p) => p[1]),
    })

  it('tells components, generations and depth', () => {
    const found = chains(6, [
      [1, 0],
      [1, 2],
      [2, 3],
    ])
    expect([...found.component]).toEqual([0, 0, 0, 0, 1, 2])
    expect([...found.sizes]).toEqual([4, 1, 1])
    expect([...found.generation]).toEqual([1, 0, 1, 2, 0, 0])
    expect([...found.depth]).toEqual([2, 0, 0])
  })

  it('has the components that a search in breadth finds, circles and repeated links included', () => {
    fc.assert(
      fc.property(links, ({ people, pairs }) => {
        const found = chains(people, pairs)
        const seen = new Int32Array(people).fill(-1)
        let next = 0
        for (let p = 0; p < people; p++) {
          if (seen[p] !== -1) continue
          const queue = [p]
          seen[p] = next
          for (const u of queue) {
            for (const [x, y] of pairs) {
              const v = x === u ? y : y === u ? x : -1
              if (v === -1 || seen[v] !== -1) continue
              seen[v] = next
              queue.push(v)
            }
          }
          next += 1
        }
        expect(found.component).toEqual(seen)
        expect([...found.sizes]).toEqual(
          Array.from({ length: next }, (_, c) => seen.filter((s) => s === c).length),
        )
        // Nobody is further from the beginning than one link more than who infected them.
        for (const [u, v] of pairs) expect(found.generation[v]!).toBeLessThanOrEqual(found.generation[u]! + 1)
      }),
      { numRuns: 1000 },
    )
  })

  it('refuses a link to nobody', () => {
    expect(() => chains(2, [[0, 2]])).toThrow('does not exist')
  })
})
