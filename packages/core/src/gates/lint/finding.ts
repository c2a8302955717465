import type { Plan, PlanStage } from '../plan.js'

/** The rules of GATES section 3, by the part of the plan they look at. */
export const lintRules = {
  L1: 'latency-vacuous',
  L2: 'denominator',
  L3: 'unreachable-go',
  L4: 'decorative-minimum',
  L5: 'slow-go',
  L6: 'inert-no-go',
  L7: 'order-in-stage',
  L8: 'order-of-stages',
  L9: 'entry',
  L10: 'harm-budget',
  L11: 'histogram-edge',
  L12: 'acceptance-power',
  L13: 'alpha',
  L14: 'missing-data',
  L15: 'cannot-move',
  L16: 'approvals',
  L17: 'blind-go',
} as const
export type LintRule = keyof typeof lintRules

export type Finding = {
  readonly id: LintRule
  readonly rule: (typeof lintRules)[LintRule]
  /**
   * `error`: a gate that can never fire, never pass, or contradicts another. `warning`: it works, but not
   * as it reads. `note`: worth knowing.
   */
  readonly severity: 'error' | 'warning' | 'note'
  /** Where in the plan, e.g. `['stages', 0, 'go', 2]`. */
  readonly path: readonly (string | number)[]
  readonly stage: string | null
  readonly problem: string
  /** The same in numbers. */
  readonly arithmetic: string
  readonly suggestion: string
}

/** What rules look at. */
export type LintSubject = {
  readonly plan: Plan
  /** Whether the plan states its alphas. */
  readonly declaresAlpha: boolean
  /** Share of starts that never got a record, where a log was read; null otherwise. */
  readonly unresolvedShare: number | null
  /** The corridor that the plan is for; null: any. */
  readonly corridor: CorridorLists | null
}

/** What can differ in a corridor's decisions at all: its closed lists. */
export type CorridorLists = {
  readonly intent: string
  readonly intents: readonly string[]
  readonly decisionTypes: readonly string[]
  /** Names of its own closed lists, by which its parts are told apart. */
  readonly parts: readonly string[]
}

export function finding(
  id: LintRule,
  severity: Finding['severity'],
  at: { readonly path: Finding['path']; readonly stage: PlanStage | null },
  said: Pick<Finding, 'problem' | 'arithmetic' | 'suggestion'>,
): Finding {
  const { problem, arithmetic, suggestion } = said
  return {
    id,
    rule: lintRules[id],
    severity,
    path: at.path,
    stage: at.stage?.name ?? null,
    problem,
    arithmetic,
    suggestion,
  }
}
