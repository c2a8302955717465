import type { CountVector } from '@partial-trust/core'
import type { AuditEntry } from '../audit-entry.js'
import { chainStart } from '../audit-entry.js'
import type { AuditAnchor, ControlPlan, CorridorState } from '../control-state.js'
import { StoreAbsentError } from '../control-store.js'
import type { ProcessReport } from '../evidence-store.js'
import type { OutcomeKind } from '../outcome.js'

/** What a store holds, with everything in it that can be lost. */
export type MemoryContents = {
  storeId: string
  lost: string | null
  head: AuditAnchor
  readonly states: Map<string, CorridorState>
  readonly plans: Map<string, ControlPlan>
  readonly audit: AuditEntry[]
  /** Each process's own cells, by name. */
  readonly cells: Map<string, CountVector>
  /** Those of all processes together, with the change that last raised them. */
  readonly pooled: Map<string, { readonly vector: CountVector; readonly seq: number }>
  readonly outcomes: Map<string, OutcomeKind>
  /** Each with when the store heard it. */
  readonly processes: Map<string, { readonly report: ProcessReport; readonly atMs: number }>
  leader: { readonly instance: string; readonly untilMs: number } | null
}

/**
 * Where stores in memory keep what they hold, as a disk would: any number of them may stand on one,
 * and what happens to disks can be done to it.
 */
export class MemoryMedium {
  readonly location: string
  #contents: MemoryContents | null = null
  /** Where to look for contents as long as there are none. */
  #source: MemoryMedium | null = null

  /** @param location The address that messages name. */
  constructor(location: string = 'memory:') {
    this.location = location
  }

  get isThere(): boolean {
    return this.#contents !== null || this.#source?.isThere === true
  }

  /** @throws {StoreAbsentError} where there is no store. */
  get contents(): MemoryContents {
    if (this.#source?.isThere === true) this.#contents ??= this.#source.contents
    if (this.#contents === null) throw new StoreAbsentError(this.location)
    return this.#contents
  }

  /** An empty store in the place of whatever was there. */
  make(storeId: string, lost: string | null = null): MemoryContents {
    if (this.#source !== null) return this.#source.make(storeId, lost)
    this.#contents = {
      storeId,
      lost,
      head: chainStart,
      states: new Map(),
      plans: new Map(),
      audit: [],
      cells: new Map(),
      pooled: new Map(),
      outcomes: new Map(),
      processes: new Map(),
      leader: null,
    }
    return this.#contents
  }

  /** What whoever opened it once and never looks at names again sees, whatever is put in its place. */
  held(): MemoryMedium {
    const held = new MemoryMedium(this.location)
    held.#source = this
    return held
  }

  /** A copy as a backup would be. */
  copy(): MemoryContents {
    return copyOf(this.contents)
  }

  /** Puts a copy in the place of what is there; null takes the store away. */
  replace(contents: MemoryContents | null): void {
    this.#contents = contents === null ? null : copyOf(contents)
  }
}

function copyOf(contents: MemoryContents): MemoryContents {
  const { states, plans, audit, cells, pooled, outcomes, processes } = contents
  return {
    ...contents,
    states: new Map(states),
    plans: new Map(plans),
    audit: [...audit],
    cells: new Map([...cells].map(([name, vector]) => [name, vector.slice()])),
    pooled: new Map(
      [...pooled].map(([name, { vector, seq }]) => [name, { vector: vector.slice(), seq }]),
    ),
    outcomes: new Map(outcomes),
    processes: new Map(processes),
  }
}
