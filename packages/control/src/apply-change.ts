import { sealAuditEntry, summarizeStanding } from './audit-entry.js'
import type { AuditEntry } from './audit-entry.js'
import { isUnconditional, transition } from './control-action.js'
import type { ControlAction } from './control-action.js'
import type { ChangeRequest } from './control-store.js'
import type { AuditAnchor, ControlPlan, CorridorState } from './control-state.js'

export type Applied =
  | { readonly kind: 'replaced'; readonly state: CorridorState; readonly entry: AuditEntry }
  | { readonly kind: 'conflict'; readonly current: CorridorState }
  | { readonly kind: 'refused'; readonly problem: string; readonly current: CorridorState }

/**
 * What one write makes of a corridor: the step every store takes inside its transaction.
 *
 * @param plan The plan of the corridor's present rollout, from the store.
 * @param head The last entry of the store's audit chain.
 * @param at ISO 8601 UTC, milliseconds.
 */
export function applyChange(
  current: CorridorState,
  request: ChangeRequest,
  plan: ControlPlan | null,
  head: AuditAnchor,
  at: string,
): Applied {
  const { action, by, reason } = request
  if (!isUnconditional(action) && request.expectedVersion !== current.version) {
    return { kind: 'conflict', current }
  }
  const moved = transition(current, action, plan, at)
  if (moved.kind === 'refused') return { kind: 'refused', problem: moved.problem, current }
  const version = current.version + 1
  const entry = sealAuditEntry(
    {
      at,
      by,
      action: action.kind,
      intent: current.intent,
      reason,
      version,
      from: summarizeStanding(current),
      to: summarizeStanding(moved.to),
      evidence: evidenceOf(action),
    },
    head,
  )
  const state: CorridorState = {
    intent: current.intent,
    version,
    ...moved.to,
    changed_at: at,
    changed_by: by,
    why: reason,
    audit: { seq: entry.seq, hash: entry.hash },
  }
  return { kind: 'replaced', state, entry }
}

function evidenceOf(action: ControlAction): unknown {
  return 'evidence' in action ? (action.evidence ?? null) : null
}
