import type { LatencyQuantile } from './latency-quantile.js'

/** Quantiles as people read them: `p50 80 ms (50 to 100 ms), p95 200 ms (150 ms or more)`. */
export function latencyText(quantiles: readonly LatencyQuantile[]): string {
  return quantiles.map(quantileText).join(', ')
}

function quantileText(one: LatencyQuantile): string {
  return `${quantileName(one)} ${estimateText(one)} (${boundsText(one)})`
}

/** `p95`. */
export function quantileName({ quantile }: LatencyQuantile): string {
  return `p${Number((100 * quantile).toFixed(3))}`
}

function estimateText({ estimate_ms: ms }: LatencyQuantile): string {
  return ms === null ? 'beyond measure' : `${ms} ms`
}

/** What is not ruled out. */
function boundsText({ lower_ms: lower, upper_ms: upper }: LatencyQuantile): string {
  return upper === null ? `${lower} ms or more` : `${lower} to ${upper} ms`
}
