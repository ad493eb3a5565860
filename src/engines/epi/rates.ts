import { betaQuantile, normalQuantile } from './distributions.ts'

export interface Share {
  estimate: number
  low: number
  high: number
}

/**
 * x of n with exact limits; NaN of none. n need not be whole.
 * Source: Clopper & Pearson 1934 (Biometrika 26:404).
 */
function shareOf(x: number, n: number, level: number): Share {
  if (!(n > 0)) return { estimate: Number.NaN, low: Number.NaN, high: Number.NaN }
  const tail = (1 - level) / 2
  return {
    estimate: x / n,
    low: x > 0 ? betaQuantile(tail, x, n - x + 1) : 0,
    high: x < n ? betaQuantile(1 - tail, x + 1, n - x) : 1,
  }
}

/**
 * The share of a population that fell ill, with exact limits; NaN of a population of none.
 * @throws RangeError when a number is negative or there are more cases than people
 */
export function attackRate({
  cases,
  population,
  level = 0.95,
}: {
  cases: number
  population: number
  level?: number | undefined
}): Share {
  checkPart(cases, population)
  return shareOf(cases, population, level)
}

export interface SecondaryAttack extends Share {
  exposed: number
  infected: number
  /** How many times the variance is that of independent people; 1 where nothing is known of groups. */
  designEffect: number
}

/**
 * The share of the exposed who were infected, over the groups (households, workplaces, sources) they were exposed in.
 * People of one group are not independent; the exact limits are those of as many people as the variance between groups
 * is worth. The index cases are in neither number.
 * Source of the limits: Korn & Graubard 1998 (Surv Methodol 24:193).
 * @param exposed in each group
 * @param infected of them
 * @throws RangeError when the numbers of groups differ, a number is negative, or more are infected than exposed
 */
export function secondaryAttackRate({
  exposed,
  infected,
  level = 0.95,
}: {
  exposed: ArrayLike<number>
  infected: ArrayLike<number>
  level?: number | undefined
}): SecondaryAttack {
  if (exposed.length !== infected.length) throw new RangeError('Exposed and infected differ in number')
  let n = 0
  let x = 0
  let groups = 0
  for (let i = 0; i < exposed.length; i++) {
    checkPart(infected[i]!, exposed[i]!)
    n += exposed[i]!
    x += infected[i]!
    if (exposed[i]! > 0) groups += 1
  }
  const p = x / n
  let between = 0
  for (let i = 0; i < exposed.length; i++) between += (infected[i]! - p * exposed[i]!) ** 2
  const ratio = ((groups / (groups - 1)) * between) / (n * p * (1 - p))
  const designEffect = groups > 1 && p > 0 && p < 1 ? Math.max(1, ratio) : 1
  const worth = shareOf(x / designEffect, n / designEffect, level)
  return { ...worth, exposed: n, infected: x, designEffect }
}

export interface Fatality {
  /** Deaths among all cases. Too low while an outbreak runs: some of those ill today will die. */
  all: Share
  /** Deaths among those whose illness has ended. Too high where recovery takes longer than death, or is reported later. */
  closed: Share
  /** Deaths among the cases whose outcome could be known by now, given how long dying takes. */
  adjusted: Share & { known: number }
}

/**
 * The case fatality, three ways, none of which is the risk of the infected: mild cases are not all found.
 *
 * The adjusted one divides by Σ cases of a day × the chance that a death would have come within the days passed since
 * (`known`); its limits are exact for that number and do not know the error of the delays. Where more died than that
 * number it is 1: the delays do not fit.
 * Source: Nishiura et al. 2009 (PLoS ONE 4:e6852).
 * @param cases by day of onset, the last today
 * @param deaths so far, in all
 * @param recovered so far, in all
 * @param onsetToDeath chances of the days from onset to death, from day 0; what is missing of 1 comes later
 * @throws RangeError when a number is negative, or more have died and recovered than fallen ill
 */
