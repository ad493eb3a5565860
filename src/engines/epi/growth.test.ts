import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { epicurve } from './epicurve.ts'
import { bestSplit, growthRate } from './growth.ts'
import { expectClose, FLU } from './testing.ts'

const middle = (n: number) => Array.from({ length: n }, (_, i) => i + 0.5)

describe('Growth', () => {
  it('of the first twenty days of influenza is that of incidence 1.7.3', () => {
    const g = growthRate({ counts: FLU.slice(0, 20), days: middle(20) })
    expectClose(g.r, 0.109125447280197, 1e-12)
    expectClose(g.low, 0.0633276438614367, 1e-12)
    expectClose(g.high, 0.154923250698958, 1e-12)
    expectClose(g.doubling, 6.35183816273556, 1e-12)
    expectClose(g.doublingLow, 4.47413269107583, 1e-12)
    expectClose(g.doublingHigh, 10.945412434364, 1e-12)
    expect([g.halving, g.halvingLow, g.halvingHigh]).toEqual([Number.NaN, Number.NaN, Number.NaN])
  })

  it('turned where incidence 1.7.3 says (fit_optim_split)', () => {
    const split = bestSplit({ counts: FLU.slice(0, 31), days: middle(31) })
    // 10 May.
    expect(split.index).toBe(13)
    expect(split.tried.map((t) => t.index)).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16])
    const r2 = [0.48140627424879262, 0.32679100194729854, 0.50289135858794798, 0.6177291853061706]
    r2.forEach((x, i) => {
      expectClose(split.tried[i]!.r2, x, 1e-12)
    })
    expectClose(split.tried[5]!.r2, 0.67720649524727516, 1e-12)
    expectClose(split.before.r, 0.176179867725845, 1e-12)
    expectClose(split.before.doublingHigh, 6.3480474711979, 1e-12)
    expectClose(split.after.r, -0.133969828283294, 1e-12)
    expectClose(split.after.halving, 5.17390512059333, 1e-12)
    expectClose(split.after.halvingLow, 3.43157254019067, 1e-12)
    expectClose(split.after.halvingHigh, 10.510425493136, 1e-12)
    expect(split.after.doubling).toBeNaN()
  })

  it('is exact of an exponential, whatever days are missing and wherever days begin', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -0.5, max: 0.5, noNaN: true }),
        fc.array(fc.boolean(), { minLength: 4, maxLength: 30 }),
        fc.integer({ min: -500, max: 500 }),
        (r, missing, from) => {
          const days = missing.map((_, i) => from + i)
          const counts = missing.map((gone, i) => (gone && i > 2 ? 0 : 100 * Math.exp(r * i)))
          const g = growthRate({ counts, days })
          expect(Math.abs(g.r - r)).toBeLessThan(1e-11)
          expect(Math.abs(g.high - g.low)).toBeLessThan(1e-9)
          if (r > 1e-6) expectClose(g.doubling, Math.LN2 / r, 1e-5)
        },
      ),
    )
  })

  it('has a limit that is never reached where standing still is possible, and none of two days', () => {
    const g = growthRate({ counts: [3, 9, 2, 10, 4], days: middle(5) })
    expect(g.low).toBeLessThan(0)
    expect(g.doublingHigh).toBe(Number.POSITIVE_INFINITY)
    const two = growthRate({ counts: [1, 0, 4], days: middle(3) })
    expectClose(two.r, Math.LN2, 1e-14)
    expect(two.low).toBeNaN()
    expect(growthRate({ counts: [0, 5], days: middle(2) }).r).toBeNaN()
    expect(growthRate({ counts: [], days: [] }).r).toBeNaN()
    expect(() => growthRate({ counts: [1], days: [] })).toThrow(RangeError)
    expect(() => bestSplit({ counts: [0, 0], days: [0, 1] })).toThrow(RangeError)
    expect(() => bestSplit({ counts: [], days: [] })).toThrow(RangeError)
  })
})

describe('The epidemic curve', () => {
  it('counts by interval, those without cases included', () => {
    const days = [12, 10, Number.NaN, 10, 17]
    expect(epicurve({ days })).toEqual({
      first: 10,
      interval: 1,
      counts: Int32Array.of(2, 0, 1, 0, 0, 0, 0, 1),
    })
    expect(epicurve({ days, interval: 3 })).toEqual({
      first: 10,
      interval: 3,
      counts: Int32Array.of(3, 0, 1),
    })
    expect(epicurve({ days, from: 11, to: 13 })).toEqual({
      first: 11,
      interval: 1,
      counts: Int32Array.of(0, 1, 0),
    })
    expect(epicurve({ days: [], from: 1, to: 2 }).counts).toEqual(Int32Array.of(0, 0))
    expect(epicurve({ days: [] }).counts).toHaveLength(0)
    expect(() => epicurve({ days, from: 5, to: 4 })).toThrow(RangeError)
    expect(() => epicurve({ days, interval: 0 })).toThrow(RangeError)
  })

  it('loses no case and none is counted twice', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -99, max: 99 })),
        fc.integer({ min: 1, max: 9 }),
        (days, interval) => {
          const { counts } = epicurve({ days, interval })
          expect(counts.reduce((a, b) => a + b, 0)).toBe(days.length)
        },
      ),
    )
  })
})
