import { isOwnReason, isTrait } from '../record/index.js'
import type { CorridorDefinition } from './corridor-definition.js'

/**
 * Checks a definition once, when it is made, and freezes it.
 *
 * @throws {TypeError} naming the field and what it must be.
 */
export function defineCorridor<Command, Decision, Candidate>(
  definition: CorridorDefinition<Command, Decision, Candidate>,
): CorridorDefinition<Command, Decision, Candidate> {
  const { intent, taskId, version, intents, decisionTypes, rules } = definition
  if (!/^[a-z][a-z0-9_]{0,63}$/.test(intent)) {
    throw new TypeError(
      `a corridor's intent must be lower case letters, digits and _ (1 to 64), got ${JSON.stringify(intent)}`,
    )
  }
  if (taskId === '')
    throw new TypeError(`corridor ${intent}: taskId must name a task of the policy`)
  if (version === '') throw new TypeError(`corridor ${intent}: version must not be empty`)
  if (!intents.includes(intent)) {
    throw new TypeError(`corridor ${intent}: intents must contain the corridor's own intent`)
  }
  if (decisionTypes.length === 0) {
    throw new TypeError(`corridor ${intent}: decisionTypes must name at least one type`)
  }
  if (rules.length === 0) {
    throw new TypeError(`corridor ${intent}: rules must hold at least one acceptance rule`)
  }
  for (const reason of Object.keys(definition.reasons ?? {})) {
    if (!isOwnReason(reason)) {
      throw new TypeError(
        `corridor ${intent}: the reason ${JSON.stringify(reason)} must be [a-z][a-z0-9_]{0,39} and none of the built-in ones`,
      )
    }
  }
  const { decision = {}, candidate = {} } = definition.traits ?? {}
  for (const [name, trait] of [...Object.entries(decision), ...Object.entries(candidate)]) {
    if (!isTrait(trait, name) || (name in decision && name in candidate)) {
      throw new TypeError(
        `corridor ${intent}: the trait ${JSON.stringify(name)} must be a boolean, an integer or a list of words, named [a-z][a-z0-9_]{0,39} once and like no key of a summary`,
      )
    }
  }
  return Object.freeze({ ...definition })
}
