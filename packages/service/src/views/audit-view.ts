import { auditStore } from '@partial-trust/control'
import type { AuditEntry, AuditVerdict, ControlStore } from '@partial-trust/control'
import type { AuditView } from '../view-types.js'

export type AuditQuestion = {
  /** Null: every corridor's entries. */
  readonly intent: string | null
  readonly limit: number
  readonly nowMs: number
}

/** The newest entries, and whether the whole chain from its first entry still holds. */
export async function auditView(
  store: Pick<ControlStore, 'read' | 'audit' | 'plan'>,
  { intent, limit, nowMs }: AuditQuestion,
): Promise<AuditView> {
  const asked: AuditEntry[] = []
  const chain = await auditStore(store, null, (entry) => {
    if (intent === null || entry.intent === intent) asked.push(entry)
  })
  return {
    at: new Date(nowMs).toISOString(),
    chain: chainView(chain),
    entries: asked.slice(-limit).toReversed().map(entryView),
    more: Math.max(0, asked.length - limit),
  }
}

function chainView(chain: AuditVerdict): AuditView['chain'] {
  switch (chain.kind) {
    case 'intact':
      return { kind: 'intact', entries: chain.entries, hash: chain.head.hash }
    case 'not_covered': {
      const { entries, head, fields } = chain
      return { kind: 'not_covered', entries, hash: head.hash, fields }
    }
    case 'broken':
      return { kind: 'broken', seq: chain.seq, problem: chain.problem }
  }
}

function entryView(entry: AuditEntry): AuditView['entries'][number] {
  const { seq, at, by, action, intent, reason, version, from, to, evidence, hash } = entry
  return { seq, at, by, action, intent, reason, version, from, to, evidence, hash }
}
