import type { BucketCount } from './bucket-count.js'
import type { LatencyWindow } from './latency-windows.js'
import type { OutcomeBlock } from './outcome-evidence.js'
import type { SampleRatio } from './sample-ratio.js'

/**
 * All that a verdict is made of: plain counts of sealed buckets under one epoch of one stage. Counts of
 * several processes are already summed.
 */
export type StageEvidence = {
  /** By `gateKey`, in time order. A key that is missing was not counted: its gate cannot pass. */
  readonly metrics: ReadonlyMap<string, readonly BucketCount[]>
  /** Sampled decisions for which a candidate was asked. */
  readonly sampled: number
  /** Start of the first and the last bucket with a record of the stage; null without one. */
  readonly firstMs: number | null
  readonly lastMs: number | null
  /** Incidents reported against the stage. */
  readonly incidents: number
  /** Share of the sampled starts that never got a record; they are counted as failed. */
  readonly unresolvedShare: number
  /**
   * Share of the sampled decisions that can be put nowhere: without a readable time, or in the future. A
   * single one is left out of account.
   */
  readonly unplacedShare: number
  /** Lines of the log that could not be read, as a share of them and of the attempts; likewise. */
  readonly unreadableShare: number
  /** What is known to be missing of the records, a sentence each. */
  readonly holes: readonly string[]
  /** How many of those that reached the draw it took, by rate. */
  readonly sampleRatios: readonly SampleRatio[]
  /** Nothing can be added any more to what lies before this moment. */
  readonly sealedUntilMs: number
  /** Which of the epochs tried at the stage this is, from 1: the later, the less it may spend of the go alpha. */
  readonly epochPlace: number
  /** Epochs other than the judged one that were still answering at the end of the stage. */
  readonly otherEpochsActive: number
  /** The evidence of those that seem to answer still: it cannot prove, but it can stop. */
  readonly beside: readonly { readonly epoch: string | null; readonly evidence: StageEvidence }[]
  /** Counts of the stage before, frozen at its end; null where there are none. */
  readonly reference: StageReference | null
  readonly outcomes: readonly OutcomeBlock[]
  /** How long the attempts took, in time order; none where it was not counted. */
  readonly latency: readonly LatencyWindow[]
}

export type StageReference = {
  readonly stage: string
  readonly metrics: StageEvidence['metrics']
}

/** Nothing was seen yet. */
export const noEvidence: StageEvidence = {
  metrics: new Map(),
  sampled: 0,
  firstMs: null,
  lastMs: null,
  incidents: 0,
  unresolvedShare: 0,
  unplacedShare: 0,
  unreadableShare: 0,
  holes: [],
  sampleRatios: [],
  sealedUntilMs: Infinity,
  epochPlace: 1,
  otherEpochsActive: 0,
  beside: [],
  reference: null,
  outcomes: [],
  latency: [],
}

/** The name under which acceptance is kept in {@link StageEvidence.metrics}. */
export const acceptanceKey = 'acceptance'

const dayMs = 86_400_000

/** Time between the first and the last record, in days; 0 without two. */
export function stageDays({ firstMs, lastMs }: Pick<StageEvidence, 'firstMs' | 'lastMs'>): number {
  return firstMs === null || lastMs === null ? 0 : Math.max(0, lastMs - firstMs) / dayMs
}

export function totalOf(buckets: readonly BucketCount[]): {
  readonly s: number
  readonly n: number
} {
  let [s, n] = [0, 0]
  for (const bucket of buckets) {
    s += bucket.s
    n += bucket.n
  }
  return { s, n }
}
