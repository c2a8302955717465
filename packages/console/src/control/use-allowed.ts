import type { Permission } from '@partial-trust/service/api'
import { useMe } from '../api/queries.js'
import type { Action } from './actions.js'

export type Allowed = Pick<Permission, 'may' | 'why' | 'effect'>

/** Until the service has said otherwise: what the role says, and every refusal is shown when it comes. */
const asFarAsKnown: Allowed = { may: true, why: null, effect: null }

/** What the service says that this person may do to a corridor as it stands, and why not. */
export function useAllowed(action: Action, intent: string | null): Allowed {
  const me = useMe().data
  const list = me?.corridors.find((one) => one.intent === intent)?.may ?? me?.may
  return list?.find((one) => one.action === action) ?? asFarAsKnown
}
