import { keyVariable } from '../route-key.js'
import type { LlmPolicy } from './llm-policy.js'
import { anyTask } from './policy-name.js'
import type { YamlPath } from '@partial-trust/settings/yaml'

/** A problem that lies in how the parts of a policy refer to each other. */
export type ReferenceProblem = {
  readonly path: YamlPath
  /** Whether the key at `path` is meant, or its value. */
  readonly at: 'key' | 'value'
  readonly reason: string
}

/** Finds names that nothing declares and routes that lead nowhere. */
export function checkReferences(
  policy: LlmPolicy,
  env: Readonly<Record<string, string | undefined>>,
): ReferenceProblem[] {
  const isSet = (variable: string): boolean => (env[variable] ?? '').trim() !== ''
  const baseUrl = isSet('LLM_BASE_URL') ? (env['LLM_BASE_URL'] ?? '').trim() : null
  const profiles = new Set(policy.profiles)
  const tasks = new Set(policy.tasks)
  const problems: ReferenceProblem[] = []
  const unknown = (path: YamlPath, at: 'key' | 'value', what: string, known: Set<string>): void => {
    problems.push({
      path,
      at,
      reason: `unknown ${what} ${String(path.at(-1))}; known: ${list(known)}`,
    })
  }

  for (const [task, routes] of Object.entries(policy.routing)) {
    if (task !== anyTask && !tasks.has(task)) unknown(['routing', task], 'key', 'task', tasks)
    for (const [profile, route] of Object.entries(routes)) {
      const path = ['routing', task, profile]
      if (!profiles.has(profile)) unknown(path, 'key', 'profile', profiles)
      if (route.base_url === undefined && baseUrl === null) {
        problems.push({
          path,
          at: 'key',
          reason: 'base_url is missing and LLM_BASE_URL is not set',
        })
      }
      const variable = keyVariable(route, baseUrl)
      if (variable === route.api_key_env && !isSet(variable)) {
        // Its name is not repeated: somebody may have written the key itself there.
        const reason = 'the variable that api_key_env names is not set'
        problems.push({ path: [...path, 'api_key_env'], at: 'value', reason })
      }
    }
  }
  for (const [index, entry] of policy.fallback_chain.entries()) {
    if (entry.action === 'escalate_to' && !profiles.has(entry.profile)) {
      problems.push({
        path: ['fallback_chain', index, 'profile'],
        at: 'value',
        reason: `unknown profile ${entry.profile}; known: ${list(profiles)}`,
      })
    }
  }
  return problems
}

function list(names: Set<string>): string {
  return [...names].join(', ') || 'none'
}
