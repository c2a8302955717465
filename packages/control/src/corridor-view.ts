import type { ControlView } from '@partial-trust/core'
import type { CorridorState, Rollout } from './control-state.js'
import { closedParts } from './part-standing.js'

/** What a process may do in one corridor, worked out once a refresh and not once a decision. */
export type CorridorViews = {
  /** While the lease holds. */
  readonly fresh: ControlView
  /** Once it has run out. A kill stays a kill: it is the last thing that was known. */
  readonly stale: ControlView
}

/**
 * Killed beats everything, then a lost store, then a closed stage; without a rollout the environment alone decides.
 *
 * @param closedHere Whether this very process closed the stage (its sentinel did).
 * @param storeLost Whether the store stands in the place of one that was lost.
 */
export function corridorViews(
  state: CorridorState,
  closedHere: boolean,
  storeLost: boolean,
): CorridorViews {
  const { killed, rollout } = state
  const stage = rollout?.stage ?? null
  const stale = closed(killed ? 'killed' : 'lease_expired', stage)
  if (killed) return { fresh: stale, stale }
  if (storeLost) return { fresh: closed('store_lost', stage), stale }
  if (closedHere || (rollout !== null && rollout.closed !== null)) {
    return { fresh: closed('stage_closed', stage), stale }
  }
  if (rollout === null) return { fresh: unmanaged, stale }
  const { rate, mode } = rollout
  const view = { kind: 'open', stage: rollout.stage, rate, mode, ...narrowingOf(rollout) } as const
  return { fresh: Object.freeze(view), stale }
}

/** What is taken away from an open stage; nothing where nothing is. */
function narrowingOf({ parts, confidence }: Rollout): Pick<OpenView, 'narrowed'> {
  const closedOnes = closedParts(parts)
  if (closedOnes.length === 0 && confidence === undefined) return {}
  const leastConfidence = confidence?.at_least ?? null
  return { narrowed: Object.freeze({ closedParts: closedOnes, leastConfidence }) }
}

type OpenView = Extract<ControlView, { kind: 'open' }>

export const unmanaged: ControlView = Object.freeze({ kind: 'unmanaged' })
export const leaseExpired: ControlView = closed('lease_expired', null)
export const storeLost: ControlView = closed('store_lost', null)

function closed(
  reason: 'killed' | 'lease_expired' | 'stage_closed' | 'store_lost',
  stage: string | null,
): ControlView {
  return Object.freeze({ kind: 'closed', reason, stage })
}
