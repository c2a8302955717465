import { AuditReplay } from './audit-replay.js'
import type { Replayed } from './audit-replay.js'
import { summarizeStanding } from './audit-entry.js'
import type { AuditEntry } from './audit-entry.js'
import type { AuditAnchor, ControlPlan, CorridorState } from './control-state.js'
import { planProblems } from './plan-problems.js'
import { coversState, differencesOf, inWords } from './trail-difference.js'
import type { Difference } from './trail-difference.js'

/** What the store says outside the chain itself: a chain alone cannot show that its tail is gone. */
export type AuditAnchors = {
  readonly head: AuditAnchor
  readonly corridors: Iterable<CorridorState>
  /** Why the store is marked as lost; null where it is not. Without it nothing is said of that. */
  readonly lost?: string | null
  /**
   * The store's plans by digest, null for one it does not have: all that {@link AuditReplay.claims}
   * names. Without them nothing is said of plans.
   */
  readonly plans?: ReadonlyMap<string, ControlPlan | null>
}

export type AuditVerdict =
  | { readonly kind: 'intact'; readonly entries: number; readonly head: AuditAnchor }
  /** The chain holds, but it does not tell every field of the state; `fields` are those it does not. */
  | {
      readonly kind: 'not_covered'
      readonly entries: number
      readonly head: AuditAnchor
      readonly fields: readonly string[]
    }
  /** `seq` is the first entry that does not fit; `problem` says how. */
  | {
      readonly kind: 'broken'
      readonly seq: number
      readonly problem: string
      readonly differences: readonly Difference[]
    }

/**
 * Checks an audit trail from its first entry: nothing edited, removed, reordered or cut off, every
 * plan what its digest says, and every field of every corridor as the trail left it.
 *
 * @param anchors Where the store says the chain ends. Without them a cut tail cannot be seen.
 */
export function verifyAudit(entries: Iterable<AuditEntry>, anchors?: AuditAnchors): AuditVerdict {
  const replay = new AuditReplay()
  for (const entry of entries) replay.take(entry)
  return verifyReplay(replay, anchors)
}

/** {@link verifyAudit} of a trail that was played already. */
export function verifyReplay(replay: AuditReplay, anchors?: AuditAnchors): AuditVerdict {
  const { head, misfit } = replay
  if (misfit !== null) return broken(misfit.seq, misfit.problem)
  if (anchors === undefined) return { kind: 'intact', entries: head.seq, head }
  const cut = cutOff(head, anchors.head)
  if (cut !== null) return cut
  if (head.seq === 0) {
    return broken(1, 'the trail is empty, and a store leaves an entry when it is made')
  }
  if (anchors.lost !== undefined && (anchors.lost !== null) !== replay.lost) {
    return broken(head.seq, markProblem(replay.lost))
  }
  const [plan] = anchors.plans === undefined ? [] : planProblems(replay.claims, anchors.plans)
  if (plan !== undefined) return broken(plan.seq, plan.problem)
  return statesAsLeft(replay, anchors)
}

function markProblem(lost: boolean): string {
  return lost
    ? 'the store was lost and nobody adopted it, yet the mark that keeps it closed is gone'
    : 'the store is marked as lost, and the trail does not say so'
}

function cutOff(head: AuditAnchor, stored: AuditAnchor): AuditVerdict | null {
  if (stored.seq !== head.seq) {
    const missing = stored.seq - head.seq
    return missing > 0
      ? broken(head.seq + 1, `the trail was cut: ${missing} of its last entries are gone`)
      : broken(stored.seq + 1, `${-missing} entries were added behind the store's back`)
  }
  if (stored.hash === head.hash) return null
  return broken(head.seq, 'the trail was rewritten: it does not end in the recorded hash')
}

function statesAsLeft(replay: AuditReplay, { corridors }: AuditAnchors): AuditVerdict {
  const { head } = replay
  const unmatched = new Map(replay.corridors)
  const differences: Difference[] = []
  const fields: string[] = []
  let seq: number | null = null
  for (const state of corridors) {
    const { intent } = state
    const left = unmatched.get(intent)
    if (left === undefined) return broken(head.seq, `${intent} has a state but no audit entry`)
    unmatched.delete(intent)
    const found = differencesFrom(left, state)
    if (found.length > 0) seq ??= left.last.seq
    differences.push(...found)
    fields.push(...untold(left, state).map((field) => `${intent}: ${field}`))
  }
  const [gone] = unmatched.values()
  if (gone !== undefined) return broken(gone.last.seq, `the state of ${gone.intent} is gone`)
  if (seq !== null) {
    const told = differences.map(
      ({ intent, field, trail, store }) =>
        `${intent}: ${field} is ${inWords(store)} in the store and ${inWords(trail)} by the trail`,
    )
    return broken(seq, told.join('; '), differences)
  }
  if (fields.length > 0) return { kind: 'not_covered', entries: head.seq, head, fields }
  return { kind: 'intact', entries: head.seq, head }
}

function differencesFrom(left: Replayed, state: CorridorState): readonly Difference[] {
  const { standing, last } = left
  const { rollout, version, changed_at, changed_by, why, audit } = state
  const trail = {
    version: left.version,
    changed_at: last.at,
    changed_by: last.by,
    why: last.reason,
    'audit.seq': last.seq,
    'audit.hash': last.hash,
  }
  const store = {
    version,
    changed_at,
    changed_by,
    why,
    'audit.seq': audit?.seq ?? null,
    'audit.hash': audit?.hash ?? null,
  }
  return [
    ...differencesOf(state.intent, standing, summarizeStanding(state), coversState(standing)),
    ...(coversState(standing)
      ? differencesOf(
          state.intent,
          closingFields(left.closing),
          closingFields(rollout?.closing),
          true,
        )
      : []),
    ...differencesOf(state.intent, trail, store, true),
  ]
}

function closingFields(closing: Replayed['closing'] | undefined): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(closing ?? {}).map(([field, value]) => [`closing.${field}`, value]),
  )
}

/** What the state holds and the trail, being of an older version, does not tell. */
function untold({ standing }: Replayed, state: CorridorState): readonly string[] {
  if (coversState(standing) || state.rollout === null) return []
  const told = new Set(Object.keys(standing))
  const fields = Object.keys(summarizeStanding(state)).filter((field) => !told.has(field))
  return state.rollout.closing === undefined ? fields : [...fields, 'closing']
}

function broken(
  seq: number,
  problem: string,
  differences: readonly Difference[] = [],
): AuditVerdict {
  return { kind: 'broken', seq, problem, differences }
}
