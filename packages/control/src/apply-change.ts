import { sealAuditEntry, summarizeStanding } from './audit-entry.js'
import type { AuditEntry } from './audit-entry.js'
import { isUnconditional } from './control-action.js'
import type { ControlAction } from './control-action.js'
import type { Standing } from './standing.js'
import { transition } from './transition.js'
import type { ChangeRequest } from './control-store.js'
import type { AuditAnchor, Closing, ControlPlan, CorridorState } from './control-state.js'

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
  const { action, by, reason, person = by } = request
  if (!isUnconditional(action) && request.expectedVersion !== current.version) {
    return { kind: 'conflict', current }
  }
  const actor = { person, version: current.version }
  const moved = transition(current, action, plan, { at, by, reason }, actor)
  if (moved.kind === 'refused') return { kind: 'refused', problem: moved.problem, current }
  const to = withClosing(current, moved.to, { at, by, reason, evidence: evidenceOf(action) })
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
      to: summarizeStanding(to),
      evidence: evidenceOf(action),
    },
    head,
  )
  const state: CorridorState = {
    intent: current.intent,
    version,
    ...to,
    changed_at: at,
    changed_by: by,
    why: reason,
    audit: { seq: entry.seq, hash: entry.hash },
  }
  return { kind: 'replaced', state, entry }
}

/** A stage that this change closes carries from now on what closed it. */
function withClosing(from: Standing, to: Standing, closing: Closing): Standing {
  if (to.rollout === null || to.rollout.closed === null) return to
  const before = from.rollout
  const same = before?.closed === to.rollout.closed && before.closing !== undefined
  const kept = same ? before.closing : closing
  return { ...to, rollout: { ...to.rollout, closing: kept } }
}

function evidenceOf(action: ControlAction): unknown {
  if (action.kind === 'rollout') {
    const { restart, despite_lint: despiteLint } = action
    return restart === undefined && despiteLint === undefined
      ? null
      : { restart: restart ?? false, despite_lint: despiteLint ?? [] }
  }
  if (action.kind === 'ask') {
    const { asks, plan, evidence = null } = action
    return { asks, plan: plan?.digest ?? null, verdict: evidence }
  }
  return 'evidence' in action ? (action.evidence ?? null) : null
}
