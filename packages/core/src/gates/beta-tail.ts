import { deviance, stirlingRemainder } from './deviance.js'

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI)
/** Above this both shapes are large enough for quadrature, whose cost does not grow with them. */
const quadratureFrom = 200
/** e^-42 is below a double's resolution beside 1: the integrand is cut there. */
const cutOff = 42

/**
 * ln ∫_p^1 t^(A-1) (1-t)^(B-1) dt - A ln p - B ln q, with q = 1 - p: the upper part of a beta
 * integral, measured against its integrand at p. This is GATES 1.4's J; it never subtracts two large
 * logarithms, so it keeps its digits for any shapes.
 *
 * @param p Within (0, 1).
 * @param q 1 - p, given apart so that a mirrored call loses no digits.
 */
export function logBetaTail(shapeA: number, shapeB: number, p: number, q: number): number {
  const total = shapeA + shapeB
  if (q < (shapeB + 1) / (total + 2)) return logTailRatio(shapeA, shapeB, p, q)
  const full = logFullRatio(shapeA, shapeB, p, q)
  return full + Math.log1p(-Math.exp(logTailRatio(shapeB, shapeA, q, p) - full))
}

/** ln B(A,B) - A ln p - B ln q, through deviances (Loader) instead of log-gamma differences. */
function logFullRatio(shapeA: number, shapeB: number, p: number, q: number): number {
  const total = shapeA + shapeB
  // The two distances are one number; the smaller of p and q gives it without cancellation.
  const distance = p < q ? shapeA - total * p : total * q - shapeB
  return (
    deviance(shapeA, total * p, distance) +
    deviance(shapeB, total * q, -distance) +
    0.5 * Math.log(total / shapeA / shapeB) +
    halfLogTwoPi +
    stirlingRemainder(shapeA) +
    stirlingRemainder(shapeB) -
    stirlingRemainder(total)
  )
}

/** J where the upper part is the smaller one. */
function logTailRatio(shapeA: number, shapeB: number, p: number, q: number): number {
  return Math.min(shapeA, shapeB) > quadratureFrom
    ? logTailByQuadrature(shapeA, shapeB, p, q)
    : Math.log(continuedFraction(shapeB, shapeA, q, p))
}

/**
 * The even part of the continued fraction of the incomplete beta function (DLMF 8.17.22), as Didonato and
 * Morris (1992) write it: x^a y^b times this is its lower part. It holds the distance of x from a/(a+b)
 * as one number, taken from the smaller of x and y, where Lentz's steps would each lose log10(a) digits.
 * Needs about sqrt(min(a, b)) steps on this side.
 *
 * @param y 1 - x.
 */
function continuedFraction(a: number, b: number, x: number, y: number): number {
  const sum = a + b
  const start = 1 + (y < x ? sum * y - b : a - sum * x)
  const c1 = 1 + 1 / a
  let [numeratorBefore, numerator] = [0, 1]
  let [denominatorBefore, denominator] = [1, start / c1]
  let fraction = c1 / start
  for (let n = 1; n < 20_000; n++) {
    const w = n * (b - n) * x
    const share = a / (a + 2 * n - 1)
    const before = 1 + (n - 1) / a
    const alpha = before * (before + b / a) * share * share * w * x
    const weight = (1 + n / a) / (c1 + (2 * n) / a)
    const beta = n + w / (a + 2 * n - 1) + weight * (start + n * (y + 1))
    const nextNumerator = alpha * numeratorBefore + beta * numerator
    const nextDenominator = alpha * denominatorBefore + beta * denominator
    const next = nextNumerator / nextDenominator
    const step = next - fraction
    fraction = next
    if (Math.abs(step) <= 3e-16 * fraction) break
    numeratorBefore = numerator / nextDenominator
    numerator = next
    denominatorBefore = denominator / nextDenominator
    denominator = 1
  }
  return fraction
}

/**
 * The same for large shapes, where the fraction would need tens of thousands of steps: Gauss-Legendre
 * over the integrand relative to its value at p, on [p, p + the distance at which it has fallen to e^-42].
 */
function logTailByQuadrature(shapeA: number, shapeB: number, p: number, q: number): number {
  const a = shapeA - 1
  const b = shapeB - 1
  const logIntegrand = (u: number): number => a * Math.log1p(u / p) + b * Math.log1p(-u / q)
  const reach = fallDistance(a, b, p, q, logIntegrand)
  const panel = reach / panels
  let sum = 0
  for (let k = 0; k < panels; k++) {
    const centre = (k + 0.5) * panel
    for (const [node, weight] of gaussLegendre) {
      const offset = 0.5 * panel * node
      sum +=
        weight * (Math.exp(logIntegrand(centre - offset)) + Math.exp(logIntegrand(centre + offset)))
    }
  }
  return Math.log(sum * 0.5 * panel) - Math.log(p) - Math.log(q)
}

/** Where the integrand has fallen to e^-42. Newton on a concave function, started beyond the end, stays beyond it. */
function fallDistance(
  a: number,
  b: number,
  p: number,
  q: number,
  logIntegrand: (u: number) => number,
): number {
  const slope = (p < q ? (a + b) * p - a : b - (a + b) * q) / p / q
  // Beyond the end, since log1p(x) <= x and log1p(-x) <= -x - x²/2: the root of slope u + b u²/2q² = 42.
  let u = (2 * cutOff) / (slope + Math.hypot(slope, Math.sqrt(2 * cutOff * b) / q))
  for (let step = 0; step < 60; step++) {
    const excess = logIntegrand(u) + cutOff
    if (excess > -0.5) break
    u -= excess / (a / (p + u) - b / (q - u))
  }
  return u
}

const panels = 4
/** Positive nodes and weights of the 16-point rule on [-1, 1] (DLMF 3.5, Table 3.5.4). */
const gaussLegendre: readonly (readonly [node: number, weight: number])[] = [
  [0.09501250983763744, 0.1894506104550685],
  [0.2816035507792589, 0.1826034150449236],
  [0.4580167776572274, 0.1691565193950025],
  [0.6178762444026438, 0.1495959888165767],
  [0.755404408355003, 0.1246289712555339],
  [0.8656312023878318, 0.0951585116824928],
  [0.9445750230732326, 0.0622535239386479],
  [0.9894009349916499, 0.0271524594117541],
]
