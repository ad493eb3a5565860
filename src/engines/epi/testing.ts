import { expect } from 'vitest'

/** Numbers from a line of them; NA is NaN. */
export const numbers = (line: string) => line.trim().split(/\s+/).map(Number)

/** How far apart two numbers are, relative to the one expected; two NaN are equal, as are two zeros. */
export function distance(actual: number, expected: number): number {
  if (Number.isNaN(expected)) return Number.isNaN(actual) ? 0 : Number.POSITIVE_INFINITY
  if (actual === expected) return 0
  return Math.abs(actual - expected) / Math.abs(expected)
}

export function expectClose(actual: number, expected: number, tolerance: number, what = ''): void {
  const off = distance(actual, expected)
  expect(off <= tolerance, `${what} ${actual} is not ${expected} (off by ${off})`).toBe(true)
}

/** Cases of a school outbreak of influenza, 2009, by day from 27 April; the set Flu2009 of EpiEstim. */
export const FLU = numbers('1 1 0 2 5 3 3 3 6 2 5 9 13 12 13 11 12 6 6 6 3 1 0 2 0 0 0 0 2 0 2 0')
export const FLU_INTERVAL = numbers('0 0.233 0.359 0.198 0.103 0.053 0.027 0.014 0.007 0.003 0.002 0.001')

/** Cases of smallpox in Kosovo, 1972, by day; the set Smallpox1972 of EpiEstim. */
export const SMALLPOX = numbers(
  '1 0 0 0 0 0 0 0 0 0 0 0 0 0 1 1 1 2 1 3 0 0 0 0 0 0 0 0 2 1 0 3 8 8 16 6 20 19 7 4 4 1 0 0 1 3 2 4 0 0 1 1 0 1 1 1 0',
)

/** Weekly cases of Salmonella Newport in Germany, 20 August 2007 to 26 December 2011, from the set of surveillance. */
export const SALMONELLA = numbers(
  `0 1 7 6 5 3 5 1 2 4 3 3 3 4 4 13 6 2 1 1 2 0 1 1 4 3 0 1 0 0 4 1 1 2 2 2 3 0 4 2 3 3 1 2 3 3 3 2 2 8 8 2 5 3 2 4 1
  3 3 4 1 5 6 5 3 3 1 2 4 1 4 0 4 0 3 2 0 0 1 1 0 1 2 2 0 1 0 1 6 2 1 5 1 2 1 0 5 0 0 3 1 2 4 3 2 3 6 4 3 2 2 2 4 7 7
  3 3 1 6 1 1 1 0 0 0 1 1 2 3 1 3 1 1 1 1 0 3 1 1 1 1 1 1 0 2 2 1 2 2 2 3 3 1 2 0 3 1 3 1 2 1 2 0 0 4 3 3 5 3 1 1 1 3
  3 1 2 1 0 3 3 3 1 0 0 0 1 3 0 2 2 3 3 0 3 2 1 2 1 1 0 3 1 2 0 0 2 5 2 0 3 6 1 2 1 2 0 2 0 3 9 41 45 17 3 3 5 11 5`,
)
export const SALMONELLA_WEEKS = SALMONELLA.map((_, i) => new Date(Date.UTC(2007, 7, 20) + i * 7 * 86_400_000))

/** Weekly counts of a simulated series with an outbreak; the set k1 of surveillance. */
export const K1 = numbers(
  `0 0 1 1 2 1 0 2 4 1 6 1 2 1 0 1 2 0 2 3 1 1 0 1 1 1 4 2 2 1 7 1 3 10 200 10 16 22 9 8 12 7 12 11 5 5 1 1 1 2 3 0 1 2 1
  0 1 1 0 0 2 3 1 0 1 1 4 1 0 2 1 2 0 2 0 1 0 1 1 3 3 2 1 3 1 2 1 6 3 4 1 2 2 1 3 2 1 5 4 4 0 2 1 1 0 1 0 0 1 1 0 0 2 0
  0 0 2 0 1 0 0 0 0 2 0 0 3 2 1 2 3 6 1 4 4 3 0 2 12 12 17 11 6 5 4 5 5 1 1 0 1 1 1 0 1 0 0 1 0 0 0 1 0 0 0 2 2 0 0 1 0
  0 1 1 1 1 1 1 0 0 1 1 3 0 3 2 1 0 2 1 5 2 3 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0`,
)

/** Weekly findings in abattoirs, the first 60 of the set abattoir of surveillance. */
export const ABATTOIR = numbers(
  `25 54 50 70 54 83 62 37 53 29 48 95 63 53 47 67 31 56 20 37 33 34 28 58 45 31 34 17 25 23 19 32 29 34 46 58 45 50 50 41
  57 66 41 68 58 35 40 45 20 49 33 24 21 31 25 28 29 20 25 13`,
)
