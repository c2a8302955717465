import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import type { AuditEntry } from './audit-entry.js'
import { AuditReplay } from './audit-replay.js'
import { concludeTrail, playTrail } from './audit-store.js'
import type { Audited } from './audit-store.js'
import { isTrial } from './canary.js'
import type { ControlSnapshot } from './control-store.js'
import type { AuditVerdict } from './verify-audit.js'

/** Entries of a corridor that are kept at hand, the newest. */
export const entriesAtHand = 1000
/** After so long the whole trail is gone through again: an old entry may have been edited meanwhile. */
const anewMs = 600_000
/** So many entries are gone through at once, and are worth waiting for. */
const atOnce = 5000
/**
 * Of more than that, for so long and then nothing for so long, in ms: the decisions' thread wants the processor,
 * and a trail of a year can wait.
 */
const [workMs, restMs] = [4, 12]

export type LedgerAnswer = {
  /** Whether the whole chain holds. Checking: it was not gone through to its end yet. */
  readonly chain: AuditVerdict | Checking
  /** Oldest first. */
  readonly entries: readonly AuditEntry[]
  /** Entries that exist beyond those. */
  readonly more: number
}

export type Checking = {
  readonly kind: 'checking'
  /** Entries gone through. */
  readonly checked: number
  readonly of: number
}

/**
 * The audit trail, gone through from its first entry on once and from there on as it grows. Whoever asks before
 * it is through gets the newest entries, and is told how far it is.
 */
export class AuditLedger {
  readonly #store: Audited
  readonly #monotonicMs: () => number
  #book = new Book()
  #reading: Promise<AuditVerdict> | null = null
  #begunMs = Number.NEGATIVE_INFINITY

  constructor(store: Audited, monotonicMs: () => number) {
    this.#store = store
    this.#monotonicMs = monotonicMs
  }

  /**
   * @param intent Null: of every corridor.
   * @param limit At most {@link entriesAtHand}.
   * @param patienceMs How long to wait until it is gone through to its end, where that is near.
   * @throws {StoreUnavailableError} when the store does not answer.
   */
  async look(intent: string | null, limit: number, patienceMs: number): Promise<LedgerAnswer> {
    const now = this.#store.read()
    this.#reading ??= this.#read(now).finally(() => {
      this.#reading = null
    })
    const patience = this.#patience(now, patienceMs)
    const chain = await Promise.race([this.#reading, patience])
    const book = this.#book
    if (chain !== null) return { chain, ...book.newest(intent, limit) }
    const { head } = await now
    const after = Math.max(0, head.seq - limit)
    const latest = await this.#store.audit({ after, limit })
    const entries = latest.filter((entry) =>
      intent === null ? !isTrial(entry) : entry.intent === intent,
    )
    const checking = { kind: 'checking', checked: book.replay.head.seq, of: head.seq } as const
    return { chain: checking, entries, more: after }
  }

  async #patience(now: Promise<ControlSnapshot>, ms: number): Promise<null> {
    const { head } = await now
    await nextTurn() // whoever reads has begun
    const left = head.seq - this.#book.replay.head.seq
    return left > atOnce ? null : pause(ms, null, { ref: false })
  }

  async #read(now: Promise<ControlSnapshot>): Promise<AuditVerdict> {
    const snapshot = await now
    if (!(await this.#goesOn(snapshot.head.seq))) {
      this.#book = new Book()
      this.#begunMs = this.#monotonicMs()
    }
    const book = this.#book
    const unreadable = await playTrail(
      this.#store,
      book.replay,
      snapshot.head.seq,
      (entry) => book.add(entry),
      this.#restsBetween(snapshot.head.seq - book.replay.head.seq),
    )
    return unreadable ?? concludeTrail(this.#store, book.replay, snapshot)
  }

  /** What is done between two slices of so many entries. */
  #restsBetween(entries: number): () => Promise<unknown> {
    if (entries <= atOnce) return nextTurn
    let beganMs = this.#monotonicMs()
    return async () => {
      if (this.#monotonicMs() - beganMs < workMs) return nextTurn()
      await pause(restMs, null, { ref: false })
      beganMs = this.#monotonicMs()
    }
  }

  /** Whether the store's trail is the one that was gone through, only longer. */
  async #goesOn(upTo: number): Promise<boolean> {
    const { head, misfit } = this.#book.replay
    if (misfit !== null || this.#monotonicMs() - this.#begunMs >= anewMs) return false
    if (head.seq === 0) return true
    if (upTo < head.seq) return false
    const [last] = await this.#store.audit({ after: head.seq - 1, limit: 1 })
    return last?.seq === head.seq && last.hash === head.hash
  }
}

/** What was gone through: the replay, and the newest entries. */
class Book {
  readonly replay: AuditReplay = new AuditReplay()
  readonly #all = new Newest()
  readonly #corridors = new Map<string, Newest>()

  add(entry: AuditEntry): void {
    // Who asks for all is spared the trials, of which there are hundreds a day.
    if (!isTrial(entry)) this.#all.add(entry)
    const ofCorridor = this.#corridors.get(entry.intent) ?? new Newest()
    this.#corridors.set(entry.intent, ofCorridor)
    ofCorridor.add(entry)
  }

  newest(intent: string | null, limit: number): Pick<LedgerAnswer, 'entries' | 'more'> {
    const found = intent === null ? this.#all : this.#corridors.get(intent)
    const entries = found?.entries.slice(-limit) ?? []
    return { entries, more: (found?.count ?? 0) - entries.length }
  }
}

class Newest {
  entries: AuditEntry[] = []
  count = 0

  add(entry: AuditEntry): void {
    this.count += 1
    this.entries.push(entry)
    if (this.entries.length >= 2 * entriesAtHand) this.entries = this.entries.slice(-entriesAtHand)
  }
}
