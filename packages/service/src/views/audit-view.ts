import { verifyAudit } from '@partial-trust/control'
import type { AuditEntry, AuditVerdict, ControlStore } from '@partial-trust/control'
import type { AuditView } from './view-types.js'

const pageSize = 1000

export type AuditQuestion = {
  /** Null: every corridor's entries. */
  readonly intent: string | null
  readonly limit: number
  readonly nowMs: number
}

/** The newest entries, and whether the whole chain from its first entry still holds. */
export async function auditView(
  store: Pick<ControlStore, 'read' | 'audit'>,
  { intent, limit, nowMs }: AuditQuestion,
): Promise<AuditView> {
  const snapshot = await store.read()
  // What was written between the two reads is not part of the snapshot it is held against.
  const entries = (await wholeTrail(store)).filter(({ seq }) => seq <= snapshot.head.seq)
  const chain = verifyAudit(entries, {
    head: snapshot.head,
    corridors: snapshot.corridors.values(),
  })
  const asked = entries.filter((entry) => intent === null || entry.intent === intent)
  return {
    at: new Date(nowMs).toISOString(),
    chain: chainView(chain),
    entries: asked.slice(-limit).toReversed().map(entryView),
    more: Math.max(0, asked.length - limit),
  }
}

async function wholeTrail(store: Pick<ControlStore, 'audit'>): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = []
  for (;;) {
    const page = await store.audit({ after: entries.at(-1)?.seq ?? 0, limit: pageSize })
    entries.push(...page)
    if (page.length < pageSize) return entries
  }
}

function chainView(chain: AuditVerdict): AuditView['chain'] {
  return chain.kind === 'intact'
    ? { kind: 'intact', entries: chain.entries, hash: chain.head.hash }
    : chain
}

function entryView(entry: AuditEntry): AuditView['entries'][number] {
  const { seq, at, by, action, intent, reason, version, from, to, evidence, hash } = entry
  return { seq, at, by, action, intent, reason, version, from, to, evidence, hash }
}
