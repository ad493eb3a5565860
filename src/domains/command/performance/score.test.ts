import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { score } from './score.ts'

const LOADS = [0, 1, 3, 10]
const day = (n: number) => `2021-08-${String(n).padStart(2, '0')}`
const row = (unit: number, n: number, good: boolean, on = 1) => ({ unit, day: day(on), good, n })

describe('What is to be expected of a unit', () => {
  it('does not call a unit worse for having the hard days', () => {
    // Every unit does 9 of 10 on quiet days and 5 of 10 on hard ones; the second has hard days only.
    const load = (unit: number) => (unit === 1 ? 3 : 0)
    const counts = [row(0, 90, true), row(0, 10, false), row(1, 50, true), row(1, 50, false)]
    const [quiet, hard] = score(counts, 2, LOADS, load, 10)
    expect(hard).toMatchObject({ share: 0.5, expected: 0.5, all: 0.7, verdict: 'as_expected' })
    expect(quiet).toMatchObject({ share: 0.9, expected: 0.9, verdict: 'as_expected' })
  })

  it('calls it worse where others did better on days as hard, and only beyond chance', () => {
    const counts = [row(0, 40, true), row(0, 60, false), row(1, 800, true), row(1, 200, false)]
    const [bad, good] = score(counts, 2, LOADS, () => 0, 10)
    // By hand: p = 840/1100; O = 40, E = 76.36, variance = 100·p·(1−p) = 18.05; z = −8.56.
    expect(bad!.expected).toBeCloseTo(840 / 1100, 12)
    expect(bad!.verdict).toBe('worse')
    expect(good!.verdict).toBe('better')
    const near = [row(0, 74, true), row(0, 26, false), row(1, 800, true), row(1, 200, false)]
    expect(score(near, 2, LOADS, () => 0, 10)[0]!.verdict).toBe('as_expected')
  })

  it('says nothing of few rows, and of no rows not even a share', () => {
    const [few, none] = score([row(0, 9, false)], 2, LOADS, () => 0, 10)
    expect(few).toMatchObject({ n: 9, share: 0, verdict: 'few' })
    expect(none).toMatchObject({ n: 0, share: null, expected: null, verdict: 'few' })
  })

  it('adds up: what is expected of all together is what all did, and loads are the whole', () => {
    const counts = fc.array(
      fc.record({
        unit: fc.integer({ min: 0, max: 4 }),
        day: fc.integer({ min: 1, max: 9 }).map(day),
        good: fc.boolean(),
        n: fc.integer({ min: 1, max: 50 }),
      }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(counts, fc.func(fc.integer({ min: 0, max: 3 })), (rows, pick) => {
        const scored = score(rows, 5, LOADS, (unit, on) => pick(`${unit} ${on}`), 10)
        const sum = (of: (s: (typeof scored)[number]) => number) => scored.reduce((n, s) => n + of(s), 0)
        const good = rows.reduce((n, r) => n + (r.good ? r.n : 0), 0)
        expect(sum((s) => s.nGood)).toBe(good)
        expect(sum((s) => (s.expected ?? 0) * s.n)).toBeCloseTo(good, 6)
        for (const s of scored) {
          expect(s.loads.reduce((n, l) => n + l.n, 0)).toBe(s.n)
          expect(s.loads.reduce((n, l) => n + l.nGood, 0)).toBe(s.nGood)
        }
      }),
    )
  })
})
