import { lintPlan } from '@partial-trust/core'
import type { CorridorLists, GateVerdict, Plan } from '@partial-trust/core'
import type { ControlAction } from './control-action.js'
import { controlPlan } from './control-plan.js'
import type { RolloutVerdict } from './judge-rollout.js'

/** A change that is worked out, or why it is not made. */
export type Decided =
  | { readonly kind: 'action'; readonly action: ControlAction }
  /** `verdict` is what stands against a promotion; null where the reason is another. */
  | { readonly kind: 'withheld'; readonly problem: string; readonly verdict: GateVerdict | null }

/**
 * A promotion rests on GO of the rollout in force. Without it nothing is done, unless a person says
 * so; then the audit entry says it too.
 */
export function decidePromotion(verdict: RolloutVerdict | null, withoutGo: boolean): Decided {
  // Without a rollout there is nothing to judge, and the store says what comes first.
  if (verdict === null) return action({ kind: 'promote', evidence: null })
  if (verdict.verdict === 'GO') return action({ kind: 'promote', evidence: verdict })
  if (withoutGo) {
    return action({ kind: 'promote', evidence: { ...verdict, without_go: true } })
  }
  const [why] = verdict.because
  const said = why === undefined ? '' : `: ${why.replace(/\.$/u, '')}`
  return {
    kind: 'withheld',
    problem: `not promoted: the gates say ${verdict.verdict}${said}. --without-go promotes all the same and is recorded`,
    verdict: verdict.verdict,
  }
}

export type RolloutWish = {
  readonly plan: Plan
  /** Whether the plan's file states its alphas; see `plan lint`. */
  readonly declaresAlpha: boolean
  /** The corridor, where it is registered here; null: any. */
  readonly corridor?: CorridorLists | null
  /** Begin anew although the corridor has a rollout. */
  readonly restart: boolean
  /** Begin although `plan lint` finds errors. */
  readonly despiteLint: boolean
}

/** A rollout follows a plan that can work, and does not begin over another unless a person says so. */
export function decideRollout(wish: RolloutWish): Decided {
  const { plan, restart, despiteLint, declaresAlpha, corridor = null } = wish
  const errors = lintPlan(plan, { declaresAlpha, corridor })
    .filter(({ severity }) => severity === 'error')
    .map(({ id, problem }) => `${id}: ${problem}`)
  if (errors.length > 0 && !despiteLint) {
    return {
      kind: 'withheld',
      problem: `not started: plan lint finds ${errors.join('; ')}. --despite-lint starts all the same and is recorded`,
      verdict: null,
    }
  }
  return action({
    kind: 'rollout',
    plan: controlPlan(plan),
    ...(restart ? { restart: true as const } : {}),
    ...(errors.length > 0 ? { despite_lint: errors } : {}),
  })
}

function action(decided: ControlAction): Decided {
  return { kind: 'action', action: decided }
}
