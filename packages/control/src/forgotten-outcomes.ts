import { bucketMs } from '@partial-trust/core'
import type { Horizon } from './evidence-store.js'
import type { OutcomeName } from './tidy-progress.js'

/** An outcome and when the last word on it came, ISO 8601 UTC; empty where that is not known. */
export type DatedOutcome = OutcomeName & { readonly savedAt: string }

/**
 * The outcomes that nobody needs to know any more: said longer ago than counts are shown, and not in their corridor's
 * present stage, so that none that is reported once more counts twice in it.
 */
export function forgotten<Outcome extends DatedOutcome>(
  outcomes: readonly Outcome[],
  { pruneBefore, outcomesSince }: Horizon,
): readonly Outcome[] {
  const before = new Date(pruneBefore * bucketMs).toISOString()
  return outcomes.filter(({ corridor, savedAt }) => {
    const since = outcomesSince.get(corridor)
    return savedAt !== '' && savedAt < before && (since === undefined || savedAt < since)
  })
}
