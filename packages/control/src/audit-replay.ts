import type { DetectorBudget } from '@partial-trust/core'
import { chainProblem, chainStart } from './audit-entry.js'
import type { AuditEntry, StandingSummary } from './audit-entry.js'
import { canonicalJson } from './canonical-json.js'
import type { AuditAnchor, Closing } from './control-state.js'
import { coversState, differencesOf, inWords } from './trail-difference.js'
import { wholeStore } from './store-act.js'

/** Where the trail left a corridor. */
export type Replayed = {
  readonly intent: string
  readonly version: number
  readonly standing: StandingSummary
  /** What closed its stage; null while it is open. */
  readonly closing: Closing | null
  readonly last: AuditEntry
}

/** An entry that does not fit what stands before it. */
export type Misfit = { readonly seq: number; readonly problem: string }

/** A stage as an entry says that a plan has it, to be held against the plan itself. */
export type StageClaim = {
  readonly seq: number
  readonly intent: string
  readonly stage: string | null
  readonly rate: number | null
  readonly mode: string | null
  readonly error_limit: number | null | undefined
  readonly detector: DetectorBudget | undefined
}

/**
 * Plays an audit trail from its first entry on, as many entries at a time as the caller has time for:
 * what it holds grows with the corridors and plans, not with the trail.
 */
export class AuditReplay {
  #head = chainStart
  #misfit: Misfit | null = null
  #storeActs = 0
  #lost = false
  readonly #corridors = new Map<string, Replayed>()
  readonly #claims = new Map<string, Map<string, StageClaim>>()

  /** The last entry that was played. */
  get head(): AuditAnchor {
    return this.#head
  }

  /** The first entry that does not fit; nothing is played after it. */
  get misfit(): Misfit | null {
    return this.#misfit
  }

  /** Whether the store must be marked as lost: what was lost or brought back opens nothing before it is adopted. */
  get lost(): boolean {
    return this.#lost
  }

  get corridors(): ReadonlyMap<string, Replayed> {
    return this.#corridors
  }

  /** By the plan's digest: each stage that the trail says some corridor stood at, once. */
  get claims(): ReadonlyMap<string, readonly StageClaim[]> {
    return new Map([...this.#claims].map(([plan, stages]) => [plan, [...stages.values()]]))
  }

  /** Plays the next entry. */
  take(entry: AuditEntry): void {
    if (this.#misfit !== null) return
    const seq = this.#head.seq + 1
    const problem = this.#problemOf(entry, seq)
    if (problem !== null) {
      this.#misfit = { seq, problem }
      return
    }
    if (entry.intent === wholeStore) this.#act(entry)
    else this.#stand(entry)
    this.#head = { seq, hash: entry.hash }
  }

  #problemOf(entry: AuditEntry, seq: number): string | null {
    const broken = chainProblem(this.head, entry)
    if (broken !== null) return broken
    const { intent } = entry
    const before = this.#corridors.get(intent)
    const version = (intent === wholeStore ? this.#storeActs : (before?.version ?? 0)) + 1
    if (entry.version !== version) {
      return `entry ${seq} leaps to version ${entry.version} of ${intent}`
    }
    return before === undefined ? null : this.#tornFrom(before, entry)
  }

  /** A change starts where the one before it ended: otherwise the state was edited in between. */
  #tornFrom({ standing, last }: Replayed, { seq, intent, from }: AuditEntry): string | null {
    const whole = coversState(standing) && coversState(from)
    const [first] = differencesOf(intent, standing, from, whole)
    if (first === undefined) return null
    const { field, trail, store } = first
    return `the state of ${intent} was edited between entries ${last.seq} and ${seq}: ${field} was ${inWords(trail)} after the one and ${inWords(store)} before the other`
  }

  #act({ action, evidence }: AuditEntry): void {
    this.#storeActs += 1
    if (action === 'make') this.#lost = evidence !== null
    if (action === 'restore') this.#lost = true
    if (action === 'adopt') this.#lost = false
  }

  #stand(entry: AuditEntry): void {
    const { seq, intent, version, to } = entry
    const before = this.#corridors.get(intent)
    this.#corridors.set(intent, {
      intent,
      version,
      standing: to,
      closing: closingAfter(before, entry),
      last: entry,
    })
    if (to.plan === null) return
    const { stage, rate, mode, error_limit, detector } = to
    const stages = this.#claims.get(to.plan) ?? new Map<string, StageClaim>()
    const name = canonicalJson([stage, rate, mode, error_limit, detector ?? null])
    if (!stages.has(name))
      stages.set(name, { seq, intent, stage, rate, mode, error_limit, detector })
    this.#claims.set(to.plan, stages)
  }
}

function closingAfter(before: Replayed | undefined, entry: AuditEntry): Closing | null {
  const { at, by, reason, evidence, to } = entry
  if (to.closed === null) return null
  if (before?.standing.closed === to.closed) return before.closing
  return { at, by, reason, evidence }
}
