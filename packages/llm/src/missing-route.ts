import type { LlmPolicy } from './policy/llm-policy.js'
import { routesOf } from './routes.js'

/** Why a policy has nobody to ask for a task; null where it has. */
export function missingRoute(policy: LlmPolicy, taskId: string, profile: string): string | null {
  if (!policy.profiles.includes(profile)) {
    const known = policy.profiles.join(', ')
    return `${JSON.stringify(profile.slice(0, 64))} is not a profile of the policy; known: ${known}`
  }
  // Whether there is an endpoint is another question, which the policy's own check answers.
  return routesOf(policy, taskId, 'http://any.invalid').has(profile)
    ? null
    : `the policy has no route for task ${taskId} and profile ${profile}`
}
