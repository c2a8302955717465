import type { IdSource } from './clock.js'
import type { CorridorDefinition, DecisionIds } from './corridor-definition.js'
import { atOnce, idText } from './foreign.js'

/**
 * Makes the ids of one decision before its baseline runs. An id source, a clock or a `traceId` that
 * fails must not keep the baseline from its caller: then a number takes the id's place.
 */
export function idSourceOf<Command>(
  definition: Pick<CorridorDefinition<Command, never, never>, 'traceId'>,
  ids: IdSource,
  now: () => string,
): (command: Command) => DecisionIds {
  let unnamed = 0
  const made = (make: () => string): string => readId(make) ?? `unnamed-${(unnamed += 1)}`
  return (command) => ({
    decisionId: made(() => ids.decisionId()),
    traceId:
      (definition.traceId === undefined ? null : readId(() => definition.traceId?.(command))) ??
      made(() => ids.traceId()),
    createdAt: now(),
  })
}

/** Null for an id that cannot be had, or is empty. */
function readId(read: () => string | undefined): string | null {
  try {
    const id = idText(atOnce(read()))
    return id === '' ? null : id
  } catch {
    return null
  }
}
