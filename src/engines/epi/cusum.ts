const EPS = 2 ** -52

export type Transformation = 'standard' | 'rossi' | 'anscombe' | 'anscombe2nd' | 'pearsonNegBin' | 'none'

export interface CusumEntry {
  /** Into the counts, from 0. */
  index: number
  /** Mean expected. */
  expected: number
  /** Sum of what exceeded the reference value, after this entry. */
  cusum: number
  /** The count from which there would have been an alarm; with 'none' what is left until the sum reaches h. */
  upper: number
  alarm: boolean
}

/**
 * Cumulative sums of standardised counts, for small rises that last: an alarm where the sum of what exceeds `k` reaches
 * `h`. The sum is not set back by an alarm.
 *
 * The mean expected is that of all counts before the first entry judged, a number given, or the fit of a Poisson model
 * with one wave a year to them. Agrees with surveillance::cusum.
 * Source: Rossi et al. 1999 (Stat Med 18:2111).
 * @param range entries to judge, from 0, ascending
 * @param k reference value, 1.04 unless told
 * @param h decision bound, 2.26 unless told
 * @param mean 'before', 'season', or a number
 * @param frequency entries a year, for 'season'
 * @param alpha overdispersion, for 'pearsonNegBin'
 * @throws RangeError when an entry does not exist or there are none before the first to take the mean of
 */
export function cusum({
  counts,
  range,
  k = 1.04,
  h = 2.26,
  transformation = 'standard',
  mean = 'before',
  frequency = 52,
  alpha = 0.1,
}: {
  counts: ArrayLike<number>
  range: ArrayLike<number>
  k?: number | undefined
  h?: number | undefined
  transformation?: Transformation | undefined
  mean?: 'before' | 'season' | number | undefined
  frequency?: number | undefined
  alpha?: number | undefined
}): CusumEntry[] {
  const { length } = range
  for (let i = 0; i < length; i++)
    if (!(Number.isInteger(range[i]) && range[i]! >= 0 && range[i]! < counts.length))
      throw new RangeError(`There is no entry ${range[i]}`)
  if (length === 0) return []
  const expect = expectedBy(counts, range[0]!, mean, frequency)
  let sum = 0
  return Array.from(range, (index) => {
    const m = expect(index)
    const x = counts[index]!
    const room = h + k - sum
    sum = Math.max(0, sum + standardised(transformation, x, m, alpha) - k)
    const upper = transformation === 'none' ? h - sum : bound(transformation, room, m, alpha)
    return { index, expected: m, cusum: sum, upper: Math.max(upper || 0, 0), alarm: sum >= h }
  })
}

function standardised(transformation: Transformation, x: number, m: number, alpha: number): number {
  switch (transformation) {
    case 'standard':
      return (x - m) / Math.sqrt(m)
    case 'rossi':
      return (x - 3 * m + 2 * Math.sqrt(x * m)) / (2 * Math.sqrt(m))
    case 'anscombe':
      return (1.5 * (x ** (2 / 3) - m ** (2 / 3))) / m ** (1 / 6)
    case 'anscombe2nd':
      return (x ** (2 / 3) - (m ** (2 / 3) - m ** (-1 / 3) / 9)) / ((2 / 3) * m ** (1 / 6))
    case 'pearsonNegBin':
      return (x - m) / Math.sqrt(m + alpha * m * m)
    case 'none':
      return x
  }
}

/** The count at which the sum would reach h, `room` being what it still lacks. The second order one is the package's. */
function bound(transformation: Transformation, room: number, m: number, alpha: number): number {
  switch (transformation) {
    case 'rossi':
      return 2 * room * Math.sqrt(m) + 5 * m - 2 * Math.sqrt(4 * m * m + 2 * m ** 1.5 * room)
    case 'anscombe':
      return Math.max(0, (2 / 3) * m ** (1 / 6) * room + m ** (2 / 3)) ** 1.5
    case 'anscombe2nd':
      return Math.max(0, (2 / 3) * m ** (1 / 6) * room + m ** (2 / 3) - m ** (1 / 3) / 9) ** 1.5
    case 'pearsonNegBin':
      return Math.sqrt(m + alpha * m * m) * room + m
    default:
      return Math.ceil(Math.sqrt(m) * room + m)
  }
}

function expectedBy(
  counts: ArrayLike<number>,
  first: number,
  mean: 'before' | 'season' | number,
  frequency: number,
): (index: number) => number {
  if (typeof mean === 'number') return () => mean
  if (first === 0) throw new RangeError('There are no counts before the first to take the mean of')
  if (mean === 'season') return seasonOf(counts, first, frequency)
  let sum = 0
  for (let i = 0; i < first; i++) sum += counts[i]!
  return () => sum / first
}

/** log mean = a + b cos + c sin of the time of year, by the rounds of R's glm.fit (see glm.ts). */
function seasonOf(counts: ArrayLike<number>, size: number, frequency: number): (index: number) => number {
  const angle = (i: number) => (2 * Math.PI * i) / frequency
  const row = (i: number) => [1, Math.cos(angle(i)), Math.sin(angle(i))]
  const rows = Array.from({ length: size }, (_, i) => row(i))
  let eta = Array.from({ length: size }, (_, i) => Math.log(counts[i]! + 0.1))
  const meanOf = (e: number) => Math.max(Math.exp(e), EPS)
  const deviance = () =>
    2 *
    eta.reduce((sum, e, i) => {
      const y = counts[i]!
      const m = meanOf(e)
      return sum + (y > 0 ? y * Math.log(y / m) - (y - m) : m)
    }, 0)
  let coefficients = [Number.NaN, Number.NaN, Number.NaN]
  const dot = (r: number[]) => r[0]! * coefficients[0]! + r[1]! * coefficients[1]! + r[2]! * coefficients[2]!
  let before = deviance()
  for (let round = 0; round < 25; round++) {
    const normal = [
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]
    rows.forEach((r, i) => {
      const m = meanOf(eta[i]!)
      const z = eta[i]! + (counts[i]! - m) / m
      for (let a = 0; a < 3; a++) {
        for (let b = 0; b < 3; b++) normal[a]![b]! += m * r[a]! * r[b]!
        normal[a]![3]! += m * r[a]! * z
      }
    })
    coefficients = solve(normal)
    eta = rows.map(dot)
    const now = deviance()
    if (Math.abs(now - before) / (Math.abs(now) + 0.1) < 1e-8) break
    before = now
  }
  return (index) => Math.exp(dot(row(index)))
}

/** Gauss and Jordan, without exchange of rows: the matrix is positive definite. */
function solve(matrix: number[][]): number[] {
  matrix.forEach((pivot, a) => {
    matrix.forEach((r, b) => {
      if (a === b) return
      const factor = r[a]! / pivot[a]!
      for (let c = a; c < r.length; c++) r[c]! -= factor * pivot[c]!
    })
  })
  return matrix.map((r, a) => r.at(-1)! / r[a]!)
}
