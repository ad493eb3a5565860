import {
  discretiseSerialInterval,
  ears,
  estimateR,
  estimateRColumns,
  farringtonFlexible,
  gammaQuantile,
  normalQuantile,
} from '../src/engines/epi/index.ts'
import { measure, type Row, timesOf } from './stats.ts'

/** Wards of a city, days of a year, weeks of six years (five of history before the one judged). */
const WARDS = 579
const DAYS = 365
const WEEKS = 6 * 52
const RUNS = 15
const LEVELS = [0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975]

/** The same numbers at each run. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function poisson(mean: number, chance: () => number): number {
  let left = chance()
  let k = 0
  let p = Math.exp(-mean)
  while (left > p && k < 1000) {
    left -= p
    k += 1
    p *= mean / k
  }
  return k
}

/** Most wards see few cases, some many, all a wave. */
function daily(): Float64Array[] {
  const chance = random(2021)
  return Array.from({ length: WARDS }, () => {
    const usual = 3 * chance() ** 3
    return Float64Array.from({ length: DAYS }, (_, t) =>
      poisson(usual * (1 + 3 * Math.exp(-(((t - 230) / 25) ** 2))), chance),
    )
  })
}

function weekly(): Float64Array[] {
  const chance = random(1996)
  return Array.from({ length: WARDS }, () => {
    const usual = 8 * chance()
    return Float64Array.from({ length: WEEKS }, (_, t) =>
      poisson(usual * (1 + 0.5 * Math.sin((t * 2 * Math.PI) / 52.18)), chance),
    )
  })
}

/** What each step says, done again for every window. */
function plainR(local: Float64Array, w: Float64Array, width: number): number[][] {
  const meanInterval = w.reduce((m, x, k) => m + k * x, 0)
  const out: number[][] = []
  for (let start = 2; start + width - 1 <= local.length; start++) {
    let cases = 0
    let pressure = 0
    for (let t = start; t < start + width; t++) {
      cases += local[t - 1]!
      for (let s = 1; s < t; s++) pressure += w[s]! * local[t - s - 1]!
    }
    const shape = start + width - 1 > meanInterval ? 1 + cases : Number.NaN
    const scale = 1 / (1 / 5 + pressure)
    out.push([shape * scale, ...LEVELS.map((p) => gammaQuantile(p, shape, scale))])
  }
  return out
}

function plainC1(counts: Float64Array): number[] {
  const z = normalQuantile(0.999)
  return Array.from(counts.slice(7), (_, i) => {
    const before = Array.from(counts.slice(i, i + 7))
    const mean = before.reduce((a, b) => a + b, 0) / 7
    const variance = before.map((x) => (x - mean) ** 2).reduce((a, b) => a + b, 0) / 6
    return mean + z * Math.sqrt(variance)
  })
}

/** The rounds of a Poisson regression on any matrix of columns, each by the normal equations. */
function plainFit(columns: number[][], y: number[], prior: number[]) {
  const p = columns.length
  let eta = y.map((v) => Math.log(v + 0.1))
  let weights: number[] = []
  let inverse: number[][] = []
  let before = Number.POSITIVE_INFINITY
  for (let round = 0; round < 25; round++) {
    const mu = eta.map(Math.exp)
    weights = mu.map((m, i) => m * prior[i]!)
    const z = eta.map((e, i) => e + (y[i]! - mu[i]!) / mu[i]!)
    const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + weights[i]! * x * b[i]!, 0)
    inverse = inverted(columns.map((a) => columns.map((b) => dot(a, b))))
    const right = columns.map((a) => dot(a, z))
    const beta = inverse.map((row) => row.reduce((sum, x, k) => sum + x * right[k]!, 0))
    eta = y.map((_, i) => beta.reduce((sum, b, k) => sum + b * columns[k]![i]!, 0))
    const deviance =
      2 *
      y.reduce((sum, v, i) => {
        const m = Math.exp(eta[i]!)
        return sum + prior[i]! * ((v > 0 ? v * Math.log(v / m) : 0) - (v - m))
      }, 0)
    if (Math.abs(deviance - before) / (Math.abs(deviance) + 0.1) < 1e-8) {
      const dispersion =
        y.reduce((s, v, i) => s + weights[i]! * (v / Math.exp(eta[i]!) - 1) ** 2, 0) / (y.length - p)
      return { beta, inverse, weights, mu: eta.map(Math.exp), dispersion }
    }
    before = deviance
  }
  return undefined
}

