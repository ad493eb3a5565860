import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nowcast } from './nowcast.ts'
import { expectClose, numbers } from './testing.ts'

const NA = Number.NaN

/** Haemolytic-uraemic syndrome in Germany by day of admission from 7 May 2011 and delay, as known on 2 June; husO104Hosp of surveillance. */
const TRIANGLE = `
0 0 0 0 0 0 0 0 0 0 0 1 0 0 0 0
0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
0 0 0 0 0 0 0 0 0 0 0 0 0 1 0 1
0 0 0 0 0 0 0 0 0 0 0 2 2 0 0 2
0 0 0 0 0 0 0 0 0 0 0 0 1 0 0 0
0 0 0 0 0 0 0 0 0 1 2 4 1 0 0 1
0 0 0 0 0 0 0 0 0 2 3 2 0 0 1 4
0 0 0 0 0 0 0 5 2 6 3 0 1 0 0 0
0 0 0 0 0 0 2 1 9 2 0 0 2 0 0 3
0 0 0 0 1 5 5 9 3 0 0 0 1 1 0
0 0 0 0 4 5 4 6 0 2 5 1 2 0
0 0 0 3 6 17 15 0 0 7 4 1 0
0 0 2 1 11 8 0 2 4 8 2 0
0 0 1 9 6 0 3 3 2 1 0
0 1 8 9 0 1 9 2 4 0
1 0 10 0 1 5 7 4 0
0 6 0 1 6 6 3 0
0 0 0 8 6 1 0
0 0 2 2 4 0
0 3 4 2 0
1 2 2 0
0 2 0
0 0
0`
  .trim()
  .split('\n')
  .map(numbers)

describe('The nowcast', () => {
  it('of the outbreak of 2011 is that of surveillance 1.20.3 (lawless)', () => {
    const found = nowcast({ triangle: TRIANGLE, maxDelay: 15, method: 'lawless' })
    const rows = [
      [7, 1, 1, 1, 1],
      [11, 19, 19, 19, 19],
      [12, 25, 30, 26, 34],
      [13, 29, 36, 30, 41],
      [14, 53, 66, 58, 74],
      [17, 34, 53, 43, 63],
      [20, 15, 36, 22, 49],
      [22, 9, 41, 18, 63],
      [23, 5, 36, 7, 63],
      [24, 2, 25, 2, 49],
      [25, 0, NA, NA, NA],
      [26, 0, NA, NA, NA],
    ]
    for (const [day, ...values] of rows) {
      const { observed, estimate, low, high } = found[day!]!
      expect([observed, estimate, low, high]).toEqual(values)
    }
    const shares = [0.0033778796253384003, 0.027023037002707202, 0.076002291570114025, 0.13786462191788124]
    shares.forEach((x, i) => {
      expectClose(found[26 - i]!.share, x, 1e-13)
    })
    expectClose(found[12]!.share, 0.83582089552238803, 1e-14)
  })

  it('is wider when the error of the delays is in it', () => {
    const narrow = nowcast({ triangle: TRIANGLE, maxDelay: 15, method: 'lawless' })
    const wide = nowcast({ triangle: TRIANGLE, maxDelay: 15, method: 'lawless', delayError: true })
    for (let day = 12; day < 25; day++) {
      expect(wide[day]!.high - wide[day]!.low).toBeGreaterThanOrEqual(narrow[day]!.high - narrow[day]!.low)
    }
  })

  it('counts reports after the longest delay as of that delay', () => {
    const longer = TRIANGLE.map((row, day) => (day < 4 ? [...row, 0, 0, 1] : row))
    const cut = TRIANGLE.map((row, day) => (day < 4 ? [...row.slice(0, 15), row[15]! + 1] : row))
    const base = { maxDelay: 15, method: 'lawless' as const }
    expect(nowcast({ ...base, triangle: longer })).toEqual(nowcast({ ...base, triangle: cut }))
  })

  const row = fc.array(fc.nat(9), { minLength: 12, maxLength: 12 })

  it('is at least what is known, and its limits hold it', () => {
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 12, maxLength: 20 }),
        fc.option(fc.integer({ min: 1, max: 15 })),
        (triangle, window) => {
          const found = nowcast({ triangle, maxDelay: 11, method: 'lawless', window: window ?? undefined })
          for (const d of found) {
            if (Number.isNaN(d.estimate)) {
              expect(d.observed === 0 || d.share === 0).toBe(true)
              continue
            }
            expect(d.estimate).toBeGreaterThanOrEqual(d.observed)
            expect(d.low).toBeLessThanOrEqual(d.estimate)
            expect(d.high).toBeGreaterThanOrEqual(d.estimate)
          }
        },
      ),
    )
  })

  it('does not read what today cannot be known', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 12, maxLength: 16 }), (triangle) => {
        const known = triangle.map((r, day) => r.map((x, delay) => (day + delay < triangle.length ? x : NA)))
        const of = (t: number[][]) => nowcast({ triangle: t, maxDelay: 11, method: 'lawless' })
        expect(of(known)).toEqual(of(triangle))
      }),
    )
  })

  it('refuses a delay that no day of the triangle has seen the end of', () => {
    expect(() => nowcast({ triangle: [[1], [1]], maxDelay: 2, method: 'lawless' })).toThrow(RangeError)
    expect(() => nowcast({ triangle: [[1], [1]], maxDelay: 1, method: 'lawless', window: 0 })).toThrow(
      RangeError,
    )
    expect(nowcast({ triangle: [[3]], maxDelay: 0, method: 'lawless' })).toEqual([
      { day: 0, observed: 3, share: 1, estimate: 3, low: 3, high: 3 },
    ])
  })
})