export function caseFatality({
  cases,
  deaths,
  recovered,
  onsetToDeath,
  level = 0.95,
}: {
  cases: ArrayLike<number>
  deaths: number
  recovered: number
  onsetToDeath: ArrayLike<number>
  level?: number | undefined
}): Fatality {
  let total = 0
  let known = 0
  let within = 0
  for (let ago = 0; ago < cases.length; ago++) {
    within = Math.min(1, within + (onsetToDeath[ago] ?? 0))
    const ill = cases[cases.length - 1 - ago]!
    if (!(ill >= 0)) throw new RangeError(`A day has ${ill} cases`)
    total += ill
    known += ill * within
  }
  checkPart(deaths, total)
  checkPart(recovered, total - deaths)
  const part = Math.min(deaths, known)
  return {
    all: shareOf(deaths, total, level),
    closed: shareOf(deaths, deaths + recovered, level),
    adjusted: { ...shareOf(part, known, level), known },
  }
}

export interface Dispersion {
  /** Mean number infected by each. */
  R: number
  /** Of the negative binomial distribution: the smaller, the more of all infections come from few. ∞ is Poisson. */
  k: number
  low: number
  high: number
}

/**
 * How unevenly infections are spread over the infectors: mean R and dispersion k of greatest likelihood of a negative
 * binomial distribution, with limits of k by the profile of the likelihood. Those who infected nobody are to be among
 * the counts, or k is far too large. k is ∞ where the counts vary no more than Poisson's; NaN where nobody infected.
 * Source: Lloyd-Smith et al. 2005 (Nature 438:355).
 * @param offspring number infected by each, whole
 * @throws RangeError for a number that is negative or not whole
 */
export function dispersion({
  offspring,
  level = 0.95,
}: {
  offspring: ArrayLike<number>
  level?: number | undefined
}): Dispersion {
  const n = offspring.length
  let sum = 0
  let squares = 0
  let most = 0
  for (let i = 0; i < n; i++) {
    const y = offspring[i]!
    if (!(Number.isInteger(y) && y >= 0)) throw new RangeError(`Nobody infects ${y} people`)
    sum += y
    squares += y * y
    most = Math.max(most, y)
  }
  const R = sum / n
  if (!(sum > 0)) return { R, k: Number.NaN, low: Number.NaN, high: Number.NaN }
  /** How many infected more than j. */
  const above = new Float64Array(most)
  for (let i = 0; i < n; i++) for (let j = 0; j < offspring[i]!; j++) above[j]! += 1
  const score = (k: number) => above.reduce((s, c, j) => s + c / (k + j), 0) - n * Math.log1p(R / k)
  const likelihood = (k: number) =>
    above.reduce((s, c, j) => s + c * Math.log1p(j / k), 0) - (n * k + sum) * Math.log1p(R / k)
  const poisson = -sum
  // The likelihood rises for ever exactly where the variance (with n) does not pass the mean.
  const finite = squares / n - R * R > R * (1 + 1e-12)
  const k = finite ? rootOf(score, 1e-8, 1e10) : Number.POSITIVE_INFINITY
  const drop = normalQuantile((1 + level) / 2) ** 2 / 2
  const off = (x: number) => likelihood(x) - (finite ? likelihood(k) : poisson) + drop
  const top = finite ? k : 1e10
  return {
    R,
    k,
    low: off(1e-8) < 0 ? rootOf(off, 1e-8, top) : 0,
    high: finite && off(1e10) < 0 ? rootOf(off, k, 1e10) : Number.POSITIVE_INFINITY,
  }
}

/** Where f changes its sign between two positive numbers, by halving on the scale of the logarithm. */
function rootOf(f: (x: number) => number, from: number, to: number): number {
  let low = Math.log(from)
  let high = Math.log(to)
  const sign = Math.sign(f(from))
  for (let i = 0; i < 200 && high - low > 1e-15 * Math.max(1, Math.abs(low)); i++) {
    const middle = (low + high) / 2
    if (Math.sign(f(Math.exp(middle))) === sign) low = middle
    else high = middle
  }
  return Math.exp((low + high) / 2)
}

function checkPart(part: number, whole: number): void {
  if (!(part >= 0 && whole >= 0)) throw new RangeError(`${part} of ${whole} is no share`)
  if (part > whole) throw new RangeError(`${part} of ${whole} are more than there are`)
}
