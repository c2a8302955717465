import { resolve } from 'node:path'
import { randomIds, systemClock } from '@partial-trust/engine'
import type { RegisteredCorridor } from '@partial-trust/engine'
import { loadPolicy, openLlm } from '@partial-trust/llm/endpoints'
import { corridorSettings, readConfig } from '@partial-trust/settings'
import type { Environment } from '@partial-trust/settings'
import { isDefined } from 'partial-trust'

/** One endpoint for everybody, so that where the model is asked does not make a report stale. */
const anyEndpoint = 'http://endpoint.invalid/v1'

/**
 * What each corridor is: its version, and its epoch over rules, prompts, schemas and the policy's
 * models, whether the policy is switched on or not, and wherever its endpoint is.
 */
export async function epochsOf(
  corridors: readonly RegisteredCorridor[],
  { env: given, cwd }: { readonly env: Environment; readonly cwd: string },
): Promise<
  readonly { readonly intent: string; readonly version: string; readonly epoch: string }[]
> {
  const env = { ...given, LLM_BASE_URL: anyEndpoint }
  const names = corridors.map(({ intent }) => intent)
  const config = readConfig(env, names)
  const path = config.policyPath === null ? null : resolve(cwd, config.policyPath)
  const loaded = loadPolicy({ path, env })
  const llm =
    loaded.kind === 'loaded'
      ? openLlm({
          policy: loaded.policy,
          baseUrl: anyEndpoint,
          apiKey: null,
          env: {},
          clock: systemClock,
        })
      : null
  try {
    return corridors.map((corridor) => {
      const { intent, version, taskId, own } = corridor
      const profile = config.profileId ?? own.profile ?? config.policyProfile
      const bound = isDefined(corridor)
        ? corridor.bind({ clock: systemClock, llm, profile })
        : corridor
      const { epoch } = bound.open({
        settings: corridorSettings(config, intent, own),
        source: corridor.asksPolicy ? (llm?.source(taskId, profile) ?? null) : null,
        record: () => undefined,
        clock: systemClock,
        ids: randomIds(),
        instance: 'verify',
      })
      return { intent, version, epoch }
    })
  } finally {
    await llm?.close()
  }
}
