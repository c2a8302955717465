import { configProblem } from './config-problem.js'
import type { RegisteredCorridor } from './registered-corridor.js'

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
