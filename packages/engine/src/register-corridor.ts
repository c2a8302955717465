import {
  authorityName,
  defineCorridor,
  leastConfidenceOf,
  limitsOf,
  openCorridor,
} from '@partial-trust/core'
import type {
  Authority,
  CorridorDefinition,
  CorridorLimits,
  CorridorLists,
  Mode,
} from '@partial-trust/core'
import { traced } from './edge/traced-decision.js'
import { ownSettings } from './own-settings.js'
import type { JsonSchema, RegisteredCorridor, Validation } from './registered-corridor.js'

/** One corridor as the configuration file registers it for the command line and the service. */
export type CorridorRegistration<Command, Decision, Candidate> = {
  readonly definition: CorridorDefinition<Command, Decision, Candidate>
  /** Checks an untrusted JSON value; the engine only ever sees what passed. */
  validate(value: unknown): Validation<Command>
  readonly contracts: { readonly command: JsonSchema; readonly decision: JsonSchema }
  /**
   * A handful of commands as they really come, which `verify` drives the corridor with; each must pass
   * {@link validate}. Default: `verify` tries to make them from the command's JSON Schema.
   */
  readonly examples?: Examples<Command>
  /** Default: the engine's. */
  readonly limits?: Partial<CorridorLimits>
  /** What this corridor is allowed at most. Default `live`. */
  readonly mode?: Mode
  /** Most milliseconds a candidate may add to one decision, 1 to 60 000. Default 200. */
  readonly deadlineMs?: number
  /** Share of ids without a rollout, 0 to 1. Default 0.01. */
  readonly sampleRate?: number
  /** Profile of the LLM policy. Default: the policy's. */
  readonly profile?: string
  /** Path of the plan its rollouts follow, relative to the configuration. Default: the one in use. */
  readonly plan?: string
  /** Further authorities, e.g. a feature flag; any answer but `true` closes the corridor. */
  readonly authorities?: readonly Authority[]
}

/** Commands, or what makes them when they are needed. */
export type Examples<Command> = readonly Command[] | (() => readonly Command[])

/**
 * Prepares a corridor for {@link defineConfig}.
 *
 * @throws {TypeError} when the definition or a setting is not one, naming the field.
 */
export function registerCorridor<Command, Decision, Candidate>(
  registration: CorridorRegistration<Command, Decision, Candidate>,
): RegisteredCorridor {
  const definition = defineCorridor(registration.definition)
  const { contracts, limits, mode, authorities = [], examples = [] } = registration
  const own = ownSettings(definition.intent, registration)
  limitsOf(definition.intent, limits)
  return {
    intent: definition.intent,
    taskId: definition.taskId,
    version: definition.version,
    salt: definition.salt ?? definition.intent,
    leastConfidence: leastConfidenceOf(definition.rules),
    own,
    askedPerDecision: { authorities: authorities.map(authorityName), command: ['permits'] },
    asksPolicy: true,
    reasons: definition.reasons ?? {},
    lists: listsOf(definition),
    contracts,
    examples: () => (typeof examples === 'function' ? examples() : examples),
    open(parts) {
      warmUp((value) => registration.validate(value))
      const opened = openCorridor(definition, {
        ...parts,
        ...(limits === undefined ? {} : { limits }),
        ...(mode === undefined ? {} : { mode }),
        authorities,
      })
      const corridor = traced(opened)
      return {
        intent: corridor.intent,
        epoch: corridor.epoch,
        use: () => corridor.use(),
        grant: (view) => corridor.grant(view),
        decide(value, options) {
          const validation = registration.validate(value)
          if (validation.kind === 'invalid') return validation
          return { kind: 'deciding', outcome: corridor.decide(validation.command, options) }
        },
      }
    },
  }
}

function listsOf<Command, Decision, Candidate>({
  intent,
  intents,
  decisionTypes,
  traits,
}: CorridorDefinition<Command, Decision, Candidate>): CorridorLists {
  const parts = Object.entries(traits?.decision ?? {}).flatMap(([name, { kind }]) =>
    kind === 'word' ? [name] : [],
  )
  return { intent, intents, decisionTypes, parts }
}

/** What a validation makes ready on its first use must not cost the first caller. */
function warmUp(validate: (value: unknown) => unknown): void {
  try {
    validate(null)
  } catch {
    // It will throw again where somebody hears of it.
  }
}
