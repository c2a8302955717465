import { auditHash, chainStart, summarizeStanding } from './audit-entry.js'
import type { AuditEntry } from './audit-entry.js'
import { canonicalJson } from './canonical-json.js'
import { wholeStore } from './store-act.js'
import type { AuditAnchor, CorridorState } from './control-state.js'

/** What the store says outside the chain itself: a chain alone cannot show that its tail is gone. */
export type AuditAnchors = {
  readonly head: AuditAnchor
  readonly corridors: Iterable<CorridorState>
}

export type AuditVerdict =
  | { readonly kind: 'intact'; readonly entries: number; readonly head: AuditAnchor }
  /** `seq` is the first entry that does not fit; `problem` says how. */
  | { readonly kind: 'broken'; readonly seq: number; readonly problem: string }

/**
 * Checks an audit trail from its first entry: nothing edited, removed, reordered or cut off, and
 * every corridor standing where its last entry left it.
 *
 * @param anchors Where the store says the chain ends. Without them a cut tail cannot be seen.
 */
export function verifyAudit(entries: Iterable<AuditEntry>, anchors?: AuditAnchors): AuditVerdict {
  let head = chainStart
  const last = new Map<string, AuditEntry>()
  for (const entry of entries) {
    const seq = head.seq + 1
    if (entry.seq !== seq) {
      return broken(seq, `entry ${seq} is missing: entry ${entry.seq} stands in its place`)
    }
    if (entry.previous !== head.hash) {
      return broken(seq, `entry ${seq} does not follow from the entry before it`)
    }
    const { previous, hash, ...content } = entry
    if (auditHash(content, previous) !== hash) {
      return broken(seq, `entry ${seq} was edited: its hash does not fit its content`)
    }
    const version = (last.get(entry.intent)?.version ?? 0) + 1
    if (entry.version !== version) {
      return broken(seq, `entry ${seq} leaps to version ${entry.version} of ${entry.intent}`)
    }
    last.set(entry.intent, entry)
    head = { seq, hash }
  }
  return (
    (anchors && contradiction(head, last, anchors)) ?? { kind: 'intact', entries: head.seq, head }
  )
}

function contradiction(
  head: AuditAnchor,
  last: ReadonlyMap<string, AuditEntry>,
  anchors: AuditAnchors,
): AuditVerdict | undefined {
  if (anchors.head.seq !== head.seq) {
    const missing = anchors.head.seq - head.seq
    return missing > 0
      ? broken(head.seq + 1, `the trail was cut: ${missing} of its last entries are gone`)
      : broken(anchors.head.seq + 1, `${-missing} entries were added behind the store's back`)
  }
  if (anchors.head.hash !== head.hash) {
    return broken(head.seq, 'the trail was rewritten: it does not end in the recorded hash')
  }
  const unmatched = new Map(last)
  unmatched.delete(wholeStore)
  for (const state of anchors.corridors) {
    const entry = unmatched.get(state.intent)
    if (entry === undefined) {
      return broken(head.seq, `${state.intent} has a state but no audit entry`)
    }
    const standing = canonicalJson(summarizeStanding(state))
    if (
      state.version !== entry.version ||
      state.audit?.hash !== entry.hash ||
      standing !== canonicalJson(entry.to)
    ) {
      return broken(entry.seq, `the state of ${state.intent} is not what entry ${entry.seq} left`)
    }
    unmatched.delete(state.intent)
  }
  const [orphan] = unmatched.values()
  return orphan && broken(orphan.seq, `the state of ${orphan.intent} is gone`)
}

function broken(seq: number, problem: string): AuditVerdict {
  return { kind: 'broken', seq, problem }
}
