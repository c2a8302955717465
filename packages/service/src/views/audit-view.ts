import { auditTask } from '@partial-trust/control'
import type { AuditEntry, Desk, LedgerAnswer } from '@partial-trust/control'
import type { AuditView } from '../view-types/index.js'

export type AuditQuestion = {
  /** Null: every corridor's entries. */
  readonly intent: string | null
  readonly limit: number
  readonly nowMs: number
}

/** How long a page waits for the chain to be gone through, in ms. */
const patienceMs = 1000

/** The newest entries, and whether the whole chain from its first entry still holds. */
export async function auditView(
  desk: Desk,
  { intent, limit, nowMs }: AuditQuestion,
): Promise<AuditView> {
  const { chain, entries, more } = await desk.ask(auditTask, { intent, limit, patienceMs })
  return {
    at: new Date(nowMs).toISOString(),
    chain: chainView(chain),
    entries: entries.toReversed().map(entryView),
    more,
  }
}

function chainView(chain: LedgerAnswer['chain']): AuditView['chain'] {
  switch (chain.kind) {
    case 'intact':
      return { kind: 'intact', entries: chain.entries, hash: chain.head.hash }
    case 'not_covered': {
      const { entries, head, fields } = chain
      return { kind: 'not_covered', entries, hash: head.hash, fields }
    }
    case 'checking':
      return { kind: 'checking', checked: chain.checked, of: chain.of }
    case 'broken':
      return { kind: 'broken', seq: chain.seq, problem: chain.problem }
  }
}

function entryView(entry: AuditEntry): AuditView['entries'][number] {
  const { seq, at, by, action, intent, reason, version, from, to, evidence, hash } = entry
  return { seq, at, by, action, intent, reason, version, from, to, evidence, hash }
}
