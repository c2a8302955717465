import type { Certificate } from './confidence-standing.js'
import type { ControlPlan } from './control-state.js'
import type { AskedAction } from './four-eyes.js'

/** Every way in which live control can change. Recorded in the audit trail: add, never rename. */
export type ControlAction =
  /** Closes at once whatever the version is. */
  | { readonly kind: 'kill' }
  /** Reopens at the first stage; without a rollout, gives the corridor back to the environment. */
  | { readonly kind: 'resume' }
  | {
      readonly kind: 'rollout'
      readonly plan: ControlPlan
      /** Begin anew although the corridor has a rollout: nothing does so by accident. */
      readonly restart?: true
      /** What `plan lint` found and a person started in spite of; for the audit trail. */
      readonly despite_lint?: readonly string[]
    }
  | { readonly kind: 'promote'; readonly evidence?: unknown }
  /** One stage back; at the first stage it closes. */
  | { readonly kind: 'demote'; readonly evidence?: unknown }
  /** An operator reports harm: closes the stage whatever the version is. */
  | { readonly kind: 'incident'; readonly evidence?: unknown }
  /** The gates or a process's sentinel said no. */
  | { readonly kind: 'close'; readonly because: 'no_go' | 'sentinel'; readonly evidence: unknown }
  /** One part of the corridor ends at the baseline, the rest goes on. */
  | { readonly kind: 'demote_part'; readonly part: string; readonly evidence?: unknown }
  /** Gives a part back to the stage that the rest stands at, its evidence beginning from zero. */
  | { readonly kind: 'resume_part'; readonly part: string }
  /** Asks candidates for more confidence at once, for less only where that is certified. */
  | {
      readonly kind: 'tune'
      readonly at_least: number
      readonly certificate: Certificate | null
      readonly evidence?: unknown
    }
  /** One of the two people that the plan needs for `promote`, or for a rollout under another plan. */
  | {
      readonly kind: 'ask'
      readonly asks: AskedAction
      /** The plan of the rollout that is asked for; null for a promotion. */
      readonly plan: ControlPlan | null
      readonly evidence?: unknown
    }
  /** Decisions come under another fingerprint of model, prompt, schema and rules: so does evidence. */
  | { readonly kind: 'epoch'; readonly epoch: string }

export type ActionKind = ControlAction['kind']

export const actionKinds = [
  'kill',
  'resume',
  'rollout',
  'promote',
  'demote',
  'incident',
  'close',
  'demote_part',
  'resume_part',
  'tune',
  'ask',
  'epoch',
] as const satisfies readonly ActionKind[]

/** Actions that only take trust away, so they win over any concurrent change. */
export function isUnconditional(action: ControlAction): boolean {
  return action.kind === 'kill' || action.kind === 'incident'
}