function inverted(matrix: number[][]): number[][] {
  const n = matrix.length
  const work = matrix.map((row, i) => [...row, ...row.map((_, k) => (k === i ? 1 : 0))])
  for (let i = 0; i < n; i++) {
    const pivot = work[i]![i]!
    work[i] = work[i]!.map((x) => x / pivot)
    for (let k = 0; k < n; k++) {
      if (k === i) continue
      const factor = work[k]![i]!
      work[k] = work[k]!.map((x, c) => x - factor * work[i]![c]!)
    }
  }
  return work.map((row) => row.slice(n))
}

/** Upper bounds of the last week by windows of seven weeks (or ten seasons) in five years, without a trend. */
function plainFarrington(counts: Float64Array, groups: number[], now: number): number {
  const used = groups.flatMap((g, i) => (g > 0 ? [i] : []))
  const y = used.map((i) => counts[i]!)
  const levels = [...new Set(groups.filter((g) => g > 0))].sort((a, b) => a - b)
  const columns = [y.map(() => 1), ...levels.slice(1).map((l) => used.map((i) => (groups[i] === l ? 1 : 0)))]
  const first = plainFit(
    columns,
    y,
    y.map(() => 1),
  )
  if (!first) return Number.NaN
  const phi = Math.max(1, first.dispersion)
  const s = y.map((v, i) => {
    let hat = 0
    for (let a = 0; a < columns.length; a++)
      for (let b = 0; b < columns.length; b++)
        hat += columns[a]![i]! * first.inverse[a]![b]! * columns[b]![i]!
    const m = first.mu[i]!
    return (
      (1.5 * (v ** (2 / 3) * m ** (-1 / 6) - Math.sqrt(m))) / Math.sqrt(phi * (1 - first.weights[i]! * hat))
    )
  })
  const raw = s.map((x) => (x > 2.58 ? 1 / (x * x) : 1))
  const sum = raw.reduce((a, b) => a + b, 0)
  const omega = raw.map((x) => (x * raw.length) / sum)
  const second = plainFit(columns, y, omega)
  if (!second) return Number.NaN
  const x: number[] = columns.map((_, k) => (k === 0 || k === columns.length - 1 ? 1 : 0))
  const mean = Math.exp(x.reduce((e, v, k) => e + v * second.beta[k]!, 0))
  const unscaled = x.reduce((v, a, i) => v + a * x.reduce((u, b, k) => u + second.inverse[i]![k]! * b, 0), 0)
  const scale =
    y.reduce((d, v, i) => d + omega[i]! * (v / second.mu[i]! - 1) ** 2, 0) / (y.length - columns.length)
  const tau = Math.max(1, second.dispersion) + (scale * unscaled * mean * mean) / mean
  const late = counts.slice(now - 3, now + 1).reduce((a, b) => a + b, 0)
  const upper = (mean ** (2 / 3) + normalQuantile(0.95) * Math.sqrt((4 / 9) * mean ** (1 / 3) * tau)) ** 1.5
  return late >= 5 ? upper : Number.NaN
}

function plainGroups(now: number, periods: number, skipped: number): number[] {
  const groups = new Array<number>(now + 1).fill(0)
  for (let year = 1; year <= 5; year++) {
    const at = now - 52 * year
    for (let i = at - 3; i <= at + 3; i++) groups[i] = periods
    // 45 weeks lie between two windows: five for each of nine blocks.
    for (let i = at + 4; periods > 1 && i < at + 49; i++) groups[i] = 1 + Math.floor((i - at - 4) / 5)
  }
  return groups.map((g, i) => (i >= now - skipped ? 0 : g))
}

