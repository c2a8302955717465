import { defineCorridor, openCorridor } from '@partial-trust/core'
import type {
  Corridor,
  CorridorDefinition,
  CorridorLimits,
  CorridorParts,
  DecideOptions,
  Mode,
  Outcome,
  OwnReasonEntry,
} from '@partial-trust/core'

/** What is wrong with a command, and where; neither member repeats the command's content. */
export type CommandProblem = {
  /** JSON Pointer (RFC 6901); empty for the whole. */
  readonly pointer: string
  readonly message: string
}

export type Validation<Command> =
  | { readonly kind: 'valid'; readonly command: Command }
  | { readonly kind: 'invalid'; readonly problems: readonly CommandProblem[] }

/** JSON Schema 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** One corridor as the configuration file registers it for the command line and the service. */
export type CorridorRegistration<Command, Decision, Candidate> = {
  readonly definition: CorridorDefinition<Command, Decision, Candidate>
  /** Checks an untrusted JSON value; the engine only ever sees what passed. */
  validate(value: unknown): Validation<Command>
  readonly contracts: { readonly command: JsonSchema; readonly decision: JsonSchema }
  /** Default: the engine's. */
  readonly limits?: Partial<CorridorLimits>
  /** What this corridor is allowed at most. Default `live`. */
  readonly mode?: Mode
  /** Further authorities, e.g. a feature flag; any answer but `true` closes the corridor. */
  readonly authorities?: readonly (() => unknown)[]
}

/** What the runtime supplies; the registration supplies the rest. */
export type RuntimeParts = Omit<CorridorParts, 'limits' | 'mode' | 'authorities'>

/** An open corridor that takes untrusted JSON. */
export interface OpenedCorridor extends Pick<
  Corridor<unknown, unknown>,
  'intent' | 'epoch' | 'use'
> {
  /** The problems at once, or the outcome when it is decided. */
  decide(
    value: unknown,
    options?: DecideOptions,
  ):
    | { readonly kind: 'invalid'; readonly problems: readonly CommandProblem[] }
    | { readonly kind: 'deciding'; readonly outcome: Promise<Outcome<unknown>> }
}

/** A registration whose own types nobody outside needs to know. */
export interface RegisteredCorridor {
  readonly intent: string
  readonly taskId: string
  readonly version: string
  readonly salt: string
  /** Why its own rules refuse, by reason code. */
  readonly reasons: Readonly<Record<string, OwnReasonEntry>>
  readonly contracts: { readonly command: JsonSchema; readonly decision: JsonSchema }
  open(parts: RuntimeParts): OpenedCorridor
}

/**
 * Prepares a corridor for {@link defineConfig}.
 *
 * @throws {TypeError} when the definition is not one, naming the field.
 */
export function registerCorridor<Command, Decision, Candidate>(
  registration: CorridorRegistration<Command, Decision, Candidate>,
): RegisteredCorridor {
  const definition = defineCorridor(registration.definition)
  const { contracts, limits, mode, authorities } = registration
  return {
    intent: definition.intent,
    taskId: definition.taskId,
    version: definition.version,
    salt: definition.salt ?? definition.intent,
    reasons: definition.reasons ?? {},
    contracts,
    open(parts) {
      warmUp((value) => registration.validate(value))
      const corridor = openCorridor(definition, {
        ...parts,
        ...(limits === undefined ? {} : { limits }),
        ...(mode === undefined ? {} : { mode }),
        ...(authorities === undefined ? {} : { authorities }),
      })
      return {
        intent: corridor.intent,
        epoch: corridor.epoch,
        use: () => corridor.use(),
        decide(value, options) {
          const validation = registration.validate(value)
          if (validation.kind === 'invalid') return validation
          return { kind: 'deciding', outcome: corridor.decide(validation.command, options) }
        },
      }
    },
  }
}

/** What a validation makes ready on its first use must not cost the first caller. */
function warmUp(validate: (value: unknown) => unknown): void {
  try {
    validate(null)
  } catch {
    // It will throw again where somebody hears of it.
  }
}

export type PartialTrustConfig = {
  /** At least one; their intents must differ. */
  readonly corridors: readonly RegisteredCorridor[]
}

/**
 * The default export of `partial-trust.config.ts`.
 *
 * @throws {TypeError} when no corridor is registered, or two share an intent.
 */
export function defineConfig(config: PartialTrustConfig): PartialTrustConfig {
  const intents = config.corridors.map((corridor) => corridor.intent)
  if (intents.length === 0)
    throw new TypeError('partial-trust.config: register at least one corridor')
  const twice = intents.find((intent, index) => intents.indexOf(intent) !== index)
  if (twice !== undefined) {
    throw new TypeError(`partial-trust.config: the corridor ${twice} is registered twice`)
  }
  return config
}
