import type { DetectorBudget, Mode } from '@partial-trust/core'
import type { ConfidenceStanding } from './confidence-standing.js'
import type { Asked } from './four-eyes.js'
import type { PartStanding } from './part-standing.js'

/** One stage as live control needs it: the plan's order decides what `promote` and `demote` mean. */
export type ControlStage = {
  readonly name: string
  /** Share of ids, 0 to 1. */
  readonly rate: number
  readonly mode: Mode
  /** Failure rate above which each process's sentinel closes the stage by itself, 0 to 1. */
  readonly error_limit: number
  /** What the sentinel may spend; absent in plans of versions that did not keep it. */
  readonly detector?: DetectorBudget
}

/** The plan a rollout was started with. Kept in the store, so a file edited later changes nothing. */
export type ControlPlan = {
  /** SHA-256 of the plan's canonical JSON, in hex. */
  readonly digest: string
  readonly stages: readonly [ControlStage, ...ControlStage[]]
  /** The whole plan as JSON, for the gates. */
  readonly body: unknown
}

/** Why a started rollout stands still although nobody killed it. */
export type StageClosure = 'no_go' | 'incident' | 'demoted' | 'sentinel'

/** What closed a stage: stays in view for as long as the stage is closed. */
export type Closing = {
  /** ISO 8601 UTC. */
  readonly at: string
  readonly by: string
  readonly reason: string
  /** The verdict or the counts it rested on; null where a person closed it without. */
  readonly evidence: unknown
}

export type Rollout = {
  /** Digest of the plan it follows. */
  readonly plan: string
  readonly stage: string
  /** Share of ids, 0 to 1, of the stage. */
  readonly rate: number
  readonly mode: Mode
  /** Failure rate above which each process's sentinel closes the stage by itself, 0 to 1. */
  readonly error_limit: number
  /** What the sentinel may spend; absent in rollouts that were started before they kept it. */
  readonly detector?: DetectorBudget
  /** Null while the stage is open. */
  readonly closed: StageClosure | null
  /** What closed it, as it was judged then; absent while it is open. */
  readonly closing?: Closing
  /** Fingerprint under which the stage's evidence counts; null until the first was seen. */
  readonly epoch: string | null
  /** ISO 8601 UTC: when the stage was entered, so its minimum duration can be kept. */
  readonly entered_at: string
  /** ISO 8601 UTC: evidence before this moment belongs to another stage or epoch. */
  readonly evidence_from: string
  /** Parts that were ever demoted alone; absent before the first. Only a person reopens one. */
  readonly parts?: readonly PartStanding[]
  /** The confidence that candidates must state beyond the corridor's own rule; absent: none. */
  readonly confidence?: ConfidenceStanding
  /** What one person asked for and waits for another, where the plan needs two; absent: nothing. */
  readonly asked?: Asked
}

/** What live control holds about one corridor. */
export type CorridorState = {
  readonly intent: string
  /** Grows by one with every change; 0 where nothing was ever written. */
  readonly version: number
  readonly killed: boolean
  /** Null where no rollout was started: the corridor then follows the environment alone. */
  readonly rollout: Rollout | null
  /** ISO 8601 UTC, who and why of the last change; null where there was none. */
  readonly changed_at: string | null
  readonly changed_by: string | null
  readonly why: string | null
  /** The audit entry of the last change: what makes a cut or edited trail stand out. */
  readonly audit: AuditAnchor | null
}

/** A place in the audit chain. */
export type AuditAnchor = { readonly seq: number; readonly hash: string }

/** A corridor nobody has touched yet. */
export function untouched(intent: string): CorridorState {
  return {
    intent,
    version: 0,
    killed: false,
    rollout: null,
    changed_at: null,
    changed_by: null,
    why: null,
    audit: null,
  }
}
