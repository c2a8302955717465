import { isDeepStrictEqual } from 'node:util'
import type { CorridorState } from '@partial-trust/control'

/** What changed that is no corridor of this process: only that something did is told. */
export type SomethingElse = Record<string, never>

/**
 * Remembers what was told of each corridor. Given all states it says which are to be told: those that are other
 * than before, and one word without a name where none is, for whoever else follows the same store.
 */
export function whatChanged(): (
  states: readonly CorridorState[],
) => readonly (CorridorState | SomethingElse)[] {
  const told = new Map<string, CorridorState>()
  return (states) => {
    const changed = states.filter((state) => !isDeepStrictEqual(told.get(state.intent), state))
    for (const state of changed) told.set(state.intent, state)
    return changed.length > 0 ? changed : [{}]
  }
}
