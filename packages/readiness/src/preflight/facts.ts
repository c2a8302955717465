import type { Finding as LintFinding, Plan } from '@partial-trust/core'
import type { Config, Environment } from '@partial-trust/settings'
import type { ProcessReport, StopProof } from '@partial-trust/control'
import type { RegisteredCorridor } from '@partial-trust/engine'
import type { Probe } from '@partial-trust/llm'
import type { TokenOutlook } from '@partial-trust/service/people'
import type { VerificationReport } from '../verification/index.js'

/** Everything preflight judges, gathered beforehand: the judging itself reads no disk and no clock. */
export type PreflightFacts = {
  readonly env: Environment
  readonly config: Config
  readonly corridors: readonly RegisteredCorridor[]
  readonly nowMs: number
  /** The plan of the folder, which the documents speak of. */
  readonly plan: PlanFacts
  /** What a rollout of each corridor would follow. */
  readonly plans: readonly (PlanFacts & { readonly intent: string })[]
  readonly control: ControlFacts
  readonly riskLog: {
    readonly path: string
    readonly problem: string | null
    /** Where its writers noted what never reached it; null where they noted nothing. */
    readonly losses: string | null
  }
  readonly tokens: TokenOutlook
  readonly policy: PolicyFacts
  readonly verification: VerificationFacts
  readonly documents: DocumentFacts
}

export type PlanFacts =
  | {
      readonly kind: 'loaded'
      /** Null: the built-in plan. */
      readonly file: string | null
      readonly plan: Plan
      readonly lint: readonly LintFinding[]
    }
  | { readonly kind: 'refused'; readonly problem: string }

export type ControlFacts =
  | { readonly kind: 'none' }
  /** Nobody made the store yet. */
  | { readonly kind: 'absent'; readonly location: string }
  | { readonly kind: 'unreachable'; readonly location: string; readonly problem: string }
  | {
      readonly kind: 'reachable'
      readonly location: string
      /** What proves that an earlier store was lost; null: nothing. */
      readonly lost: string | null
      readonly killed: readonly string[]
      /** Corridors whose rollout is open although no process would act on a NO_GO. */
      readonly uncontrolled: readonly string[]
      /** What the latest trial of the kill showed; null: none was made. */
      readonly proof: StopProof | null
      /** When the next trial is overdue, in ms since 1970; null: nobody serves, or it is never tried. */
      readonly proofDueMs: number | null
      /** Reports of processes that were seen lately. */
      readonly processes: readonly ProcessReport[]
    }

export type PolicyFacts = {
  readonly file: string
  /** `file:line: reason` of everything that the file itself has wrong. */
  readonly problems: readonly string[]
  /** Routes that the corridors need and the policy lacks. */
  readonly missing: readonly string[]
  /** What came of each corridor's route. */
  readonly endpoints: readonly EndpointFact[]
}

export type EndpointFact = { readonly intent: string } & (
  | { readonly kind: 'unset' }
  | { readonly kind: 'not_asked'; readonly endpoint: string }
  | ({ readonly kind: 'asked' } & Probe)
)

export type VerificationFacts = {
  readonly path: string
  /** Null: missing or unreadable. */
  readonly report: VerificationReport | null
  /** What people read; null: there is none. */
  readonly markdown: string | null
  /** The product as it is now. */
  readonly version: string
  /** The corridors as they are now. */
  readonly corridors: readonly {
    readonly intent: string
    readonly version: string
    readonly epoch: string
  }[]
}

export type DocumentFacts = {
  readonly runbook: DocumentFact
  /** Null in an adopter's repository: these are the product's own. */
  readonly adr: DocumentFact | null
  readonly analyzer: DocumentFact | null
}

export type DocumentFact = {
  readonly path: string
  /** Null: there is none. */
  readonly text: string | null
  /** What it should say, where all of it is rendered. */
  readonly rendered?: string
}
