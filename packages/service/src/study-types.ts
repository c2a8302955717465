/**
 * What is worked out when somebody asks: by the commands themselves, outside the process that decides. Rates and
 * shares 0 to 1, durations in ms.
 */
import type { GateVerdict, PartsReport, ThresholdRow, Tuning } from '@partial-trust/core'

/** What a command answered, with the command line that answers it again where the service runs. */
export type Study<Answer> = {
  readonly at: string
  readonly command: string
  readonly answer: Answer
}

/** `GET /v1/corridors/{intent}/replay`: a stage's decisions under other settings, without asking a model. */
export type ReplayAnswerView = {
  readonly stage: string
  readonly epoch: string | null
  /** What is known to be missing of the log, a sentence each. */
  readonly holes: readonly string[]
  /** As it was first. */
  readonly scenarios: readonly ScenarioView[]
}

export type ScenarioView = {
  /** Null: as it was. */
  readonly scenario: { readonly confidence: number | null; readonly deadlineMs: number | null }
  readonly attempts: number
  readonly metrics: Readonly<Record<string, { readonly s: number; readonly n: number }>>
  /** Accepted candidates that differ from the baseline, of those compared. */
  readonly accepted_mismatch: { readonly s: number; readonly n: number }
  /** Attempts of which the log cannot tell how they would have ended. */
  readonly unknown: number
  readonly gate: { readonly verdict: GateVerdict; readonly because: readonly string[] }
  readonly remark: string | null
}

/** `GET /v1/corridors/{intent}/tune`: the loosest confidence threshold with a certificate. */
export type TuneAnswerView = Tuning & {
  readonly epoch: string | null
  readonly confidence_kind: string | null
  readonly max_wrong: number
  readonly compared: number
  readonly days: number
  readonly source: { readonly name: string }
  readonly rows: readonly ThresholdRow[]
}

/** `GET /v1/corridors/{intent}/parts`: whether the whole hides a part that fails. */
export type PartsAnswerView = { readonly parts: readonly PartsReport[] }

/** What a question of a corridor comes to; `none` says why there is no answer. */
export type Studied<Answer> =
  | { readonly kind: 'found'; readonly command: string; readonly answer: Answer }
  | { readonly kind: 'none'; readonly why: string }

/** Answers such questions, one at a time and outside the process that decides. */
export type Studies = {
  replay(asked: {
    readonly intent: string
    readonly stage: string
    /** Least confidences and deadlines to try; none: the usual. */
    readonly confidence: readonly number[]
    readonly deadlineMs: readonly number[]
  }): Promise<Studied<ReplayAnswerView>>
  tune(asked: {
    readonly intent: string
    readonly maxWrong: number
  }): Promise<Studied<TuneAnswerView>>
  parts(asked: { readonly intent: string }): Promise<Studied<PartsAnswerView>>
  /** Of the rollout in force; the bundle's text, byte for byte. */
  bundle(asked: { readonly intent: string }): Promise<Studied<string>>
}
