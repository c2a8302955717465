import { resolve } from 'node:path'
import { missingRoute, problemText } from '@partial-trust/llm'
import type { LoadedPolicy } from '@partial-trust/llm'
import type { RegisteredCorridor } from '@partial-trust/engine'
import type { Config, ConfigProblem, Environment } from '@partial-trust/settings'

/**
 * The policy that answers for corridors without a source of their own; null while it is switched off.
 * What reads it is loaded here and not with the library: most applications ask a function of theirs.
 */
export async function policyOf(
  config: Config,
  { env, cwd }: { readonly env: Environment; readonly cwd: string },
): Promise<LoadedPolicy | null> {
  if (!config.policyEnabled) return null
  const path = config.policyPath === null ? null : resolve(cwd, config.policyPath)
  const { loadPolicy } = await import('@partial-trust/llm/endpoints')
  return loadPolicy({ path, env })
}

/**
 * A policy that is refused, or has nobody to ask, closes no other check, but whoever asks after our
 * health must hear of it, where a corridor asks the policy at all.
 */
export function policyProblems(
  policy: LoadedPolicy | null,
  config: Config,
  registered: readonly RegisteredCorridor[],
): readonly ConfigProblem[] {
  const asking = registered.filter(
    ({ intent, asksPolicy }) => asksPolicy && (config.intents?.includes(intent) ?? true),
  )
  if (policy === null || asking.length === 0) return []
  if (policy.kind === 'refused') {
    return policy.problems.map((problem) => ({
      variable: 'LLM_POLICY_PATH',
      problem: problemText(problem),
    }))
  }
  const variable = config.profileId === null ? 'LLM_POLICY_PROFILE' : 'PARTIAL_TRUST_PROFILE_ID'
  return asking
    .map(({ taskId, own }) => missingRoute(policy.policy, taskId, profileOf(config, own)))
    .filter((problem) => problem !== null)
    .map((problem) => ({ variable, problem }))
}

/** The profile that is asked first for a corridor. */
export function profileOf(
  { profileId, policyProfile }: Config,
  { profile }: Pick<RegisteredCorridor['own'], 'profile'>,
): string {
  return profileId ?? profile ?? policyProfile
}
