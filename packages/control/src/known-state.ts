import type { ControlView } from '@partial-trust/core'
import type { ControlSnapshot } from './control-store.js'
import { untouched } from './control-state.js'
import type { CorridorState } from './control-state.js'
import { corridorViews, leaseExpired, storeLost, unmanaged } from './corridor-view.js'
import type { CorridorViews } from './corridor-view.js'

/** What a process knows of the store's state, with what it closed itself and what it has been told will close. */
export class KnownState {
  #snapshot: ControlSnapshot | undefined
  #views: ReadonlyMap<string, CorridorViews> = new Map()
  /** What holds for corridors the store knows nothing about. */
  #untouchedView: ControlView = unmanaged
  /** Corridors this process closed itself, with the version at which it did. */
  readonly #closedHere = new Map<string, number>()
  /** What a state closes that is not yet proved to follow from the one in use: only opening waits for that. */
  readonly #foretold = new Map<string, CorridorViews>()

  /** The last that was read; undefined before the first. */
  get snapshot(): ControlSnapshot | undefined {
    return this.#snapshot
  }

  state(intent: string): CorridorState {
    return this.#snapshot?.corridors.get(intent) ?? untouched(intent)
  }

  /** What the corridor may do, by a state that is fresh or is not. Called on every decision; allocates nothing. */
  view(intent: string, isFresh: boolean): ControlView {
    const held = this.#views.get(intent)
    if (isFresh) return held === undefined ? this.#untouchedView : held.fresh
    return held === undefined ? leaseExpired : held.stale
  }

  /** Takes a state that follows from the one in use; whether it is another. */
  take(next: ControlSnapshot): boolean {
    const before = this.#snapshot
    this.#foretold.clear()
    this.#snapshot = next
    this.#rebuild()
    return before?.head.seq !== next.head.seq || before.lost !== next.lost
  }

  /** A kill holds from the moment it is heard of, whoever tells of it; whether there was one. */
  foretell({ corridors }: ControlSnapshot): boolean {
    for (const [intent, told] of corridors) {
      const views = corridorViews(told, false, false)
      if (views.fresh.kind === 'closed') this.#foretold.set(intent, views)
    }
    if (this.#foretold.size === 0) return false
    this.#rebuild()
    return true
  }

  closeHere(intent: string): void {
    this.#closedHere.set(intent, this.state(intent).version)
    this.#rebuild()
  }

  #rebuild(): void {
    const isLost = this.#snapshot !== undefined && this.#snapshot.lost !== null
    this.#untouchedView = isLost ? storeLost : unmanaged
    const intents = new Set([
      ...(this.#snapshot?.corridors.keys() ?? []),
      ...this.#closedHere.keys(),
      ...this.#foretold.keys(),
    ])
    this.#views = new Map(
      [...intents].map((intent) => {
        const current = this.state(intent)
        if (this.#closedHere.get(intent) !== current.version) this.#closedHere.delete(intent)
        const own = corridorViews(current, this.#closedHere.has(intent), isLost)
        return [intent, this.#foretold.get(intent) ?? own]
      }),
    )
  }
}
