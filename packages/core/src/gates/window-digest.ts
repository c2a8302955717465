import {
  addVector,
  settleStarts,
  viewVector,
  type Cell,
  type Counts,
  type LatencyCounts,
} from '../metrics/index.js'
import type { BucketCount } from './bucket-count.js'
import type { GateCounter } from './count-gates.js'
import type { OutcomeCounts } from './outcome-blocks.js'
import { sampleRatios, type SampleRatio } from './sample-ratio.js'
import { askedTimes, type AskedTime } from './stage-span.js'

/** All that a verdict reads of one window's cells: sums, so that who counted into which cell makes no difference. */
export type WindowDigest = {
  readonly startMs: number
  /** In the order of the counters asked for. */
  readonly gates: readonly BucketCount[]
  /** Records, and starts whether a record came of them or not. */
  readonly attempts: number
  readonly started: number
  /** Starts without a record, which are counted as failed attempts. */
  readonly lost: number
  readonly latency: LatencyCounts
  /** Null where no outcome was reported. */
  readonly outcomes: OutcomeCounts | null
  readonly asked: readonly AskedTime[]
  readonly ratios: readonly SampleRatio[]
}

/** @param kept Cells of one window, one stage and one epoch, sealed; at least one. */
export function windowDigest(
  startMs: number,
  kept: readonly Cell[],
  counters: readonly GateCounter[],
): WindowDigest {
  const cells = kept.map(unpacked)
  const counted = sumOf(cells)
  const counts = settleStarts(counted)
  const { attempts, timeouts, latency } = counts
  return {
    startMs,
    gates: gatesOf(startMs, counts, counters),
    attempts: counted.attempts,
    started: counted.started,
    lost: attempts - counted.attempts,
    latency: { attempts, timeouts, latency: upToLast(latency) },
    outcomes: outcomesOf(counted),
    asked: askedTimes(cells),
    ratios: sampleRatios(cells),
  }
}

/** Gates that count the same share one: most of a window's failures are none of as many. */
function gatesOf(
  startMs: number,
  counts: Counts,
  counters: readonly GateCounter[],
): readonly BucketCount[] {
  const gates: BucketCount[] = []
  for (const { count } of counters) {
    const { s, n } = count(counts)
    gates.push(gates.find((one) => one.s === s && one.n === n) ?? { startMs, s, n })
  }
  return gates
}

/** With its counts at hand: a cell that is kept makes them anew for whoever asks. */
function unpacked({ key, vector, span }: Cell): Cell {
  return span === undefined ? { key, vector } : { key, vector, span }
}

/** Without the bins above the longest latency: most windows would hold little else. */
function upToLast(bins: readonly number[]): readonly number[] {
  return bins.slice(0, bins.findLastIndex((count) => count !== 0) + 1)
}

function sumOf(cells: readonly Cell[]): Counts {
  const [first, ...others] = cells
  if (first === undefined) throw new RangeError('a window without a cell is none')
  if (others.length === 0) return viewVector(first.vector)
  const sum = first.vector.slice()
  for (const { vector } of others) addVector(sum, vector)
  return viewVector(sum)
}

function outcomesOf(counts: Counts): OutcomeCounts | null {
  const { candidateOutcomes, candidateUndone, candidateTakenBack } = counts
  const { baselineOutcomes, baselineUndone, baselineTakenBack } = counts
  const outcomes = {
    candidateOutcomes,
    candidateUndone,
    candidateTakenBack,
    baselineOutcomes,
    baselineUndone,
    baselineTakenBack,
  }
  return Object.values(outcomes).some((count) => count > 0) ? outcomes : null
}
