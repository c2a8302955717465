import { defaultControlPlan } from './control/index.js'
import type { OperatorActions } from './service/index.js'

/** What the HTTP service's control endpoints ask of the store. */
export const operatorActions: OperatorActions = {
  kill: async () => ({ kind: 'kill' }),
  resume: async () => ({ kind: 'resume' }),
  promote: async () => ({ kind: 'promote' }),
  demote: async () => ({ kind: 'demote' }),
  incident: async () => ({ kind: 'incident' }),
  rollout: async () => ({ kind: 'rollout', plan: defaultControlPlan }),
}
