import { chainProblem, summarizeStanding } from './audit-entry.js'
import type { AuditEntry, StandingSummary } from './audit-entry.js'
import type { AuditAnchor, CorridorState } from './control-state.js'
import { untouched } from './control-state.js'
import type { ControlSnapshot } from './control-store.js'
import { wholeStore } from './store-act.js'
import { coversState, differencesOf, inWords } from './trail-difference.js'

/**
 * State that somebody hands on may be altered, mixed from two moments or somebody else's: it must be what the trail
 * makes of the state in use, in every corridor. That the trail itself is one chain is looked at as well, so that whoever
 * alters it has to write all of it anew.
 *
 * @param entries Those after the end of the state in use, up to the end of the next.
 * @throws {Error} naming the first difference.
 */
export function mustBeToldByTrail(
  inUse: ControlSnapshot,
  next: ControlSnapshot,
  entries: readonly AuditEntry[],
): void {
  mustBeOneChain(inUse.head, entries)
  const last = new Map(entries.map((entry) => [entry.intent, entry]))
  last.delete(wholeStore)
  const before = inUse.corridors
  for (const intent of new Set([...before.keys(), ...next.corridors.keys(), ...last.keys()])) {
    const entry = last.get(intent)
    const trail =
      entry === undefined ? toldOf(before.get(intent) ?? untouched(intent)) : leftBy(entry)
    const told = toldOf(next.corridors.get(intent) ?? untouched(intent))
    const [first] = differencesOf(intent, trail, told, entry === undefined || coversState(entry.to))
    if (first === undefined) continue
    throw new Error(
      `the state of ${intent} does not follow: its ${first.field} is ${inWords(first.store)}, and by the trail ${inWords(first.trail)}`,
    )
  }
  if (next.lost === null && isLost(inUse, entries)) {
    throw new Error('the store was lost, and by the trail nobody adopted it')
  }
}

function mustBeOneChain(head: AuditAnchor, entries: readonly AuditEntry[]): void {
  let end = head
  for (const entry of entries) {
    if (chainProblem(end, entry) !== null) {
      throw new Error(`change ${entry.seq} does not follow in the trail from change ${end.seq}`)
    }
    end = entry
  }
}

type Told = Readonly<Record<string, unknown>>

/** What of a standing is compared: an entry of a newer version may tell more than this one reads. */
const told: Readonly<Record<keyof StandingSummary, true>> = {
  killed: true,
  plan: true,
  stage: true,
  rate: true,
  mode: true,
  closed: true,
  epoch: true,
  error_limit: true,
  entered_at: true,
  evidence_from: true,
  detector: true,
  parts: true,
  confidence: true,
  asked: true,
}

function toldOf(state: CorridorState): Told {
  return fieldsOf(state.version, state.audit, summarizeStanding(state))
}

function leftBy(entry: AuditEntry): Told {
  return fieldsOf(entry.version, entry, entry.to)
}

function fieldsOf(version: number, audit: AuditAnchor | null, standing: StandingSummary): Told {
  return {
    ...Object.fromEntries(Object.entries(standing).filter(([field]) => Object.hasOwn(told, field))),
    version,
    'audit.seq': audit?.seq ?? null,
    'audit.hash': audit?.hash ?? null,
  }
}

function isLost({ lost }: ControlSnapshot, entries: readonly AuditEntry[]): boolean {
  return entries
    .filter(({ intent }) => intent === wholeStore)
    .reduce(
      (was, { action }) => (action === 'restore' ? true : action === 'adopt' ? false : was),
      lost !== null,
    )
}
