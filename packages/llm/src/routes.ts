import { createHash } from 'node:crypto'
import type { CandidateRoute } from '@partial-trust/core'
import type { LlmPolicy, PolicyRoute } from './policy/llm-policy.js'

/** A route of the policy with the endpoint that is really asked. */
export type EffectiveRoute = PolicyRoute & { readonly profile: string; readonly base_url: string }

/** Every route of a task by profile. `baseUrl`, if given, replaces the policy's endpoints. */
export function routesOf(
  policy: LlmPolicy,
  taskId: string,
  baseUrl: string | null,
): ReadonlyMap<string, EffectiveRoute> {
  const routes = Object.hasOwn(policy.routing, taskId) ? policy.routing[taskId] : undefined
  const effective = new Map<string, EffectiveRoute>()
  for (const [profile, route] of Object.entries(routes ?? {})) {
    const url = baseUrl ?? route.base_url
    if (url !== undefined) effective.set(profile, { ...route, profile, base_url: url })
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
  const facts = [first, escalations, policy.fallback_chain].map(sortKeys)
  const fingerprint = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16)
  const { profile, provider, model } = first
  return { profile, task_id: taskId, provider, model, fingerprint }
}

/** So that moving a line in the file does not look like another policy. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]))
}
