import { betaTerm, gammaTerm, incompleteBeta, incompleteGamma, logGamma, logGammaRatio } from './special.ts'

const EPS = 2 ** -52
/** A step of Newton's this small, relative to what is sought, is the last: the next would be its square. */
const LAST_STEP = 1e-9
const { NaN: NONE, POSITIVE_INFINITY: INFINITY } = Number

/** Φ(x), and 1 − Φ(x) without cancellation. */
export function normalCdf(x: number): { lower: number; upper: number } {
  if (Number.isNaN(x)) return { lower: NONE, upper: NONE }
  const tail = incompleteGamma(0.5, (x * x) / 2)
  const beyond = tail.upper / 2
  return x > 0 ? { lower: 1 - beyond, upper: beyond } : { lower: beyond, upper: 1 - beyond }
}

/** The quantile of the standard normal distribution, to about 1e-15; ±∞ at 0 and 1, NaN outside. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NONE
  if (p === 0 || p === 1) return p === 0 ? -INFINITY : INFINITY
  const tail = Math.min(p, 1 - p)
  if (tail === 0.5) return 0
  // Hastings' approximation (Abramowitz & Stegun 26.2.23), then Newton's steps on the logarithm of the tail.
  const t = Math.sqrt(-2 * Math.log(tail))
  let x =
    t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  for (let i = 0; i < 20; i++) {
    const upper = normalCdf(x).upper
    const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
    const step = ((Math.log(upper) - Math.log(tail)) * upper) / density
    x += step
    if (Math.abs(step) <= LAST_STEP) break
  }
  return p < 0.5 ? -x : x
}

/** P(X ≤ x) of a gamma variable. */
export function gammaCdf(x: number, shape: number, scale: number): number {
  return x <= 0 ? 0 : incompleteGamma(shape, x / scale).lower
}

/**
 * The quantile of a gamma variable, to about 1e-14 of itself: Newton's method for log x on the logarithm of the smaller
 * tail, kept inside a bracket. 0 and ∞ at p = 0 and 1; NaN for p outside [0, 1] or a shape or scale that is not positive.
 */
export function gammaQuantile(p: number, shape: number, scale: number): number {
  if (!(p >= 0 && p <= 1) || !(shape > 0) || !(scale > 0)) return NONE
  if (p === 0) return 0
  if (p === 1) return INFINITY
  // With the lower tail the target is p, with the upper one 1 − p: the small one keeps its digits.
  const below = p <= 0.5
  const target = Math.log(below ? p : 1 - p)
  let u = gammaStart(p, shape)
  let low = -INFINITY
  let high = INFINITY
  for (let i = 0; i < 200; i++) {
    // Smaller than any double: a shape so small puts nearly everything there.
    if (u < -745) return 0
    const x = Math.exp(u)
    const tail = incompleteGamma(shape, x)
    const value = below ? tail.lower : tail.upper
    const off = below ? Math.log(value) - target : target - Math.log(value)
    const move = (off * value) / gammaTerm(shape, x)
    if (Math.abs(move) <= LAST_STEP) return Math.exp(u - move) * scale
    if (off > 0) high = u
    else low = u
    u = within(u - move, u, low, high)
  }
  return Math.exp(u) * scale
}

/** Where to begin: Wilson and Hilferty's cube, or the first term of the series where that fails. */
function gammaStart(p: number, shape: number): number {
  const k = 1 / (9 * shape)
  const cube = 1 - k + normalQuantile(p) * Math.sqrt(k)
  const x = shape * cube ** 3
  if (cube > 0 && shape > 0.3 && x > 0.05 * shape) return Math.log(x)
  return (Math.log(p) + logGamma(shape + 1)) / shape
}

/** P(|T| ≥ |t|) of Student's distribution. */
export function studentTwoSided(t: number, df: number): number {
  if (!(df > 0) || Number.isNaN(t)) return NONE
  if (!Number.isFinite(t)) return 0
  const ratio = df / t / t
  return incompleteBeta(df / 2, 0.5, 1 / (1 + 1 / ratio), 1 / (1 + ratio)).lower
}

