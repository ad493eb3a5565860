import {
  caseReproduction,
  discretiseSerialInterval,
  dispersion,
  fitSerialInterval,
  normalQuantile,
  secondaryAttackRate,
} from '../../../../engines/epi/index.ts'
import { addDays, daysBetween } from '../../../../platform/clock.ts'
import type { Parameters } from './contract.ts'

/** Pairs, and exposed people, below which a number would say more than is known. */
const LEAST_PAIRS = 10
const LEAST_EXPOSED = 20
const WINDOW = 7

/** A case as the parameters count it. */
export interface CountedCase {
  onset: string | null
  confirmed: string | null
  /** Onset, or where it is not known the first date on which the case showed. */
  shown: string
  /** Cases of the same set that it is held to have infected: each case has one source. */
  infected: number
  /** Close contacts while it could infect; those infected are among them. */
  exposed: number
}

/** A link between two of the cases, by their places; `sources`: how many possible sources the second has. */
export interface CountedLink {
  from: number
  to: number
  sources: number
}

const orNull = (n: number) => (Number.isFinite(n) ? n : null)
const Z = normalQuantile(0.975)

/** What the chains tell of the outbreak; each number with its 95 % limits and what it stands on. */
export function parametersOf(cases: readonly CountedCase[], links: readonly CountedLink[]): Parameters {
  const serial = serialOf(cases, links)
  return {
    serialInterval: serial,
    reproduction: reproductionOf(cases, serial),
    ...spreadOf(cases),
    secondaryAttack: attackOf(cases),
  }
}

function serialOf(
  cases: readonly CountedCase[],
  links: readonly CountedLink[],
): Parameters['serialInterval'] {
  const days = (key: 'onset' | 'confirmed') =>
    links.flatMap(({ from, to }) => {
      const [first, second] = [cases[from]![key], cases[to]![key]]
      return first && second ? [daysBetween(first, second)] : []
    })
  const byOnset = days('onset')
  const isByOnset = byOnset.length >= LEAST_PAIRS
  const used = isByOnset ? byOnset : days('confirmed')
  const fit = fitSerialInterval(used)
  const isEnough = used.length >= LEAST_PAIRS
  const error = (Z * fit.sd) / Math.sqrt(fit.n)
  const told = (n: number) => (isEnough ? orNull(n) : null)
  return {
    value: told(fit.mean),
    low: told(fit.mean - error),
    high: told(fit.mean + error),
    sd: told(fit.sd),
    shape: told(fit.shape),
    scale: told(fit.scale),
    n: used.length,
    least: LEAST_PAIRS,
    by: isByOnset ? 'onset' : 'confirmation',
    ambiguous: links.filter((l) => l.sources > 1).length,
    undated: links.length - used.length,
  }
}

/**
 * Wallinga and Teunis over the newest week whose infections have had one mean serial interval to show, with the serial
 * interval of this outbreak: without one there is no reproduction number.
 */
function reproductionOf(
  cases: readonly CountedCase[],
  serial: Parameters['serialInterval'],
): Parameters['reproduction'] {
  const unknown = { value: null, low: null, high: null, n: 0, least: LEAST_PAIRS, from: null, to: null }
  const { value: mean, sd } = serial
  if (mean === null || sd === null || mean <= 1 || cases.length === 0) return unknown
  const dates = cases.map((c) => c.shown).sort()
  const first = dates[0]!
  const days = daysBetween(first, dates.at(-1)!) + 1
  const end = days - Math.ceil(mean)
  if (end - WINDOW + 1 < 2) return unknown
  const counts = new Float64Array(days)
  for (const d of dates) counts[daysBetween(first, d)]! += 1
  const [r] = caseReproduction({
    counts,
    serialInterval: discretiseSerialInterval({ mean, sd, length: Math.ceil(mean + 8 * sd) + 2 }),
    windows: { start: [end - WINDOW + 1], end: [end] },
  })
  const n = counts.subarray(end - WINDOW, end).reduce((sum, c) => sum + c, 0)
  const from = addDays(first, end - WINDOW)
  const to = addDays(first, end - 1)
  if (n < LEAST_PAIRS) return { ...unknown, n, from, to }
  return {
    value: orNull(r!.mean),
    low: orNull(r!.q025),
    high: orNull(r!.q975),
    n,
    least: LEAST_PAIRS,
    from,
    to,
  }
}

function spreadOf(cases: readonly CountedCase[]): Pick<Parameters, 'offspring' | 'dispersion'> {
  const offspring = cases.map((c) => c.infected)
  const pairs = offspring.reduce((sum, n) => sum + n, 0)
  const spread = dispersion({ offspring })
  const n = cases.length
  const told = (x: number) => (pairs >= LEAST_PAIRS ? orNull(x) : null)
  // Variance of a negative binomial variable; with k infinite Poisson's.
  const error = Z * Math.sqrt((spread.R + spread.R ** 2 / spread.k) / n)
  return {
    offspring: {
      value: told(spread.R),
      low: told(Math.max(0, spread.R - error)),
      high: told(spread.R + error),
      n: pairs,
      least: LEAST_PAIRS,
    },
    dispersion: {
      value: told(spread.k),
      low: told(spread.low),
      high: told(spread.high),
      n: pairs,
      least: LEAST_PAIRS,
      share80: told(share80(offspring, pairs)),
    },
  }
}

/** The share of the cases, those who infected most first, to which 80 % of the infections go back. */
function share80(offspring: readonly number[], pairs: number): number {
  let sum = 0
  let infectors = 0
  for (const n of offspring.toSorted((x, y) => y - x)) {
    if (sum >= 0.8 * pairs) break
    sum += n
    infectors += 1
  }
  return infectors / offspring.length
}

function attackOf(cases: readonly CountedCase[]): Parameters['secondaryAttack'] {
  const groups = cases.filter((c) => c.exposed > 0)
  const exposed = groups.map((c) => c.exposed)
  const rate = secondaryAttackRate({ exposed, infected: groups.map((c) => c.infected) })
  // Lists that name nobody but later cases say nothing of those who stayed well.
  const isTold = rate.exposed >= LEAST_EXPOSED && rate.infected < rate.exposed
  const told = (n: number) => (isTold ? orNull(n) : null)
  return {
    value: told(rate.estimate),
    low: told(rate.low),
    high: told(rate.high),
    n: rate.exposed,
    least: LEAST_EXPOSED,
    infected: rate.infected,
    designEffect: told(rate.designEffect),
  }
}
