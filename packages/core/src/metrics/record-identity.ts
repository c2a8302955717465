import type { Observation } from './observation.js'

/**
 * What makes two lines one decision: the same process gave the same ids the same answer in the same
 * corridor and millisecond. A log shipped twice, or read from two copies, counts once. Ids alone would not do:
 * a caller that repeats a command with its ids has made a second decision.
 */
export function recordIdentity(observation: Observation): string {
  const { corridor, instance, atMs, traceId, commandId, status, reasonCode, latencyMs } =
    observation
  const ids = [corridor, instance, traceId, commandId]
  return JSON.stringify([...ids, atMs, status, reasonCode, latencyMs])
}

/** Passes every decision through once, however often its record comes. Remembers them all. */
export function* distinctRecords(observations: Iterable<Observation>): Iterable<Observation> {
  const seen = new Set<string>()
  for (const observation of observations) {
    const identity = recordIdentity(observation)
    if (seen.has(identity)) continue
    seen.add(identity)
    yield observation
  }
}
