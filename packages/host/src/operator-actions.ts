import type { Plan } from '@partial-trust/core'
import { controlPlan, currentVerdict } from '@partial-trust/control'
import type { ControlAction } from '@partial-trust/control'
import type { App } from 'partial-trust'
import { UserError } from '@partial-trust/settings'

/** What an operator can do to a corridor over HTTP, and what each sends to the store. */
export type OperatorActions = Readonly<
  Record<
    'kill' | 'resume' | 'promote' | 'demote' | 'incident' | 'rollout',
    (intent: string) => Promise<ControlAction>
  >
>

/**
 * What the HTTP service's control endpoints ask of the store. A move between stages carries the
 * verdict of its moment, so that the audit trail shows what it rested on.
 *
 * @param plan What a rollout started from here follows; null where the plan's file does not read.
 */
export function operatorActions(app: App, plan: Plan | null, nowMs: () => number): OperatorActions {
  async function evidence(intent: string): Promise<unknown> {
    const { control } = app
    const state = (await control?.store.read())?.corridors.get(intent)
    if (control === null || state === undefined) return null
    return currentVerdict(state, control, nowMs())
  }
  return {
    kill: async () => ({ kind: 'kill' }),
    resume: async () => ({ kind: 'resume' }),
    promote: async (intent) => ({ kind: 'promote', evidence: await evidence(intent) }),
    demote: async (intent) => ({ kind: 'demote', evidence: await evidence(intent) }),
    incident: async () => ({ kind: 'incident' }),
    async rollout() {
      if (plan === null) {
        throw new UserError('the plan’s file does not read: `partial-trust plan lint` says why')
      }
      return { kind: 'rollout', plan: controlPlan(plan) }
    },
  }
}
