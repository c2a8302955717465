import {
  authorityName,
  defineCorridor,
  leastConfidenceOf,
  limitsOf,
  openCorridor,
} from '@partial-trust/core'
import type {
  Authority,
  Corridor,
  CorridorDefinition,
  CorridorLimits,
  CorridorLists,
  CorridorParts,
  DecideOptions,
  Mode,
  Outcome,
  OwnReasonEntry,
} from '@partial-trust/core'
import { configProblem } from './config-problem.js'
import { traced } from './edge/traced-decision.js'

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

/** What the runtime supplies; the registration supplies the rest. */
export type RuntimeParts = Omit<CorridorParts, 'limits' | 'mode' | 'authorities'>

/** An open corridor that takes untrusted JSON. */
export interface OpenedCorridor extends Pick<
  Corridor<unknown, unknown>,
  'intent' | 'epoch' | 'use' | 'grant'
> {
  /** The problems at once, or the outcome when it is decided. */
  decide(
    value: unknown,
    options?: DecideOptions,
  ):
    | { readonly kind: 'invalid'; readonly problems: readonly CommandProblem[] }
    | { readonly kind: 'deciding'; readonly outcome: Promise<Outcome<unknown>> }
}

/** What a corridor says of itself; the environment can only narrow it. */
export type CorridorOwn = {
  readonly mode: Mode
  /** Undefined where it says nothing. */
  readonly deadlineMs: number | undefined
  readonly sampleRate: number | undefined
  readonly profile: string | undefined
  readonly plan: string | undefined
}

/** Authorities that nobody outside a decision can ask, by name. */
export type AskedPerDecision = {
  /** Its own authorities: only a process in which the corridor is open can ask them. */
  readonly authorities: readonly string[]
  /** What needs the command, e.g. the caller's capabilities. */
  readonly command: readonly string[]
}

/** A registration whose own types nobody outside needs to know. */
export interface RegisteredCorridor {
  readonly intent: string
  readonly taskId: string
  readonly version: string
  readonly salt: string
  /** Least confidence its rules ask for; null where they name none. */
  readonly leastConfidence: number | null
  readonly own: CorridorOwn
  readonly askedPerDecision: AskedPerDecision
  /** Whether the LLM policy answers for it; false where it asks somebody of its own. */
  readonly asksPolicy: boolean
  /** Why its own rules refuse, by reason code. */
  readonly reasons: Readonly<Record<string, OwnReasonEntry>>
  /** What can differ in its decisions at all. */
  readonly lists: CorridorLists
  readonly contracts: { readonly command: JsonSchema; readonly decision: JsonSchema }
  /** Commands that stand for its traffic; none where the registration gives none. */
  examples?(): readonly unknown[]
  open(parts: RuntimeParts): OpenedCorridor
}

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

type Stated = Partial<CorridorOwn>

/** The settings of a registration, checked once. */
export function ownSettings(intent: string, stated: Stated): CorridorOwn {
  const { mode = 'live', deadlineMs, sampleRate, profile, plan } = stated
  if (mode !== 'live' && mode !== 'shadow') {
    throw new TypeError(`corridor ${intent}: mode must be live or shadow, got ${String(mode)}`)
  }
  if (
    deadlineMs !== undefined &&
    !(Number.isInteger(deadlineMs) && within(deadlineMs, 1, 60_000))
  ) {
    throw new TypeError(
      `corridor ${intent}: deadlineMs must be a whole number of ms from 1 to 60000, got ${String(deadlineMs)}`,
    )
  }
  if (sampleRate !== undefined && !within(sampleRate, 0, 1)) {
    throw new TypeError(
      `corridor ${intent}: sampleRate must be a share from 0 to 1, got ${String(sampleRate)}`,
    )
  }
  return { mode, deadlineMs, sampleRate, profile, plan }
}

/** False for what is no number, whatever the types say. */
function within(value: number, least: number, most: number): boolean {
  return value >= least && value <= most
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
  /** What comes in from other systems, signed, and what they are told. */
  readonly signals?: SignalsConfig
}

/** Secrets stand in the environment; only the names of their variables stand in the file. */
export type SignalsConfig = {
  /** Variables that hold secrets of Standard Webhooks whose signatures `POST /v1/alerts` believes. */
  readonly alertSecrets?: readonly string[]
  /** Who is told of events. */
  readonly webhooks?: readonly WebhookConfig[]
}

export type WebhookConfig = {
  /** An http or https address. */
  readonly url: string
  /** Variable that holds the secret of Standard Webhooks with which messages are signed. */
  readonly secret: string
  /** Any of `stage_changed`, `closed`, `verdict_changed`, `lease_lost`, `token_expiring`, `stop_unproved`. Default: all. */
  readonly events?: readonly string[]
  /** Default `cloudevents`. */
  readonly format?: 'cloudevents' | 'slack'
}

/**
 * The default export of `partial-trust.config.ts`.
 *
 * @throws {TypeError} when no corridor is registered, or two share an intent.
 */
export function defineConfig(config: PartialTrustConfig): PartialTrustConfig {
  const problem = configProblem(config)
  if (problem !== null) throw new TypeError(`partial-trust.config: ${problem}`)
  const intents = config.corridors.map((corridor) => corridor.intent)
  const twice = intents.find((intent, index) => intents.indexOf(intent) !== index)
  if (twice !== undefined) {
    throw new TypeError(`partial-trust.config: the corridor ${twice} is registered twice`)
  }
  return config
}
