import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AuditEntry } from './audit-entry.js'
import { AuditReplay } from './audit-replay.js'
import type { ControlPlan } from './control-state.js'
import { StoreUnavailableError } from './control-store.js'
import type { ControlSnapshot, ControlStore } from './control-store.js'
import { countProblem } from './count-problem.js'
import type { EvidenceStore } from './evidence-store.js'
import { verifyReplay } from './verify-audit.js'
import type { AuditVerdict } from './verify-audit.js'

export type Audited = Pick<ControlStore, 'read' | 'audit' | 'plan'>

/** Entries that are played between two turns of the event loop: 1 or 2 ms of work. */
const slice = 50

/**
 * Holds a whole store against its audit trail, from the first entry on and in slices, because
 * decisions may run on the same thread.
 *
 * @param onEntry Told of every entry, in order.
 * @throws {StoreUnavailableError} when the store does not answer.
 */
export async function auditStore(
  store: Audited,
  evidence: Pick<EvidenceStore, 'evidence'> | null,
  onEntry: (entry: AuditEntry) => void = () => {},
): Promise<AuditVerdict> {
  const snapshot = await store.read()
  const replay = new AuditReplay()
  const unreadable = await playTrail(store, replay, snapshot.head.seq, onEntry)
  if (unreadable !== null) return unreadable
  const verdict = await concludeTrail(store, replay, snapshot)
  if (verdict.kind === 'broken' || evidence === null) return verdict
  return (await countsThatCannotBe(evidence, snapshot.head.seq)) ?? verdict
}

/**
 * Plays what the trail holds beyond the replay's head, up to `upTo`; a verdict where it does not read.
 *
 * @param rest Awaited after every slice. Default: one turn of the event loop.
 */
export async function playTrail(
  store: Pick<ControlStore, 'audit'>,
  replay: AuditReplay,
  upTo: number,
  onEntry: (entry: AuditEntry) => void = () => {},
  rest: () => Promise<unknown> = nextTurn,
): Promise<AuditVerdict | null> {
  let after = replay.head.seq
  while (after < upTo) {
    const page = await readable(() => store.audit({ after, limit: Math.min(slice, upTo - after) }))
    if (typeof page === 'string') {
      return { kind: 'broken', seq: after + 1, problem: page, differences: [] }
    }
    for (const entry of page) {
      if (entry.seq > upTo) return null
      replay.take(entry)
      onEntry(entry)
      after = entry.seq
    }
    if (page.length === 0) return null // cut off: the anchors say by how much
    await rest()
  }
  return null
}

/** Holds the store's states and plans against a trail that was played to the snapshot's head. */
export async function concludeTrail(
  store: Pick<ControlStore, 'plan'>,
  replay: AuditReplay,
  { head, corridors, lost }: ControlSnapshot,
): Promise<AuditVerdict> {
  const plans = new Map<string, ControlPlan | null>()
  for (const digest of replay.claims.keys()) {
    const plan = await readable(() => store.plan(digest))
    plans.set(digest, typeof plan === 'string' ? null : plan)
  }
  return verifyReplay(replay, { head, corridors: corridors.values(), lost, plans })
}

async function countsThatCannotBe(
  evidence: Pick<EvidenceStore, 'evidence'>,
  seq: number,
): Promise<AuditVerdict | null> {
  for (let since = 0; ;) {
    const page = await readable(() => evidence.evidence(since))
    const problem = typeof page === 'string' ? page : firstProblem(page.metrics.cells.values())
    if (problem !== null || typeof page === 'string') {
      return { kind: 'broken', seq, problem: `the counts were edited: ${problem}`, differences: [] }
    }
    if (!page.more) return null
    since = page.upTo
    await nextTurn()
  }
}

function firstProblem(cells: Iterable<Parameters<typeof countProblem>[0]>): string | null {
  for (const cell of cells) {
    const problem = countProblem(cell)
    if (problem !== null) return problem
  }
  return null
}

/** What the store holds, or in words why it does not read as what it must be. */
async function readable<Value>(read: () => Promise<Value>): Promise<Value | string> {
  try {
    return await read()
  } catch (error) {
    // A row that reads as nothing is the trail's fault; a store that does not answer is not.
    const isRow = error instanceof StoreUnavailableError && isUnreadable(error.cause)
    if (isRow) return error.message
    throw error
  }
}

function isUnreadable(cause: unknown): boolean {
  return cause instanceof TypeError || cause instanceof SyntaxError
}
