const EPS = 2 ** -52
/** When R's glm.fit stops, and after how many rounds it gives up. */
const TOLERANCE = 1e-8
const ROUNDS = 25

/** Observations of a regression on time within groups, `size` of them; the arrays may be longer. */
export interface Observations {
  size: number
  y: Float64Array
  time: Float64Array
  /** 0 … groups − 1; every group has at least one observation. */
  group: Uint8Array
  groups: number
}

export interface PoissonFit {
  converged: boolean
  /** Intercept of each group. */
  level: Float64Array
  /** Change of the logarithm by unit of time; 0 where no trend was asked for. */
  slope: number
  trend: boolean
  /** Fitted means. */
  mu: Float64Array
  /** Working weights of the last round, and their sums and mean times by group. */
  weight: Float64Array
  weightOf: Float64Array
  timeOf: Float64Array
  /** Weighted sum of squared distances from the mean times. */
  spread: number
  freedom: number
}

/**
 * Poisson regression with logarithmic link on groups and, if asked, time, by iteratively reweighted least squares.
 *
 * The least squares of each round are solved in closed form, since a model of groups and one slope is an average by
 * group and a slope within groups. The rounds are those of R's glm.fit to the letter (start at y + 0.1, stop by the
 * change of the deviance, weights left from the round before): the methods built on it were published with the numbers
 * that come of stopping there. undefined where there is no fit: a group without weight, or no spread of time in any.
 */
export function fitPoisson(
  data: Observations,
  trend: boolean,
  prior?: Float64Array | undefined,
): PoissonFit | undefined {
  const { size, y, time, group, groups } = data
  const mu = new Float64Array(size)
  const eta = new Float64Array(size)
  const weight = new Float64Array(size)
  const z = new Float64Array(size)
  const logY = new Float64Array(size)
  const weightOf = new Float64Array(groups)
  const timeOf = new Float64Array(groups)
  const zOf = new Float64Array(groups)
  const level = new Float64Array(groups)
  const levelBefore = new Float64Array(groups)
  let slope = 0
  let slopeBefore = 0
  let spread = 0
  let used = 0
  let before = 0
  for (let i = 0; i < size; i++) {
    const v = y[i]!
    logY[i] = v > 0 ? Math.log(v) : 0
    eta[i] = Math.log(v + 0.1)
    mu[i] = v + 0.1
    if (!prior || prior[i]! > 0) used += 1
    before += 2 * (prior ? prior[i]! : 1) * (v * (logY[i]! - eta[i]!) + 0.1)
  }
  const apply = () => {
    let deviance = 0
    for (let i = 0; i < size; i++) {
      const e = level[group[i]!]! + slope * time[i]!
      const m = Math.max(Math.exp(e), EPS)
      eta[i] = e
      mu[i] = m
      const part = y[i]! * (logY[i]! - e) - (y[i]! - m)
      deviance += prior ? prior[i]! * part : part
    }
    return 2 * deviance
  }
  let converged = false
  for (let round = 1; round <= ROUNDS && !converged; round++) {
    weightOf.fill(0)
    timeOf.fill(0)
    zOf.fill(0)
    for (let i = 0; i < size; i++) {
      const m = mu[i]!
      const w = prior ? prior[i]! * m : m
      const g = group[i]!
      weight[i] = w
      z[i] = eta[i]! + (y[i]! - m) / m
      weightOf[g]! += w
      timeOf[g]! += w * time[i]!
      zOf[g]! += w * z[i]!
    }
    for (let g = 0; g < groups; g++) {
      if (!(weightOf[g]! > 0)) return undefined
      timeOf[g]! /= weightOf[g]!
      zOf[g]! /= weightOf[g]!
    }
    levelBefore.set(level)
    slopeBefore = slope
    if (trend) {
      spread = 0
      let covariance = 0
      let size2 = 0
      for (let i = 0; i < size; i++) {
        const g = group[i]!
        const d = time[i]! - timeOf[g]!
        spread += weight[i]! * d * d
        size2 += weight[i]! * time[i]! * time[i]!
        covariance += weight[i]! * d * (z[i]! - zOf[g]!)
      }
      if (!(spread > 1e-20 * size2)) return undefined
      slope = covariance / spread
    }
    for (let g = 0; g < groups; g++) level[g] = zOf[g]! - slope * timeOf[g]!
    let deviance = apply()
    for (let halvings = 0; !Number.isFinite(deviance); halvings++) {
      if (round === 1 || halvings === ROUNDS) return undefined
      for (let g = 0; g < groups; g++) level[g] = (level[g]! + levelBefore[g]!) / 2
      slope = (slope + slopeBefore) / 2
      deviance = apply()
    }
    converged = Math.abs(deviance - before) / (Math.abs(deviance) + 0.1) < TOLERANCE
    before = deviance
  }
  const freedom = used - groups - (trend ? 1 : 0)
  return { converged, level, slope, trend, mu, weight, weightOf, timeOf, spread, freedom }
}

/** Pearson's statistic by degree of freedom, with the given weights of the squared working residuals. */
export function dispersionOf(data: Observations, fit: PoissonFit, weight: Float64Array = fit.weight): number {
  if (!(fit.freedom > 0)) return Number.NaN
  let sum = 0
  for (let i = 0; i < data.size; i++) {
    if (!(weight[i]! > 0)) continue
    const residual = (data.y[i]! - fit.mu[i]!) / fit.mu[i]!
    sum += weight[i]! * residual * residual
  }
  return sum / fit.freedom
}

/** The linear predictor at a time in a group, and its variance for dispersion 1. */
export function predict(fit: PoissonFit, group: number, time: number): { eta: number; variance: number } {
  const off = time - fit.timeOf[group]!
  const variance = 1 / fit.weightOf[group]! + (fit.trend ? (off * off) / fit.spread : 0)
  return { eta: fit.level[group]! + fit.slope * time, variance }
}

/**
 * Weights for a second fit in which past outbreaks count less: 1 / s² where the standardised Anscombe residual s passes
 * the threshold, all scaled to sum to their number. undefined where an observation determines its own fit.
 * Source: Farrington et al. 1996 (J R Stat Soc A 159:547), section 3.5.
 */
export function downWeights(
  data: Observations,
  fit: PoissonFit,
  phi: number,
  threshold: number,
): Float64Array | undefined {
  const omega = new Float64Array(data.size)
  let sum = 0
  for (let i = 0; i < data.size; i++) {
    const g = data.group[i]!
    const off = data.time[i]! - fit.timeOf[g]!
    const share = fit.weight[i]! * (1 / fit.weightOf[g]! + (fit.trend ? (off * off) / fit.spread : 0))
    const m = fit.mu[i]!
    const raw = 1.5 * (data.y[i]! ** (2 / 3) * m ** (-1 / 6) - Math.sqrt(m))
    const s = raw / Math.sqrt(phi * (share > 1 - 10 * EPS ? 0 : 1 - share))
    if (Number.isNaN(s)) return undefined
    omega[i] = s > threshold ? 1 / (s * s) : 1
    sum += omega[i]!
  }
  for (let i = 0; i < data.size; i++) omega[i]! *= data.size / sum
  return omega
}
