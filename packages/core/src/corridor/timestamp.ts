/** Stands for the time of a clock that cannot be read. */
const unknownTime = '1970-01-01T00:00:00.000Z'

/** Years 1970 to 9999: what four digits can write. */
function isTime(epochMs: number): boolean {
  return epochMs >= 0 && epochMs < 253_402_300_800_000
}

/**
 * Makes a formatter of epoch milliseconds as ISO 8601 UTC. Decisions come in bursts, so the last
 * answer is kept: most calls in one millisecond cost a comparison.
 */
export function timestampFormatter(): (epochMs: number) => string {
  let lastMs = Number.NaN
  let last = ''
  return (epochMs) => {
    if (epochMs !== lastMs) {
      last = isTime(epochMs) ? new Date(epochMs).toISOString() : unknownTime
      lastMs = epochMs
    }
    return last
  }
}
