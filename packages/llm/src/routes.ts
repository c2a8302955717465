import type { CandidateRoute } from '@partial-trust/core'
import type { LlmPolicy, PolicyRoute } from './policy/llm-policy.js'
import { fingerprintOf } from './fingerprint.js'
import { anyTask } from './policy/policy-name.js'
import { keyVariable } from './route-key.js'

/** A route of the policy with the endpoint that is really asked, and the variable of the key it gets. */
export type EffectiveRoute = PolicyRoute & {
  readonly profile: string
  readonly base_url: string
  readonly api_key_env: string
}

/** Every route of a task by profile: its own, or those of any task. `baseUrl`, if given, replaces the policy's endpoints. */
export function routesOf(
  policy: LlmPolicy,
  taskId: string,
  baseUrl: string | null,
): ReadonlyMap<string, EffectiveRoute> {
  const row = Object.hasOwn(policy.routing, taskId) ? taskId : anyTask
  const routes = policy.routing[row]
  const effective = new Map<string, EffectiveRoute>()
  for (const [profile, route] of Object.entries(routes ?? {})) {
    const url = baseUrl ?? route.base_url
    if (url === undefined) continue
    const api_key_env = keyVariable(route, baseUrl)
    effective.set(profile, { ...route, profile, base_url: url, api_key_env })
  }
  return effective
}

/**
 * Names a route for the epoch. The fingerprint covers whatever in the policy can change an answer:
 * the routes that may be asked, their endpoints, and the chain; never the key.
 */
export function describeRoute(
  policy: LlmPolicy,
  taskId: string,
  first: EffectiveRoute,
  routes: ReadonlyMap<string, EffectiveRoute>,
): CandidateRoute {
  const escalations = policy.fallback_chain.flatMap((entry) =>
    entry.action === 'escalate_to' ? [routes.get(entry.profile) ?? null] : [],
  )
  const facts = [first, escalations, policy.fallback_chain].map(withoutKeys)
  const fingerprint = fingerprintOf(facts)
  const { profile, provider, model } = first
  return { profile, task_id: taskId, provider, model, fingerprint }
}

/** Which key is sent, and where it is put, says who pays, not what is answered. */
function withoutKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutKeys)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([key]) => !keyNames.has(key))
  return Object.fromEntries(entries)
}
const keyNames: ReadonlySet<string> = new Set(['api_key_env', 'api_key_header'])
