import type { RegisteredCorridor } from '@partial-trust/engine'
import type { Clock, IdSource } from '@partial-trust/core'
import type { Control } from '@partial-trust/control'
import type { LoadedPolicy } from '@partial-trust/llm'
import type { Config, Environment } from '@partial-trust/settings'
import type { App, AppCorridor } from './app.js'
import { logHealth } from './log-health.js'
import { openParts } from './open-parts.js'
import type { OpenCorridor } from './open-parts.js'
import { outcomesOf } from './outcomes-of.js'
import { policyProblems } from './policy-in-force.js'

export type ComposeOptions = {
  readonly env: Environment
  readonly cwd: string
  /** The corridors, as {@link registerCorridor} or {@link defineCorridor} made them. */
  readonly registered: readonly RegisteredCorridor[]
  /** Path of the file that registered them; null where no file did. */
  readonly configFile: string | null
  /** Where live control is kept. Default: what `PARTIAL_TRUST_STATE` names. Null: nowhere. */
  readonly state?: Control | null
  /** For drills that must be repeatable. Default: the system's. */
  readonly clock?: Clock
  readonly ids?: IdSource
  /** Whether what asks the LLM is warmed up by {@link PartialTrust.ready} alone, and not before this returns. Default false. */
  readonly warmLater?: boolean
}

/** The product, put together and running. */
export interface PartialTrust extends App {
  readonly config: Config
  readonly configFile: string | null
  /** Null while LLM_POLICY_ENABLED is off: then the file is not even read. */
  readonly policy: LoadedPolicy | null
  /** Resolves when the first candidate costs no more than the next. */
  ready(): Promise<void>
  /** Flushes the log and lets go of everything. Safe to call twice. */
  close(): Promise<void>
}

/**
 * Puts the product together for whoever serves it. What is wrong closes the corridors and leaves the
 * baseline; nothing of it is thrown.
 */
export async function compose(options: ComposeOptions): Promise<PartialTrust> {
  const { env, cwd, registered, configFile, state, clock, ids, warmLater = false } = options
  const names = registered.map(({ intent }) => intent)
  const parts = await openParts({ env, cwd, names, state, clock, ids })
  const { config, control, instance, policy, riskLog, observers } = parts
  const corridors = registered.map((registration) => {
    const open = parts.open(registration)
    return appCorridor(open, outcomesOf(parts, registration))
  })
  const byIntent = new Map(corridors.map((corridor) => [corridor.intent, corridor]))
  await (warmLater ? parts.followed() : parts.ready())
  return {
    config,
    configFile,
    policy,
    instance,
    corridors,
    defaultIntent: onlyOne(config.intents ?? []) ?? onlyOne(names),
    corridor: (intent) => (intent === null ? undefined : byIntent.get(intent)),
    tally: parts.tally,
    onRecord: (listener) => observers.add(listener),
    health: () => ({
      configProblems: [...config.problems, ...policyProblems(policy, config, registered)],
      riskLog: logHealth(riskLog.stats()),
      observerFailures: observers.failures(),
      lease: control?.feed.lease() ?? null,
    }),
    control,
    ready: () => parts.ready(),
    close: () => parts.close(),
  }
}

function onlyOne(names: readonly string[]): string | null {
  return names.length === 1 ? (names[0] ?? null) : null
}

function appCorridor(
  { registration, settings, opened }: OpenCorridor,
  outcome: AppCorridor['outcome'],
): AppCorridor {
  return {
    intent: opened.intent,
    salt: registration.salt,
    epoch: opened.epoch,
    settings,
    grant: (view) => opened.grant(view),
    askedPerDecision: registration.askedPerDecision.command,
    reasons: registration.reasons,
    lists: registration.lists,
    contracts: registration.contracts,
    decide: (value, options) => opened.decide(value, options),
    use: () => opened.use(),
    outcome,
  }
}
