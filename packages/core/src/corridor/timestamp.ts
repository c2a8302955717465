/**
 * Makes a formatter of epoch milliseconds as ISO 8601 UTC. Decisions come in bursts, so the last
 * answer is kept: most calls in one millisecond cost a comparison.
 */
export function timestampFormatter(): (epochMs: number) => string {
  let lastMs = Number.NaN
  let last = ''
  return (epochMs) => {
    if (epochMs !== lastMs) {
      last = new Date(epochMs).toISOString()
      lastMs = epochMs
    }
    return last
  }
}
