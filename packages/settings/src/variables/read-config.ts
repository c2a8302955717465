import type { Config, ConfigProblem } from './config.js'
import { misspelt } from './misspelt.js'
import { shown } from './parse-value.js'
import { oidcConfig } from './oidc-config.js'
import { variables } from './variables.js'
import type { Variable, VariableName } from './variables.js'

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the environment into one value. Never throws: whatever does not parse becomes a named
 * problem, and any problem closes the corridors while the service goes on with the baseline.
 *
 * @param registered The registered corridors' names; null where they are not known (yet), so that
 *   no name can be called wrong.
 */
export function readConfig(env: Environment, registered: readonly string[] | null): Config {
  const problems: ConfigProblem[] = []

  function get<Value>(name: VariableName, variable: Variable<Value>): Value | null {
    const text: unknown = env[name]
    if (text === undefined) return null
    if (typeof text !== 'string') {
      problems.push({
        variable: name,
        problem: `must be a text, got a value of type ${typeof text}`,
      })
      return null
    }
    const result = variable.parse(text)
    if (result.kind === 'read') return result.value
    problems.push({ variable: name, problem: result.problem })
    return null
  }

  const v = variables
  const intents = get('PARTIAL_TRUST_INTENT', v.PARTIAL_TRUST_INTENT)
  for (const intent of intents ?? []) {
    if (registered === null || registered.includes(intent)) continue
    const known =
      registered.length === 0 ? 'none is registered' : `registered: ${registered.join(', ')}`
    problems.push({
      variable: 'PARTIAL_TRUST_INTENT',
      problem: `${shown(intent)} is not a registered corridor (${known})`,
    })
  }
  problems.push(...misspelt(env))
  const { oidc, problem } = oidcConfig({
    issuer: get('PARTIAL_TRUST_OIDC_ISSUER', v.PARTIAL_TRUST_OIDC_ISSUER),
    clientId: get('PARTIAL_TRUST_OIDC_CLIENT_ID', v.PARTIAL_TRUST_OIDC_CLIENT_ID),
    clientSecret: get('PARTIAL_TRUST_OIDC_CLIENT_SECRET', v.PARTIAL_TRUST_OIDC_CLIENT_SECRET),
    roles: get('PARTIAL_TRUST_OIDC_ROLES', v.PARTIAL_TRUST_OIDC_ROLES),
    url: get('PARTIAL_TRUST_OIDC_URL', v.PARTIAL_TRUST_OIDC_URL),
  })
  if (problem !== null) problems.push(problem)
  return {
    enabled: get('PARTIAL_TRUST_ENABLED', v.PARTIAL_TRUST_ENABLED) ?? false,
    intents,
    sampleRate: get('PARTIAL_TRUST_SAMPLE_RATE', v.PARTIAL_TRUST_SAMPLE_RATE),
    timeoutMs: get('PARTIAL_TRUST_TIMEOUT_MS', v.PARTIAL_TRUST_TIMEOUT_MS),
    profileId: get('PARTIAL_TRUST_PROFILE_ID', v.PARTIAL_TRUST_PROFILE_ID),
    riskLogPath:
      get('PARTIAL_TRUST_RISK_LOG_PATH', v.PARTIAL_TRUST_RISK_LOG_PATH) ??
      v.PARTIAL_TRUST_RISK_LOG_PATH.default,
    policyEnabled: get('LLM_POLICY_ENABLED', v.LLM_POLICY_ENABLED) ?? false,
    policyPath: get('LLM_POLICY_PATH', v.LLM_POLICY_PATH),
    policyProfile: get('LLM_POLICY_PROFILE', v.LLM_POLICY_PROFILE) ?? v.LLM_POLICY_PROFILE.default,
    baseUrl: get('LLM_BASE_URL', v.LLM_BASE_URL),
    apiKey: get('LLM_API_KEY', v.LLM_API_KEY),
    state: get('PARTIAL_TRUST_STATE', v.PARTIAL_TRUST_STATE) ?? defaultState,
    idKey: get('PARTIAL_TRUST_ID_KEY', v.PARTIAL_TRUST_ID_KEY),
    leaseMs:
      get('PARTIAL_TRUST_LEASE_MS', v.PARTIAL_TRUST_LEASE_MS) ??
      Number(v.PARTIAL_TRUST_LEASE_MS.default),
    tokensPath:
      get('PARTIAL_TRUST_TOKENS', v.PARTIAL_TRUST_TOKENS) ?? v.PARTIAL_TRUST_TOKENS.default,
    oidc,
    proveEveryMs:
      get('PARTIAL_TRUST_PROVE_MS', v.PARTIAL_TRUST_PROVE_MS) ??
      Number(v.PARTIAL_TRUST_PROVE_MS.default),
    problems,
  }
}

const defaultState = { kind: 'sqlite', path: '.partial-trust/state.db' } as const
