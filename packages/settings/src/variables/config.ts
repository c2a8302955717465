import type { OidcConfig } from './oidc-config.js'
import type { StateAddress } from './parse-value.js'

/** The environment, validated once. A variable that was refused holds its default here and a problem beside it. */
export type Config = {
  readonly enabled: boolean
  /** Allow-list of corridors; null when the variable is not set: every registered one. */
  readonly intents: readonly string[] | null
  /** Share of ids, 0 to 1; null when the variable is not set. */
  readonly sampleRate: number | null
  /** Ceiling on every corridor's deadline, 1 to 60 000 ms; null when the variable is not set. */
  readonly timeoutMs: number | null
  readonly profileId: string | null
  readonly riskLogPath: string
  readonly policyEnabled: boolean
  /** Null: the bundled policy. */
  readonly policyPath: string | null
  readonly policyProfile: string
  readonly baseUrl: string | null
  readonly apiKey: string | null
  readonly state: StateAddress
  readonly idKey: string | null
  /** 500 to 60 000 ms. */
  readonly leaseMs: number
  readonly tokensPath: string
  /** Null: people come in by tokens alone. */
  readonly oidc: OidcConfig | null
  /** How often the kill is tried in every process, in ms; 0: never. */
  readonly proveEveryMs: number
  /** Any problem closes every corridor with `config_invalid`. */
  readonly problems: readonly ConfigProblem[]
}

export type ConfigProblem = {
  /** A variable's name, or `partial-trust.config`. */
  readonly variable: string
  /** What is wrong; never repeats a secret. */
  readonly problem: string
}
