import { grant } from '@partial-trust/core'
import type { Terms } from '@partial-trust/core'
import type { StatusCorridor } from '@partial-trust/control'
import type { RegisteredCorridor } from '@partial-trust/engine'
import { missingRoute } from '@partial-trust/llm'
import type { LoadedPolicy } from '@partial-trust/llm'
import { corridorSettings } from '@partial-trust/settings'
import type { Config } from '@partial-trust/settings'
import { profileOf } from './policy-in-force.js'

/** What is known of corridors without opening them. */
export type Surroundings = {
  readonly config: Config
  readonly policy: LoadedPolicy | null
  readonly registered: readonly RegisteredCorridor[]
}

/**
 * What a process started in these surroundings would be granted, for whoever asks from outside. What only
 * such a process can ask is named instead.
 */
export function corridorsFromOutside(
  surroundings: Surroundings,
  intents: readonly string[],
): readonly StatusCorridor[] {
  const { config, registered } = surroundings
  return intents.map((intent) => {
    const registration = registered.find((one) => one.intent === intent)
    const terms: Terms = {
      settings: corridorSettings(config, intent, registration?.own ?? {}),
      mode: registration?.own.mode ?? 'live',
      answered: registration === undefined || hasRoute(surroundings, registration),
      authorities: [],
    }
    return {
      intent,
      grant: (view) => grant(terms, () => view),
      askedPerDecision:
        registration === undefined
          ? ['its registration, which is not here']
          : [
              ...registration.askedPerDecision.authorities,
              ...registration.askedPerDecision.command,
            ],
    }
  })
}

/** Whether the policy has somebody to ask for the corridor, or it asks somebody of its own. */
function hasRoute({ config, policy }: Surroundings, registration: RegisteredCorridor): boolean {
  const { asksPolicy, taskId, own } = registration
  if (!asksPolicy) return true
  return (
    policy?.kind === 'loaded' &&
    missingRoute(policy.policy, taskId, profileOf(config, own)) === null
  )
}
