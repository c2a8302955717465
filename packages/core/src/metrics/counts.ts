import { latencyBins } from './latency-histogram.js'

/**
 * What is counted of every cell. Each only ever grows, so two snapshots of one cell merge by the
 * larger value and cells of different processes add up.
 *
 * - `eligible` decisions that reached the draw (check 6), `sampled` those the draw took;
 * - `started` candidates asked for, as live processes count them at the start (a log has none);
 * - `attempts` candidates asked for whose record is complete, `judged` those that did not end in `error`;
 * - `errors` status `error`, `timeouts`, and every other failure of check 9, among the attempts;
 * - `deadlineExceeded` timed out, took longer than the deadline the record names, or names no latency;
 * - `compared` attempts where both sides gave a value; intent and entity keys count among these;
 * - `comparedInFull` those of them of which the type of the decision and any difference at all
 *   (`disagreement`) were counted too: not by versions before 0.2, nor where a record does not say;
 * - `accepted` candidates that passed every rule (in shadow mode too), among the judged;
 * - `metered` attempts that name their tokens;
 * - outcomes reported later, by assigned arm and never by what was accepted: `Undone` taken back or wrong,
 *   `TakenBack` those of them that a later label called right after all;
 * - `tuned` candidates that were compared and state a confidence from 0 to 1 or none, `tunedWrong` those that
 *   decide otherwise than the baseline; `passes95` those at least so sure or without confidence, `wrong95` likewise.
 */
export const counterNames = [
  'eligible',
  'sampled',
  'started',
  'attempts',
  'judged',
  'errors',
  'timeouts',
  'deadlineExceeded',
  'compared',
  'intentMismatch',
  'entityKeyMismatch',
  'comparedInFull',
  'decisionTypeMismatch',
  'disagreement',
  'accepted',
  'metered',
  'inputTokens',
  'outputTokens',
  'candidateOutcomes',
  'candidateUndone',
  'baselineOutcomes',
  'baselineUndone',
  'candidateTakenBack',
  'baselineTakenBack',
  'tuned',
  'tunedWrong',
  'passes99',
  'wrong99',
  'passes95',
  'wrong95',
  'passes90',
  'wrong90',
  'passes85',
  'wrong85',
  'passes80',
  'wrong80',
  'passes70',
  'wrong70',
  'passes60',
  'wrong60',
  'passes50',
  'wrong50',
] as const
export type Counter = (typeof counterNames)[number]

/**
 * Sums over any set of cells. `latency` holds the completed attempts by bin, timeouts left out, those
 * that should name a latency and do not in the last.
 */
export type Counts = { readonly [name in Counter]: number } & {
  readonly latency: readonly number[]
}

/** How long attempts took. */
export type LatencyCounts = Pick<Counts, 'attempts' | 'timeouts' | 'latency'>

/** Counters and latency bins side by side: the form in which cells are kept and sent. */
export type CountVector = Float64Array

type PerCounter = { readonly [name in Counter]: number }

export const counterIndex: PerCounter = perCounter((index) => index)

/** Length of a {@link CountVector}. */
export const countWidth: number = counterNames.length + latencyBins

export function emptyVector(): CountVector {
  return new Float64Array(countWidth)
}

/** Adds `part` to `sum`: for cells that share no decision. */
export function addVector(sum: CountVector, part: CountVector): void {
  for (let i = 0; i < countWidth; i += 1) sum[i] = (sum[i] ?? 0) + (part[i] ?? 0)
}

/** Raises `known` to `other`: for two snapshots of one cell, whichever is the later. */
export function raiseVector(known: CountVector, other: CountVector): void {
  for (let i = 0; i < countWidth; i += 1) known[i] = Math.max(known[i] ?? 0, other[i] ?? 0)
}

/** A vector as named numbers. */
export function readVector(vector: CountVector): Counts {
  const named = perCounter((index) => vector[index] ?? 0)
  return { ...named, latency: [...vector.subarray(counterNames.length)] }
}

/**
 * The counts with every start that never got its record counted as a failed attempt. Only right
 * for sealed buckets: before, a start without record may simply be under way.
 */
export function settleStarts(counts: Counts): Counts {
  const lost = Math.max(0, counts.started - counts.attempts)
  if (lost === 0) return counts
  return {
    ...counts,
    attempts: counts.attempts + lost,
    errors: counts.errors + lost,
    deadlineExceeded: counts.deadlineExceeded + lost,
    timeouts: counts.timeouts + lost,
  }
}

function perCounter(value: (index: number) => number): PerCounter {
  const named: { [name in Counter]?: number } = {}
  for (const [index, name] of counterNames.entries()) named[name] = value(index)
  if (!isComplete(named)) throw new TypeError('a counter has no value')
  return named
}

function isComplete(named: { [name in Counter]?: number }): named is PerCounter {
  return counterNames.every((name) => named[name] !== undefined)
}
