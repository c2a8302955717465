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
  const decisionId = (): string => ids.decisionId()
  const traceId = (): string => ids.traceId()
  return (command) => ({
    decisionId: made(decisionId),
    traceId:
      (definition.traceId === undefined ? null : readId(() => definition.traceId?.(command))) ??
      made(traceId),
    createdAt: now(),
  })
}

/** Null for an id that cannot be had, or is empty. */
function readId(read: () => string | undefined): string | null {
  try {
    const given = read()
    const id = typeof given === 'string' ? given : idText(atOnce(given))
    return id === '' ? null : id
  } catch {
    return null
  }
}
