import type { StoreFormat } from '@partial-trust/control'
import { change, type Change } from './format-changes.js'

/**
 * What is otherwise with the store.
 *
 * @param epochs The epoch of each registered corridor under this version; one that is missing is not told.
 */
export function storeChanges(
  format: StoreFormat,
  epochs: ReadonlyMap<string, string>,
): readonly Change[] {
  if (format.kind === 'none' || format.kind === 'absent') return []
  const { location } = format
  if (format.kind === 'unreadable') return [change('store-unreadable', location, format.problem)]
  const { steps, known, corridors, unread } = format
  const found: Change[] = unread.map((problem) => change('store-unreadable', location, problem))
  if (steps > known) {
    const what = `it is at step ${steps} of its schema; this version knows ${known}`
    found.push(change('store-newer', location, what))
  } else if (steps < known) {
    const what = `${steps} of the ${known} steps of its schema were taken`
    found.push(change('store-steps', location, what))
  }
  for (const { intent, rollout } of corridors) {
    const now = epochs.get(intent)
    const before = rollout?.epoch ?? null
    if (rollout === null || before === null || now === undefined || now === before) continue
    const what = `corridor ${intent}, stage ${rollout.stage}: its evidence is of epoch ${before}; with this version, configuration and policy it is ${now}, and counts anew`
    found.push(change('new-epoch', location, what))
  }
  return found
}
