import { admit } from './admit.js'
import type { CorridorDefinition } from './corridor-definition.js'
import type { CorridorParts } from './corridor-parts.js'
import type { Corridor } from './corridor.js'
import { makeEngine } from './engine.js'
import { isPromise } from './foreign.js'
import { nothingGranted } from './grant.js'

/**
 * Opens a corridor over its parts. The baseline is always computed; a candidate replaces it only if
 * every authority says yes (SPEC section 3), and any doubt ends at the baseline: `admit` looks whether
 * a candidate may be asked for, `ask` asks for it, `conclude` judges what came.
 */
export function openCorridor<Command, Decision, Candidate>(
  definition: CorridorDefinition<Command, Decision, Candidate>,
  parts: CorridorParts,
): Corridor<Command, Decision> {
  const engine = makeEngine(definition, parts)
  return {
    intent: definition.intent,
    epoch: engine.epoch,
    decide(command, options) {
      try {
        const ids = engine.idsOf(command)
        const baseline = definition.baseline(command, ids)
        return isPromise(baseline)
          ? // A library's promise may call back twice, or answer `then` with nothing.
            Promise.resolve(baseline).then((decided) =>
              admit(engine, { command, ids, baseline: decided }, options),
            )
          : admit(engine, { command, ids, baseline }, options)
      } catch (thrown) {
        return Promise.reject(thrown) // the baseline's own
      }
    },
    grant(view) {
      try {
        return engine.grant(view)
      } catch {
        return nothingGranted(engine.terms)
      }
    },
    use: () => ({
      underWay: engine.lane.underWay,
      circuit: engine.lane.circuit,
      circuitTrips: engine.lane.circuitTrips,
      budgetSpent: engine.lane.budgetSpent,
      observerFailures: engine.observerFailures(),
    }),
  }
}
