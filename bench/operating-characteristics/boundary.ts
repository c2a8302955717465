import { evidenceAbove, evidenceBelow, logLimit } from '@partial-trust/core'

/**
 * A stopping rule over counts as a boundary: after `n` decisions an `above` rule stops at `at[n]` events or
 * more, a `below` rule at `at[n]` or fewer. Infinite where it cannot stop.
 */
export type Boundary = { readonly direction: 'above' | 'below'; readonly at: Float64Array }

/** Our e-process that looks after every decision. */
export function eProcess(
  direction: 'above' | 'below',
  p0: number,
  alpha: number,
  horizon: number,
): Boundary {
  const limit = logLimit(alpha)
  const evidence = direction === 'above' ? evidenceAbove(p0) : evidenceBelow(p0)
  return scan(direction, horizon, (s, n) => evidence(s, n) >= limit)
}

/** The usual check: the point estimate against the threshold, once `least` decisions are in. */
export function pointEstimate(
  direction: 'above' | 'below',
  p0: number,
  least: number,
  horizon: number,
): Boundary {
  return scan(direction, horizon, (s, n) => {
    if (n < least) return false
    return direction === 'above' ? s / n > p0 : s / n < p0
  })
}

/**
 * The mixture sequential probability ratio test with a normal mixture (Johari, Koomen, Pekelis and Walsh 2022),
 * variance at the threshold, mixing deviation `p0`, used on one side.
 */
export function mixtureSprt(
  direction: 'above' | 'below',
  p0: number,
  alpha: number,
  horizon: number,
): Boundary {
  const variance = p0 * (1 - p0)
  const mixing = p0 * p0
  const limit = logLimit(alpha)
  return scan(direction, horizon, (s, n) => {
    const deviation = s / n - p0
    if (direction === 'above' ? deviation <= 0 : deviation >= 0) return false
    const spread = variance + n * mixing
    const log =
      0.5 * Math.log(variance / spread) +
      (n * n * mixing * deviation ** 2) / (2 * variance * spread)
    return log >= limit
  })
}

/** A fixed-sample Clopper-Pearson bound at `alpha`, read again after every decision. */
export function clopperPearson(
  direction: 'above' | 'below',
  p0: number,
  alpha: number,
  horizon: number,
): Boundary {
  // The lower bound exceeds p0 when P(S >= s | p0) < alpha: follow that tail along its edge.
  const at = new Float64Array(horizon + 1).fill(direction === 'above' ? Infinity : -Infinity)
  const rate = direction === 'above' ? p0 : 1 - p0
  let edge = 0 // fewest events whose tail is below alpha; non-events for `below`
  let tail = 1 // P(S >= edge)
  let before = 0 // P(S = edge - 1)
  for (let n = 1; n <= horizon; n++) {
    tail += before * rate
    // P(S = edge - 1) after one more decision.
    before = edge === 0 ? 0 : (before * (1 - rate) * n) / (n - edge + 1)
    while (tail >= alpha) {
      const here =
        edge === 0 ? (1 - rate) ** n : (before * (n - edge + 1) * rate) / (edge * (1 - rate))
      tail -= here
      before = here
      edge += 1
      if (edge > n) break
    }
    if (edge <= n && tail < alpha) at[n] = direction === 'above' ? edge : n - edge
  }
  return { direction, at }
}

/** The boundary of any rule that is monotone in the events and moves by at most one a decision. */
function scan(
  direction: 'above' | 'below',
  horizon: number,
  stops: (s: number, n: number) => boolean,
): Boundary {
  const at = new Float64Array(horizon + 1).fill(direction === 'above' ? Infinity : -Infinity)
  let edge = direction === 'above' ? 0 : -1
  for (let n = 1; n <= horizon; n++) {
    if (direction === 'above') {
      while (edge > 0 && stops(edge - 1, n)) edge -= 1
      while (edge <= n && !stops(edge, n)) edge += 1
      if (edge <= n) at[n] = edge
    } else {
      while (edge >= 0 && !stops(edge, n)) edge -= 1
      while (edge + 1 <= n && stops(edge + 1, n)) edge += 1
      if (edge >= 0) at[n] = edge
    }
  }
  return { direction, at }
}