function agree(ours: number[], theirs: number[], what: string): void {
  if (ours.length !== theirs.length) throw new Error(`${what}: ${ours.length} numbers and ${theirs.length}`)
  ours.forEach((x, i) => {
    const y = theirs[i]!
    const same = Number.isNaN(y) ? Number.isNaN(x) : Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(y))
    if (!same) throw new Error(`${what}: ${x} and ${y} at ${i} are not the same`)
  })
}

/** Our numbers for all wards beside a plain writing of the same methods, which must come to the same numbers. */
export async function epi(): Promise<Row[]> {
  const days = daily()
  const weeks = weekly()
  const now = WEEKS - 1
  const serialInterval = discretiseSerialInterval({ mean: 5.2, sd: 2.8, length: DAYS })
  const rows: Row[] = []
  const compare = async <T, U>(
    what: string,
    goal: number,
    ours: () => T,
    plain: () => U,
    check: (a: T, b: U) => void,
  ) => {
    const times = await measure(RUNS, async () => ours())
    const start = performance.now()
    const theirs = plain()
    const baseline = timesOf([performance.now() - start])
    check(ours(), theirs)
    const met = times.p50 < goal
    rows.push({
      section: 'epi',
      what,
      ours: times,
      baseline,
      against: 'written plainly, once',
      goal: `p50 < ${goal}`,
      met,
    })
  }
  await compare(
    `R of ${WARDS} wards, ${DAYS} days each`,
    50,
    () => days.map((local) => estimateRColumns({ local, serialInterval, windows: { width: 7 } })),
    () => days.map((local) => plainR(local, serialInterval, 7)),
    (a, b) => {
      const fields = ['mean', 'q025', 'q05', 'q25', 'median', 'q75', 'q95', 'q975'] as const
      a.forEach((c, ward) => {
        fields.forEach((f, k) => {
          agree(
            [...c[f]],
            b[ward]!.map((row) => row[k]!),
            `R ${f}`,
          )
        })
      })
    },
  )
  await compare(
    `EARS C1 of ${WARDS} wards, ${DAYS} days each`,
    20,
    () => days.map((counts) => ears({ counts, method: 'C1' })),
    () => days.map(plainC1),
    (a, b) =>
      agree(
        a.flat().map((d) => d.upper),
        b.flat(),
        'EARS',
      ),
  )
  for (const [name, noPeriods, pastWeeksNotIncluded] of [
    ['windows', 1, 3],
    ['ten seasons', 10, 26],
  ] as const) {
    const groups = plainGroups(now, noPeriods, pastWeeksNotIncluded)
    await compare(
      `Farrington, this week of ${WARDS} wards, ${name} in five years`,
      300,
      () =>
        weeks.map((counts) =>
          farringtonFlexible({ counts, range: [now], trend: false, noPeriods, pastWeeksNotIncluded }),
        ),
      () => weeks.map((counts) => plainFarrington(counts, groups, now)),
      (a, b) =>
        agree(
          a.map((r) => r[0]!.upper),
          b,
          name,
        ),
    )
  }
  const rowTimes = await measure(RUNS, async () =>
    days.map((local) => estimateR({ local, serialInterval, windows: { width: 7 } })),
  )
  rows.push({ section: 'epi', what: 'the same R as one object a window', ours: rowTimes })
  const epochs = Array.from(weeks[0]!, (_, i) => new Date(Date.UTC(2016, 0, 4) + i * 604_800_000))
  for (const noPeriods of [1, 10]) {
    const times = await measure(RUNS, async () =>
      weeks.map((counts) =>
        farringtonFlexible({ counts, epochs, range: [now], noPeriods, pastWeeksNotIncluded: 26 }),
      ),
    )
    const what = `Farrington with dates and trend, ${noPeriods} ${noPeriods === 1 ? 'period' : 'periods'}`
    rows.push({ section: 'epi', what, ours: times, goal: 'p50 < 300', met: times.p50 < 300 })
  }
  return rows
}
