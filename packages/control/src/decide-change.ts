import { lintPlan } from '@partial-trust/core'
import type { CorridorLists, GateVerdict, Plan } from '@partial-trust/core'
import type { ControlAction } from './control-action.js'
import { wishOf } from './two-people.js'
import { controlPlan } from './control-plan.js'
import type { ControlPlan, CorridorState } from './control-state.js'
import { approvalsOf, secondOf, waitingFor } from './four-eyes.js'
import type { Asked, RefusedSecond } from './four-eyes.js'
import type { RolloutVerdict } from './judge-rollout.js'

/** A change that is worked out, or why it is not made. */
export type Decided =
  | { readonly kind: 'action'; readonly action: ControlAction }
  /** `verdict` is what stands against a promotion; null where the reason is another. */
  | {
      readonly kind: 'withheld'
      readonly problem: string
      readonly verdict: GateVerdict | null
      /** Why a person's word does not count as the second that the plan needs; absent: it is not that. */
      readonly second?: RefusedSecond
    }

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

/**
 * What one of two people does, where the plan of the rollout in force needs two for it: the first asks,
 * the second carries it out. Anything else stays as it was decided.
 *
 * @param plan The plan of the rollout in force; null without a rollout.
 * @param person Who it is; null for a program and for nobody in particular.
 */
export function decideTogether(
  decided: Decided,
  { rollout }: Pick<CorridorState, 'rollout'>,
  plan: ControlPlan | null,
  person: string | null,
  nowMs: number,
): Decided {
  if (decided.kind === 'withheld' || plan === null || approvalsOf(plan) === 1) return decided
  const wish = wishOf(decided.action, plan)
  // A rollout that does not say that it begins anew is refused for that.
  if (wish === null || (wish.action === 'rollout' && !begins(decided.action))) return decided
  const second = secondOf(wish, waitingFor(rollout, nowMs), person)
  switch (second.kind) {
    case 'first':
      return { kind: 'action', action: askingFor(decided.action) }
    case 'refused': {
      const { problem, because } = second
      return { kind: 'withheld', problem, verdict: null, second: because }
    }
    case 'agrees':
      return { kind: 'action', action: agreed(decided.action, second.asked) }
  }
}

function begins(wished: ControlAction): boolean {
  return wished.kind === 'rollout' && wished.restart === true
}

function askingFor(wished: ControlAction): ControlAction {
  if (wished.kind === 'rollout') return { kind: 'ask', asks: 'rollout', plan: wished.plan }
  const evidence = 'evidence' in wished ? wished.evidence : null
  return { kind: 'ask', asks: 'promote', plan: null, evidence }
}

/** The entry of what two decided names who asked. */
function agreed(wished: ControlAction, { by, at, reason, version }: Asked): ControlAction {
  if (wished.kind !== 'promote') return wished
  const asked = { by, at, reason, version }
  const verdict = wished.evidence
  return { kind: 'promote', evidence: { ...Object(verdict ?? {}), asked } }
}

function action(decided: ControlAction): Decided {
  return { kind: 'action', action: decided }
}
