import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  betaQuantile,
  gammaCdf,
  gammaQuantile,
  negativeBinomialCdf,
  negativeBinomialQuantile,
  normalCdf,
  normalQuantile,
  poissonCdf,
  poissonQuantile,
  studentQuantile,
  studentTwoSided,
} from './distributions.ts'
import { digamma, incompleteBeta, incompleteGamma, logGamma } from './special.ts'
import { expectClose } from './testing.ts'

const level = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true })
const shape = fc.double({ min: 0.05, max: 2000, noNaN: true })

describe('Special functions', () => {
  it('log Γ, ψ and the incomplete functions have their known values', () => {
    expectClose(logGamma(0.5), Math.log(Math.PI) / 2, 1e-15)
    expectClose(logGamma(11), Math.log(3_628_800), 1e-15)
    // Abramowitz & Stegun, tables 6.1 and 6.3.
    expectClose(logGamma(101), 363.7393755555635, 1e-15)
    expectClose(digamma(1), -0.5772156649015329, 1e-15)
    expectClose(digamma(0.5), -0.5772156649015329 - 2 * Math.LN2, 1e-15)
    expectClose(incompleteGamma(1, 3).upper, Math.exp(-3), 1e-14)
    expectClose(incompleteGamma(3, 2).upper, Math.exp(-2) * 5, 1e-14)
    expectClose(incompleteBeta(3, 1, 0.2).lower, 0.008, 1e-14)
    // scipy 1.11 special.betainc.
    expectClose(incompleteBeta(20, 30, 0.4).lower, 0.5077001996576477, 1e-13)
    expectClose(incompleteBeta(200, 3000, 0.07).lower, 0.9566061586322998, 1e-12)
    expectClose(incompleteBeta(20, 30, 0.4).lower + incompleteBeta(30, 20, 0.6).lower, 1, 1e-14)
  })

  it('is NaN where it is not defined', () => {
    expect(logGamma(0)).toBeNaN()
    expect(incompleteGamma(-1, 2).lower).toBeNaN()
    expect(incompleteBeta(1, 2, 1.5).lower).toBeNaN()
    expect(gammaQuantile(1.2, 1, 1)).toBeNaN()
    expect(normalQuantile(-0.1)).toBeNaN()
    expect(studentQuantile(0.05, 0)).toBeNaN()
  })
})

describe('Quantiles', () => {
  it('have their known values', () => {
    expectClose(normalQuantile(0.975), 1.959963984540054, 1e-15)
    expectClose(normalQuantile(0.999), 3.090232306167813, 1e-15)
    expectClose(normalQuantile(1e-10), -6.361340902404056, 1e-14)
    expect(normalQuantile(0.5)).toBe(0)
    expectClose(studentQuantile(0.05, 1), 12.706204736174698, 1e-13)
    expectClose(studentQuantile(0.05, 17), 2.1098155778331806, 1e-13)
    expectClose(gammaQuantile(0.3, 1, 2), -2 * Math.log(0.7), 1e-14)
    // Half a chi-square of one and of ten degrees of freedom.
    expectClose(gammaQuantile(0.95, 0.5, 2), 3.841458820694124, 1e-14)
    expectClose(gammaQuantile(0.95, 5, 2), 18.307038053275146, 1e-14)
    // A shape so small that half of all lies below any double.
    expect(gammaQuantile(0.1, 0.001, 1)).toBe(0)
    expectClose(betaQuantile(0.025, 1, 9), 1 - 0.975 ** (1 / 9), 1e-13)
  })

  it('of the gamma distribution undo its distribution function', () => {
    fc.assert(
      fc.property(level, shape, (p, a) => {
        expectClose(gammaCdf(gammaQuantile(p, a, 3), a, 3), p, 1e-11)
      }),
    )
  })

  it('of the normal, Student and beta distributions undo theirs', () => {
    fc.assert(
      fc.property(level, shape, shape, (p, a, b) => {
        expectClose(normalCdf(normalQuantile(p)).lower, p, 1e-12)
        expectClose(studentTwoSided(studentQuantile(p, a + 1), a + 1), p, 1e-10)
        const x = betaQuantile(p, a + 1, b + 1)
        expectClose(incompleteBeta(a + 1, b + 1, x).lower, p, 1e-9)
      }),
    )
  })

  it('of counts are the smallest that reach the probability', () => {
    const mean = fc.double({ min: 0.01, max: 5000, noNaN: true })
    fc.assert(
      fc.property(level, mean, fc.double({ min: 0.02, max: 0.98, noNaN: true }), (p, m, q) => {
        const k = poissonQuantile(p, m)
        expect(poissonCdf(k, m).lower).toBeGreaterThanOrEqual(p * (1 - 1e-13))
        expect(poissonCdf(k - 1, m).lower).toBeLessThan(p)
        const n = negativeBinomialQuantile(p, m, q)
        expect(negativeBinomialCdf(n, m, q).lower).toBeGreaterThanOrEqual(p * (1 - 1e-13))
        expect(negativeBinomialCdf(n - 1, m, q).lower).toBeLessThan(p)
      }),
    )
    // Exactly as likely as asked for.
    expect(poissonQuantile(Math.exp(-2), 2)).toBe(0)
    // The sum of the first terms.
    expectClose(poissonCdf(2, 1.5).lower, Math.exp(-1.5) * (1 + 1.5 + 1.125), 1e-14)
    expectClose(negativeBinomialCdf(1, 2, 0.3).lower, 0.09 * (1 + 2 * 0.7), 1e-14)
  })
})
