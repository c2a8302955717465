/** The one word for how much a corridor is trusted now. */
export type Standing =
  /** Candidates may replace the baseline. */
  | 'open'
  /** Candidates are asked and compared, never used. */
  | 'shadow'
  /** A stage, lease, problem or variable keeps it shut. */
  | 'closed'
  /** Someone threw the kill switch. */
  | 'killed'
  /** The master switch is off, or the environment allows another intent. */
  | 'off'

export type CorridorSummary = {
  readonly intent: string
  readonly standing: Standing
  readonly effective_rate: number
  /** The authority that set the rate, e.g. `kill`, `stage canary`, `PARTIAL_TRUST_SAMPLE_RATE`. */
  readonly set_by: string
  /** Why it is closed, as its records would say; `off` for the master switch; null while it is open. */
  readonly closed: string | null
  readonly mode: 'live' | 'shadow'
  /** `stage NAME`, `registration` or `default`. */
  readonly mode_set_by: string
  readonly deadline_ms: number
  readonly deadline_set_by: string
  /** Authorities that may say no as well and that only a decision can ask, by name. */
  readonly asked_per_decision: readonly string[]
  readonly killed: boolean
  readonly stage: string | null
  readonly stage_rate: number | null
  readonly stage_closed: string | null
  /** Parts that were demoted alone: their decisions end at the baseline. */
  readonly parts_closed: readonly PartClosedView[]
  readonly entered_at: string | null
  /** The stages of the plan that the rollout follows, or would follow; none where it does not read. */
  readonly stages: readonly { readonly name: string; readonly rate: number }[]
  readonly epoch: string | null
  /** Of the control state; grows by one with every change. */
  readonly version: number
  readonly changed_at: string | null
  readonly changed_by: string | null
  readonly why: string | null
  /** What one person asked for and waits for another, where the plan needs two; null: nothing. */
  readonly waiting: WaitingView | null
  /** How many people a promotion needs. */
  readonly approvals: 1 | 2
  readonly verdict: VerdictSummary | null
  /** Of the last 24 hours, all processes. */
  readonly day: CountsView
  /**
   * Every decision of the last 24 hours that left a record, all processes, also of commands that could never have been
   * the LLM's, and those that were the LLM's. Counts of versions before 0.2 are left out.
   */
  readonly answers: { readonly total: number; readonly by_llm: number }
  /** The failed share of the candidates asked for, over the last 24 hours. */
  readonly trend: TrendView
}

export type PartClosedView = {
  /** `KEY=WORD`, such as `language=fr`. */
  readonly part: string
  readonly at: string
  readonly by: string
  readonly reason: string
}

export type WaitingView = {
  readonly action: 'promote' | 'rollout'
  /** The stage it leads to. */
  readonly to: string
  /** The version of the corridor that it was decided on. */
  readonly version: number
  readonly at: string
  /** After this nothing waits any more. */
  readonly until: string
  readonly by: string
  /** Who cannot be the second. */
  readonly person: string
  readonly reason: string
}

export type VerdictSummary = {
  readonly stage: string
  readonly verdict: 'GO' | 'NO_GO' | 'INSUFFICIENT'
  readonly decided_at: string
  readonly because: readonly string[]
}

/** Sums over decisions; what each counts is said in core's `counterNames`. */
export type CountsView = {
  readonly eligible: number
  readonly sampled: number
  readonly attempts: number
  readonly judged: number
  readonly errors: number
  readonly timeouts: number
  readonly accepted: number
  readonly compared: number
  readonly intent_mismatch: number
  readonly entity_key_mismatch: number
  readonly metered: number
  readonly input_tokens: number
  readonly output_tokens: number
  /** Candidates that were waited for and not used, and how long that took together, in ms. */
  readonly waits: number
  readonly waited_ms: number
}

/** Evenly spaced counts; `s` and `n` have one value a step. */
export type TrendView = {
  readonly from: string
  readonly step_ms: number
  readonly s: readonly number[]
  readonly n: readonly number[]
}
