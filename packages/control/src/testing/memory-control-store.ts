import { applyChange } from '../apply-change.js'
import type { ControlSnapshot, ControlStore, Change, ChangeRequest } from '../control-store.js'
import { untouched } from '../control-state.js'
import type { CorridorState } from '../control-state.js'
import type { MemoryMedium } from './memory-medium.js'

/** Told of changes by any store on the medium. */
export type MemoryWatch = Set<() => void>

/** Live control in memory: the same steps as every other store, without a disk under them. */
export function memoryControlStore(
  medium: MemoryMedium,
  now: () => number,
  watch: MemoryWatch,
): ControlStore {
  function applied(request: ChangeRequest): Change {
    const held = medium.contents
    const current = held.states.get(request.intent) ?? untouched(request.intent)
    const plan = held.plans.get(current.rollout?.plan ?? '') ?? null
    const change = applyChange(current, request, plan, held.head, new Date(now()).toISOString())
    if (change.kind !== 'replaced') return change
    const { state, entry } = change
    if (request.action.kind === 'rollout') {
      held.plans.set(request.action.plan.digest, request.action.plan)
    }
    held.states.set(state.intent, state)
    held.audit.push(entry)
    held.head = { seq: entry.seq, hash: entry.hash }
    return { kind: 'replaced', state }
  }
  function notify(): void {
    for (const listener of watch) listener()
  }
  const own = new Set<() => void>()
  return {
    location: medium.location,
    async read(): Promise<ControlSnapshot> {
      const { storeId, head, lost, states } = medium.contents
      return { storeId, head, lost, corridors: new Map(states) }
    },
    async change(request) {
      const change = applied(request)
      if (change.kind === 'replaced') notify()
      return change
    },
    async killAll({ also, by, reason }): Promise<readonly CorridorState[]> {
      const intents = new Set([...medium.contents.states.keys(), ...also])
      const states = [...intents].toSorted().map((intent) => {
        const change = applied({ intent, action: { kind: 'kill' }, by, reason })
        return change.kind === 'replaced' ? change.state : change.current
      })
      notify()
      return states
    },
    async plan(digest) {
      return medium.contents.plans.get(digest) ?? null
    },
    async audit({ after = 0, limit = 1000 } = {}) {
      return medium.contents.audit.filter(({ seq }) => seq > after).slice(0, limit)
    },
    subscribe(listener) {
      own.add(listener)
      watch.add(listener)
      return () => {
        own.delete(listener)
        watch.delete(listener)
      }
    },
    async close() {
      for (const listener of own) watch.delete(listener)
    },
  }
}
