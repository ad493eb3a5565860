const HALF_LOG_2PI = 0.9189385332046727
const EPS = 2 ** -52
/** Stirling's series is exact to a double from here on with the terms below. */
const STIRLING_FROM = 15
const MAX_TERMS = 100_000

/**
 * The remainder of Stirling's formula, log Γ(a) − [(a − ½) log a − a + ½ log 2π], for a ≥ 15.
 * Source: Abramowitz & Stegun 6.1.41.
 */
function stirlingRemainder(a: number): number {
  const s = 1 / (a * a)
  return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * (691 / 360360)))))) / a
}

/** log Γ(a) for a > 0; NaN otherwise. Good to about 1e-15 of its size or, near 1 and 2, absolutely. */
export function logGamma(a: number): number {
  if (!(a > 0)) return Number.NaN
  let product = 1
  let x = a
  while (x < STIRLING_FROM) {
    product *= x
    x += 1
  }
  return (x - 0.5) * Math.log(x) - x + HALF_LOG_2PI + stirlingRemainder(x) - Math.log(product)
}

/**
 * x^a e^-x / Γ(a): the density of a gamma variable of shape a at x, times x. Written around a where a is large, since
 * the plain form loses as many digits as a log a has before the point.
 */
export function gammaTerm(a: number, x: number): number {
  if (x <= 0) return 0
  if (a < STIRLING_FROM) return Math.exp(a * Math.log(x) - x - logGamma(a))
  const d = (x - a) / a
  const around = d > -0.5 ? Math.log1p(d) : Math.log(x / a)
  return Math.sqrt(a / (2 * Math.PI)) * Math.exp(a * (around - d) - stirlingRemainder(a))
}

/**
 * Regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 − P, each to about 1e-14 of itself: the power series
 * below a + 1, Legendre's continued fraction above. NaN outside a > 0, x ≥ 0.
 * Source: Abramowitz & Stegun 6.5.29, 6.5.31.
 */
export function incompleteGamma(a: number, x: number): { lower: number; upper: number } {
  if (!(a > 0) || !(x >= 0)) return { lower: Number.NaN, upper: Number.NaN }
  if (x === 0) return { lower: 0, upper: 1 }
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 }
  const term = gammaTerm(a, x)
  if (x < a + 1) {
    let t = 1 / a
    let sum = t
    for (let n = 1; n < MAX_TERMS && t > sum * EPS * 0.01; n++) {
      t *= x / (a + n)
      sum += t
    }
    const lower = Math.min(1, term * sum)
    return { lower, upper: 1 - lower }
  }
  let b = x + 1 - a
  let c = 1e300
  let d = 1 / b
  let h = d
  for (let n = 1; n < MAX_TERMS; n++) {
    const an = n * (a - n)
    b += 2
    d = 1 / nonZero(an * d + b)
    c = nonZero(b + an / c)
    const step = c * d
    h *= step
    if (Math.abs(step - 1) < EPS) break
  }
  const upper = Math.min(1, term * h)
  return { lower: 1 - upper, upper }
}

/** log Γ(a + b) − log Γ(a), without the cancellation of two large numbers. */
export function logGammaRatio(a: number, b: number): number {
  if (a < STIRLING_FROM) return logGamma(a + b) - logGamma(a)
  const rest = stirlingRemainder(a + b) - stirlingRemainder(a)
  return (a - 0.5) * Math.log1p(b / a) + b * Math.log(a + b) - b + rest
}

/** x^a y^b / B(a, b) with y = 1 − x, written around the mean where both a and b are large. */
export function betaTerm(a: number, b: number, x: number, y: number): number {
  if (a < STIRLING_FROM || b < STIRLING_FROM) {
    const large = Math.max(a, b)
    const small = Math.min(a, b)
    const logX = x > 0.5 ? Math.log1p(-y) : Math.log(x)
    const logY = y > 0.5 ? Math.log1p(-x) : Math.log(y)
    return Math.exp(a * logX + b * logY + logGammaRatio(large, small) - logGamma(small))
  }
  const n = a + b
  const off = x * b - y * a
  const size = a * Math.log1p(off / a) + b * Math.log1p(-off / b)
  const rest = stirlingRemainder(n) - stirlingRemainder(a) - stirlingRemainder(b)
  return Math.sqrt((a * b) / (2 * Math.PI * n)) * Math.exp(size + rest)
}

/**
 * Regularised incomplete beta function I_x(a, b) and 1 − I_x(a, b), each to about 1e-13 of itself.
 * `y` is 1 − x, for callers that know it better than the subtraction does.
 * NaN outside a > 0, b > 0, 0 ≤ x ≤ 1. Source: Abramowitz & Stegun 26.5.8.
 */
export function incompleteBeta(
  a: number,
  b: number,
  x: number,
  y: number = 1 - x,
): { lower: number; upper: number } {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) return { lower: Number.NaN, upper: Number.NaN }
  if (x === 0) return { lower: 0, upper: 1 }
  if (x === 1) return { lower: 1, upper: 0 }
  // The fraction converges fast below the mean only; above it the roles are exchanged.
  const flip = x > (a > 1 && b > 1 ? a / (a + b) : (a + 1) / (a + b + 2))
  const tail = flip ? betaTail(b, a, y, x) : betaTail(a, b, x, y)
  return flip ? { lower: 1 - tail, upper: tail } : { lower: tail, upper: 1 - tail }
}

function betaTail(a: number, b: number, x: number, y: number): number {
  const fraction = a > 1 && b > 1 ? betaFractionOfLarge(a, b, x, y) : betaFraction(a, b, x)
  return Math.min(1, betaTerm(a, b, x, y) * fraction)
}

function betaFraction(a: number, b: number, x: number): number {
  let c = 1
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1))
  let h = d
  for (let m = 1; m < MAX_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / nonZero(1 + even * d)
    c = nonZero(1 + even / c)
    h *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / nonZero(1 + odd * d)
    c = nonZero(1 + odd / c)
    const step = d * c
    h *= step
    if (Math.abs(step - 1) < EPS) break
  }
  return h / a
}

/** The even part of the same fraction, which keeps its digits where a is large and x near 1. DiDonato & Morris 1992. */
function betaFractionOfLarge(a: number, b: number, x: number, y: number): number {
  const lambda = a * y - b * x
  let c = nonZero((a * (lambda + 1)) / (a + 1))
  let d = 0
  let h = c
  for (let m = 1; m < MAX_TERMS; m++) {
    const s = a + 2 * m - 1
    const an = ((((a + m - 1) / s) * (a + b + m - 1)) / s) * m * (b - m) * x * x
    const bn = m + (m * (b - m) * x) / s + ((a + m) * (lambda + 1 + m * (1 + y))) / (s + 2)
    d = 1 / nonZero(bn + an * d)
    c = nonZero(bn + an / c)
    const step = c * d
    h *= step
    if (Math.abs(step - 1) < EPS) break
  }
  return 1 / h
}

/** ψ(a), the derivative of log Γ, for a > 0. Source: Abramowitz & Stegun 6.3.18. */
export function digamma(a: number): number {
  if (!(a > 0)) return Number.NaN
  let x = a
  let shift = 0
  while (x < STIRLING_FROM) {
    shift -= 1 / x
    x += 1
  }
  const s = 1 / (x * x)
  const series = s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s * (1 / 240 - s * (1 / 132)))))
  return shift + Math.log(x) - 1 / (2 * x) - series
}

/** Lentz's method divides by what may vanish for a moment. */
function nonZero(x: number): number {
  return Math.abs(x) < 1e-300 ? 1e-300 : x
}
