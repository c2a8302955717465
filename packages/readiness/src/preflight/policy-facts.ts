import { systemClock } from '@partial-trust/engine'
import type { RegisteredCorridor } from '@partial-trust/engine'
import { missingRoute, problemText } from '@partial-trust/llm'
import { openLlm } from '@partial-trust/llm/endpoints'
import type { LlmPolicy } from '@partial-trust/llm'
import type { Config, Environment } from '@partial-trust/settings'
import type { EndpointFact, PolicyFacts } from './facts.js'
import { readPolicy, unsetEndpoint } from './read-policy.js'

/** Longer than any deadline worth having; an endpoint that needs more is as good as not there. */
const patienceMs = 5000

/** The policy file, its routes for the corridors, and how one call on each of them goes. */
export async function policyFacts(
  env: Environment,
  cwd: string,
  config: Config,
  corridors: readonly (Pick<RegisteredCorridor, 'intent' | 'taskId'> &
    Partial<Pick<RegisteredCorridor, 'asksPolicy'>>)[],
): Promise<PolicyFacts> {
  const loaded = readPolicy(env, cwd, config)
  if (loaded.kind === 'refused') {
    const problems = loaded.problems.map(problemText)
    return { file: loaded.file, problems, missing: [], endpoints: [] }
  }
  const { policy, file } = loaded
  const profile = config.profileId ?? config.policyProfile
  const needed = corridors.filter(
    ({ intent, asksPolicy = true }) => asksPolicy && (config.intents?.includes(intent) ?? true),
  )
  const missing = needed.map(({ taskId }) => missingRoute(policy, taskId, profile))
  return {
    file,
    problems: [],
    missing: missing.filter((problem) => problem !== null),
    endpoints: await probeAll(
      policy,
      { ...config, env, profile },
      needed.filter((_, index) => missing[index] === null),
    ),
  }
}

type Asking = Pick<Config, 'baseUrl' | 'apiKey' | 'policyEnabled'> & {
  readonly env: Environment
  readonly profile: string
}

/** Off means off: while the policy is off, not even preflight asks a model. */
async function probeAll(
  policy: LlmPolicy,
  asking: Asking,
  corridors: readonly Pick<RegisteredCorridor, 'intent' | 'taskId'>[],
): Promise<readonly EndpointFact[]> {
  const llm = openLlm({ ...asking, policy, clock: systemClock })
  try {
    return await Promise.all(
      corridors.map(async ({ intent, taskId }): Promise<EndpointFact> => {
        const signal = AbortSignal.timeout(patienceMs)
        const asked = llm.endpoint(taskId, asking.profile)
        if (asked === null || asked === unsetEndpoint) return { intent, kind: 'unset' }
        if (!asking.policyEnabled) return { intent, kind: 'not_asked', endpoint: asked }
        const probe = await llm.probe(taskId, asking.profile, signal)
        return probe === null ? { intent, kind: 'unset' } : { intent, kind: 'asked', ...probe }
      }),
    )
  } finally {
    await llm.close()
  }
}
