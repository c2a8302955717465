/**
 * Where a rising function becomes 0, to 14 digits: below it at `low`, at or above it at `high`. Bisection's
 * certainty with a secant's speed (ITP; Oliveira and Takahashi 2020), for functions that cost something.
 */
export function crossing(low: number, high: number, rising: (x: number) => number): number {
  let [from, to] = [low, high]
  let [below, above] = [rising(low), rising(high)]
  const width = to - from
  for (let step = 0; step < 200; step++) {
    const tolerance = 1e-14 * to
    if (to - from <= tolerance) break
    const x = nextGuess({ from, to, below, above, width, step, tolerance })
    if (x <= from || x >= to) break
    const value = rising(x)
    if (value < 0) [from, below] = [x, value]
    else [to, above] = [x, value]
  }
  return (from + to) / 2
}

/** Doublings that are left to the secant beyond what bisection would need. */
const slack = 1

function nextGuess(at: {
  readonly from: number
  readonly to: number
  readonly below: number
  readonly above: number
  readonly width: number
  readonly step: number
  readonly tolerance: number
}): number {
  const { from, to, below, above, width, step, tolerance } = at
  const middle = (from + to) / 2
  if (!Number.isFinite(below) || !Number.isFinite(above) || above === below) return middle
  const secant = (from * above - to * below) / (above - below)
  const side = Math.sign(middle - secant)
  const nudge = Math.max(tolerance / 4, (0.2 / width) * (to - from) ** 2)
  const nudged = nudge <= Math.abs(middle - secant) ? secant + side * nudge : middle
  const steps = Math.ceil(Math.log2(width / tolerance)) + slack
  const reach = Math.max(0, tolerance * 2 ** (steps - step - 1) - (to - from) / 2)
  return Math.abs(nudged - middle) <= reach ? nudged : middle - side * reach
}
