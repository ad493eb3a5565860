import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attackRate, caseFatality, dispersion, secondaryAttackRate } from './rates.ts'
import { expectClose } from './testing.ts'

describe('Shares', () => {
  it('have the exact limits', () => {
    // scipy 1.11 stats.binomtest(3, 40).proportion_ci().
    const r = attackRate({ cases: 3, population: 40 })
    expectClose(r.estimate, 0.075, 1e-15)
    expectClose(r.low, 0.015742179851041534, 1e-12)
    expectClose(r.high, 0.20386474873289895, 1e-12)
    expect(attackRate({ cases: 0, population: 40 }).low).toBe(0)
    expectClose(attackRate({ cases: 0, population: 40 }).high, 1 - 0.025 ** (1 / 40), 1e-12)
    expect(attackRate({ cases: 40, population: 40 }).high).toBe(1)
    expect(attackRate({ cases: 0, population: 0 }).estimate).toBeNaN()
    expect(() => attackRate({ cases: 2, population: 1 })).toThrow(RangeError)
    expect(() => attackRate({ cases: -1, population: 1 })).toThrow(RangeError)
  })

  it('of secondary attack widen where infections cluster in groups', () => {
    const even = secondaryAttackRate({ exposed: [4, 4, 4, 4], infected: [1, 1, 1, 1] })
    expect(even).toMatchObject({ exposed: 16, infected: 4, estimate: 0.25, designEffect: 1 })
    const alone = attackRate({ cases: 4, population: 16 })
    expectClose(even.low, alone.low, 1e-14)
    const clustered = secondaryAttackRate({ exposed: [4, 4, 4, 4], infected: [4, 0, 0, 0] })
    // 4/3 · (9 + 3) / (16 · ¼ · ¾)
    expectClose(clustered.designEffect, 16 / 3, 1e-14)
    expect(clustered.high).toBeGreaterThan(alone.high)
    expect(secondaryAttackRate({ exposed: [5], infected: [2] }).designEffect).toBe(1)
    expect(secondaryAttackRate({ exposed: [], infected: [] }).estimate).toBeNaN()
    expect(() => secondaryAttackRate({ exposed: [5], infected: [6] })).toThrow(RangeError)
    expect(() => secondaryAttackRate({ exposed: [5], infected: [] })).toThrow(RangeError)
  })

  it('hold their estimate between their limits', () => {
    const pair = fc.nat(300).chain((n) => fc.tuple(fc.nat(n), fc.constant(n)))
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 12 }), (groups) => {
        const r = secondaryAttackRate({ exposed: groups.map((g) => g[1]), infected: groups.map((g) => g[0]) })
        if (r.exposed === 0) return
        expect(r.low).toBeLessThanOrEqual(r.estimate + 1e-12)
        expect(r.high).toBeGreaterThanOrEqual(r.estimate - 1e-12)
        expectClose(r.estimate, r.infected / r.exposed, 1e-12)
      }),
    )
  })
})

describe('Case fatality', () => {
  it('is said in three ways', () => {
    const found = caseFatality({
      cases: [1, 2, 4, 8, 16, 32],
      deaths: 3,
      recovered: 5,
      onsetToDeath: [0, 0, 0.25, 0.25, 0.5],
    })
    expectClose(found.all.estimate, 3 / 63, 1e-14)
    expectClose(found.closed.estimate, 3 / 8, 1e-14)
    // 8·¼ + 4·½ + 2 + 1 could be known.
    expect(found.adjusted.known).toBe(7)
    expectClose(found.adjusted.estimate, 3 / 7, 1e-14)
    expect(found.adjusted.low).toBeLessThan(3 / 7)
  })

  it('adjusted is that of all cases once all delays are over, and 1 where the delays do not fit', () => {
    const late = caseFatality({ cases: [10, 10, 0, 0], deaths: 4, recovered: 0, onsetToDeath: [0.5, 0.5] })
    expect(late.adjusted).toEqual({ ...late.all, known: 20 })
    const none = caseFatality({ cases: [10, 10], deaths: 4, recovered: 0, onsetToDeath: [0, 0.1] })
    expect(none.adjusted).toMatchObject({ estimate: 1, high: 1, known: 1 })
    expect(caseFatality({ cases: [], deaths: 0, recovered: 0, onsetToDeath: [] }).all.estimate).toBeNaN()
    expect(() => caseFatality({ cases: [1], deaths: 1, recovered: 1, onsetToDeath: [1] })).toThrow(RangeError)
    expect(() => caseFatality({ cases: [-1], deaths: 0, recovered: 0, onsetToDeath: [1] })).toThrow(
      RangeError,
    )
  })
})

describe('Dispersion', () => {
  const severe = [...[38, 26, 21, 4, 2, 2, 1, 1, 1, 1, 1], ...new Array(151).fill(0)]

  it('is the maximum of the likelihood with its profile', () => {
    const found = dispersion({ offspring: severe })
    expectClose(found.R, 98 / 162, 1e-14)
    const logs = (k: number) => {
      // Of the negative binomial by its probabilities, multiplied out.
      const p = k / (k + found.R)
      return severe.reduce((sum, y) => {
        let term = k * Math.log(p) + y * Math.log(1 - p)
        for (let j = 0; j < y; j++) term += Math.log((k + j) / (j + 1))
        return sum + term
      }, 0)
    }
    const best = logs(found.k)
    expect(logs(found.k * 1.01)).toBeLessThan(best)
    expect(logs(found.k * 0.99)).toBeLessThan(best)
    // Half of 1.96²: where a chi-square of one degree of freedom has its 95%.
    expectClose(best - logs(found.low), 1.9207294103470314, 1e-8)
    expectClose(best - logs(found.high), 1.9207294103470314, 1e-8)
  })

  it('is Poisson where counts vary no more, and nothing where nobody infected', () => {
    const even = dispersion({ offspring: [1, 1, 1, 2] })
    expect(even).toMatchObject({ R: 1.25, k: Number.POSITIVE_INFINITY, high: Number.POSITIVE_INFINITY })
    expect(even.low).toBeGreaterThan(0)
    expect(dispersion({ offspring: [0, 0] })).toEqual({
      R: 0,
      k: Number.NaN,
      low: Number.NaN,
      high: Number.NaN,
    })
    expect(dispersion({ offspring: [] }).R).toBeNaN()
    expect(() => dispersion({ offspring: [0.5] })).toThrow(RangeError)
  })

  it('does not change when everybody is counted twice, and is surer then', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { minLength: 4, maxLength: 40 }), (offspring) => {
        const once = dispersion({ offspring })
        const twice = dispersion({ offspring: [...offspring, ...offspring] })
        if (Number.isNaN(once.k)) return
        expectClose(twice.k, once.k, 1e-6)
        expect(twice.low).toBeGreaterThanOrEqual(once.low * (1 - 1e-9))
        expect(twice.high).toBeLessThanOrEqual(once.high * (1 + 1e-9))
      }),
    )
  })
})