/** The upper quantile t with P(|T| ≥ t) = alpha, to about 1e-13; NaN for df that are not positive. */
export function studentQuantile(alpha: number, df: number): number {
  if (!(df > 0) || !(alpha > 0 && alpha < 1)) return NONE
  const logNorm = logGammaRatio(df / 2, 0.5) - 0.5 * Math.log(df * Math.PI)
  // In log t, on the logarithm of the tail: nearly straight even where df is 1.
  let u = Math.log(Math.max(normalQuantile(1 - alpha / 2), 1e-3))
  let low = -INFINITY
  let high = INFINITY
  for (let i = 0; i < 200; i++) {
    const t = Math.exp(u)
    const value = studentTwoSided(t, df)
    const off = Math.log(value) - Math.log(alpha)
    const density = Math.exp(logNorm - ((df + 1) / 2) * Math.log1p((t * t) / df))
    const move = (off * value) / (2 * density * t)
    if (Math.abs(move) <= LAST_STEP) return Math.exp(u + move)
    if (off > 0) low = u
    else high = u
    u = within(u + move, u, low, high)
  }
  return Math.exp(u)
}

/** P(X ≤ k) and P(X > k) of a Poisson variable. */
export function poissonCdf(k: number, mean: number): { lower: number; upper: number } {
  if (k < 0) return { lower: 0, upper: 1 }
  const g = incompleteGamma(Math.floor(k) + 1, mean)
  return { lower: g.upper, upper: g.lower }
}

/** P(X ≤ k) and P(X > k) of a negative binomial variable of that size and probability (mean size (1 − p) / p). */
export function negativeBinomialCdf(k: number, size: number, p: number): { lower: number; upper: number } {
  if (k < 0) return { lower: 0, upper: 1 }
  return incompleteBeta(size, Math.floor(k) + 1, p)
}

/** The smallest k with P(X ≤ k) ≥ p of a Poisson variable. */
export function poissonQuantile(p: number, mean: number): number {
  return discreteQuantile(p, mean, mean, (k) => poissonCdf(k, mean))
}

/** The smallest k with P(X ≤ k) ≥ p of a negative binomial variable. */
export function negativeBinomialQuantile(p: number, size: number, probability: number): number {
  const mean = (size * (1 - probability)) / probability
  return discreteQuantile(p, mean, mean / probability, (k) => negativeBinomialCdf(k, size, probability))
}

/** Steps from the normal approximation outwards in doubling strides, then halves. */
function discreteQuantile(
  p: number,
  mean: number,
  variance: number,
  cdf: (k: number) => { lower: number; upper: number },
): number {
  if (!(p >= 0 && p <= 1) || !Number.isFinite(mean) || !(mean >= 0)) return NONE
  if (p === 1) return INFINITY
  if (p === 0 || mean === 0) return 0
  // A touch below p, so that p = P(X ≤ k) as computed gives k and not k + 1.
  const target = p * (1 - 64 * EPS)
  const reached = (k: number) => cdf(k).lower >= target
  let high = Math.max(0, Math.floor(mean + normalQuantile(p) * Math.sqrt(variance)))
  let low = high
  let stride = 1
  while (!reached(high)) {
    low = high + 1
    high += stride
    stride *= 2
  }
  if (low === high) {
    stride = 1
    while (low > 0 && reached(low - 1)) {
      high = low - 1
      low = Math.max(0, low - stride)
      stride *= 2
      if (low === 0 || !reached(low)) break
    }
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (reached(middle)) high = middle
    else low = middle + 1
  }
  return high
}

/**
 * The quantile of a beta variable: Newton's method for the log odds on the logarithm of the smaller tail, kept inside a
 * bracket. NaN for p outside [0, 1] or parameters that are not positive.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1) || !(a > 0) || !(b > 0)) return NONE
  if (p === 0 || p === 1) return p
  const below = p <= 0.5
  const target = Math.log(below ? p : 1 - p)
  let u = Math.log(a / b)
  let low = -INFINITY
  let high = INFINITY
  for (let i = 0; i < 200; i++) {
    const x = 1 / (1 + Math.exp(-u))
    const y = 1 / (1 + Math.exp(u))
    // Nearer to an end than any double.
    if (x === 0 || y === 0) return x
    const tail = incompleteBeta(a, b, x, y)
    const value = below ? tail.lower : tail.upper
    const off = below ? Math.log(value) - target : target - Math.log(value)
    const move = (off * value) / betaTerm(a, b, x, y)
    if (Math.abs(move) <= LAST_STEP) return 1 / (1 + Math.exp(move - u))
    if (off > 0) high = u
    else low = u
    u = within(u - move, u, low, high)
  }
  return 1 / (1 + Math.exp(-u))
}

/** The next guess, or one inside the bracket where Newton's leaves it. */
function within(next: number, now: number, low: number, high: number): number {
  if (next > low && next < high) return next
  if (low === -INFINITY) return now - 1
  if (high === INFINITY) return now + 1
  return (low + high) / 2
}
