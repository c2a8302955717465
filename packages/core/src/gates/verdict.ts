import type { LatencyQuantile } from './latency-quantile.js'

export type GateVerdict = 'GO' | 'NO_GO' | 'INSUFFICIENT'

/** What one gate of a stage says, keys and order of SPEC section 6. */
export type GateRow = {
  readonly name: string
  /** What the gate looks for: a rate `above` its threshold, or one `below`. */
  readonly direction: 'above' | 'below'
  readonly s: number
  readonly n: number
  /** s/n; null before the first decision. */
  readonly estimate: number | null
  /**
   * Rates not ruled out, however often one looks. `lower` is one-sided at the rollback alpha shared by the
   * stage's NO_GO gates, `upper` at the go alpha of the epoch judged, so that bounds and verdicts cannot disagree.
   */
  readonly lower: number
  readonly upper: number
  /** Null where there is nothing to hold the rate against. */
  readonly threshold: number | null
  /** ln of the evidence in `direction`; null where it cannot be computed. */
  readonly log_e: number | null
  /**
   * `GO` the rate is shown to be on the good side, `NO_GO` on the bad side, `INSUFFICIENT` neither.
   */
  readonly verdict: GateVerdict
  readonly needs: Needs | null
}

/** What is still missing if the present rate goes on; null numbers: never, or traffic unknown. */
export type Needs = {
  /** More sampled decisions. */
  readonly sampled: number | null
  /** At the current traffic. */
  readonly days: number | null
}

/** The answer to "may this stage go on?", as printed with --json. */
export type StageVerdict = {
  readonly stage: string
  readonly verdict: GateVerdict
  /** ISO 8601 UTC. */
  readonly decided_at: string
  readonly alpha: {
    readonly rollback: number
    /** Of the change detectors, beside the above. */
    readonly detector: number
    /** What the GO gates were held against: the part that the epoch judged may spend. */
    readonly go: number
  }
  readonly metrics: readonly GateRow[]
  /** Why, in sentences, the deciding ones first. */
  readonly because: readonly string[]
  /**
   * p50, p95 and p99 of the attempts, each side at the go alpha of the epoch judged, so that they cannot disagree
   * with a latency gate; none where nothing was counted.
   */
  readonly latency: readonly LatencyQuantile[]
}
