import { whatFollows } from '@partial-trust/control'
import type { ControlPlan, CorridorState } from '@partial-trust/control'
import type { Credential } from './token-store.js'

/** What one can do over HTTP, beside looking. */
export const steering = ['kill', 'incident', 'demote', 'promote', 'resume', 'rollout'] as const

/** What somebody may do, and why not. */
export type Permission = {
  readonly action: 'see' | (typeof steering)[number]
  readonly may: boolean
  /** Why not; null where it may be done. */
  readonly why: string | null
  /**
   * What would come of it: it is done; it is asked for, because the plan needs a second person; or it is
   * done as that second person. Null where it may not be done.
   */
  readonly effect: 'does' | 'asks' | 'agrees' | null
}

/** What somebody may do anywhere, by role alone. */
export function mayByRole({ role }: Credential, hasControl: boolean): readonly Permission[] {
  const why =
    role !== 'operator'
      ? `This needs the role operator; yours is ${role}.`
      : hasControl
        ? null
        : 'There is no live control: PARTIAL_TRUST_STATE of this service is none.'
  return [
    allowed('see'),
    ...steering.map((action) => (why === null ? allowed(action) : no(action, why))),
  ]
}

/** What somebody may do to one corridor as it stands; the verdict of its gates is not looked at. */
export function mayInCorridor(
  credential: Credential,
  state: CorridorState,
  plan: ControlPlan | null,
  nowMs: number,
): readonly Permission[] {
  return mayByRole(credential, true).map((permission) => {
    const { action, may } = permission
    // What only closes is never kept from an operator, and a rollout depends on what is asked for.
    if (!may || (action !== 'promote' && action !== 'demote' && action !== 'resume'))
      return permission
    const follows = whatFollows(state, { kind: action }, plan, credential.person, nowMs)
    return follows.kind === 'refused'
      ? no(action, follows.problem)
      : { ...permission, effect: follows.kind }
  })
}

function allowed(action: Permission['action']): Permission {
  return { action, may: true, why: null, effect: 'does' }
}

function no(action: Permission['action'], why: string): Permission {
  return { action, may: false, why, effect: null }
}
