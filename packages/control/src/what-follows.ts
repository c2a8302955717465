import { transition } from './transition.js'
import type { ControlAction } from './control-action.js'
import { decideTogether } from './decide-change.js'
import type { ControlPlan, CorridorState } from './control-state.js'

/** What would come of an action if somebody did it now. */
export type Following =
  /** It would be done: alone, or as the second of two people. */
  | { readonly kind: 'does' | 'agrees' }
  /** It would be asked for: the plan needs another person. */
  | { readonly kind: 'asks' }
  | { readonly kind: 'refused'; readonly problem: string }

/**
 * Tells a person beforehand what an action would come to, without doing it. The verdict of the gates is
 * not looked at.
 *
 * @param plan The plan of the rollout in force; null without one.
 * @param person Who it is; null for a program and for nobody in particular.
 */
export function whatFollows(
  state: CorridorState,
  wished: ControlAction,
  plan: ControlPlan | null,
  person: string | null,
  nowMs: number,
): Following {
  const decided = decideTogether({ kind: 'action', action: wished }, state, plan, person, nowMs)
  if (decided.kind === 'withheld') return { kind: 'refused', problem: decided.problem }
  const { action } = decided
  const change = { at: new Date(nowMs).toISOString(), by: person ?? '', reason: '' }
  const led = transition(state, action, plan, change, { person, version: state.version })
  if (led.kind === 'refused') return led
  if (action.kind === 'ask') return { kind: 'asks' }
  return { kind: action === wished ? 'does' : 'agrees' }
}
