import { bundleText, digestOf, rolloutBundleFormat } from '@partial-trust/analysis/evidence-bundle'
import type { RolloutBundle } from '@partial-trust/analysis/evidence-bundle'
import { deriveRollout } from './derive-rollout.js'
import type { RolloutDerivation, RolloutGrounds } from './derive-rollout.js'

export type MadeRolloutBundle = RolloutDerivation & {
  /** What to write. The same rollout at the same moment gives the same text. */
  readonly text: string
  readonly digest: string
}

/**
 * Judges the rollout in force as `gate` does and puts everything the verdict was derived from into one file.
 *
 * @throws {UserError} when there is no rollout to judge under its plan.
 */
export function makeRolloutBundle(
  grounds: RolloutGrounds,
  about: Pick<RolloutBundle, 'versions' | 'configuration'>,
): MadeRolloutBundle {
  const derived = deriveRollout(grounds)
  const content = {
    format: rolloutBundleFormat,
    created_at: new Date(grounds.nowMs).toISOString(),
    versions: about.versions,
    configuration: about.configuration,
    state: grounds.state,
    plan: grounds.plan,
    cells: derived.cells,
    verdict: derived.verdict,
    page: derived.page,
  } satisfies Omit<RolloutBundle, 'digest'>
  return { ...derived, text: bundleText(content), digest: digestOf(content) }
}
