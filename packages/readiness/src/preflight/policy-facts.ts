import { resolve } from 'node:path'
import type { Config, Environment } from '@partial-trust/settings'
import type { RegisteredCorridor } from '@partial-trust/engine'
import { loadPolicy, problemText } from '@partial-trust/llm'
import type { LlmPolicy } from '@partial-trust/llm'
import type { PolicyFacts } from './facts.js'

/** Stands in for an endpoint that nobody set, so that the rest of the file can be read all the same. */
const unsetEndpoint = 'http://endpoint.invalid/v1'
const patienceMs = 2000

/** The policy file, its routes for the corridors, and whether their endpoints answer. */
export async function policyFacts(
  env: Environment,
  cwd: string,
  config: Config,
  corridors: readonly Pick<RegisteredCorridor, 'intent' | 'taskId'>[],
): Promise<PolicyFacts> {
  const path = config.policyPath === null ? null : resolve(cwd, config.policyPath)
  const filled = env['LLM_BASE_URL'] === undefined ? { ...env, LLM_BASE_URL: unsetEndpoint } : env
  const loaded = loadPolicy({ path, env: filled })
  if (loaded.kind === 'refused') {
    const problems = loaded.problems.map(problemText)
    return { file: loaded.file, problems, missing: [], endpoints: [] }
  }
  const profile = config.profileId ?? config.policyProfile
  const needed = corridors.filter(({ intent }) => intent === config.intent)
  const routes = needed.map(({ intent, taskId }) => ({
    intent,
    taskId,
    route: routeOf(loaded.policy, taskId, profile),
  }))
  return {
    file: loaded.file,
    problems: [],
    missing: routes
      .filter(({ route }) => route === null)
      .map(({ taskId }) => `the policy has no route for task ${taskId} and profile ${profile}`),
    endpoints: await Promise.all(
      routes
        .filter(({ route }) => route !== null)
        .map(({ intent, route }) =>
          probe(intent, config.baseUrl ?? route?.base_url, config.apiKey),
        ),
    ),
  }
}

function routeOf(
  { routing }: LlmPolicy,
  taskId: string,
  profile: string,
): { readonly base_url?: string | undefined } | null {
  const profiles = Object.hasOwn(routing, taskId) ? routing[taskId] : undefined
  if (profiles === undefined || !Object.hasOwn(profiles, profile)) return null
  return profiles[profile] ?? null
}

/** Asks the endpoint for its models, which every OpenAI-compatible endpoint can tell. */
async function probe(
  intent: string,
  baseUrl: string | undefined,
  key: string | null,
): Promise<PolicyFacts['endpoints'][number]> {
  if (baseUrl === undefined || baseUrl === unsetEndpoint) {
    return { intent, url: null, status: null, loopback: false }
  }
  const { hostname } = new URL(baseUrl)
  const loopback = /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(hostname)
  const headers: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` }
  try {
    const response = await fetch(`${baseUrl.replace(/\/$/, '')}/models`, {
      headers,
      signal: AbortSignal.timeout(patienceMs),
    })
    await response.body?.cancel()
    return { intent, url: baseUrl, status: response.status, loopback }
  } catch {
    return { intent, url: baseUrl, status: null, loopback }
  }
}
