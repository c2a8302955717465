import { createHash } from 'node:crypto'
import type { Observation } from '@partial-trust/core'

/** What can be reported of a decision and tells whether it was right. */
export const reportedOutcomes = ['undone', 'confirmed', 'wrong', 'right'] as const
export type ReportedOutcome = (typeof reportedOutcomes)[number]

/** What was said later of a decision, by the id it was made for. */
export type ReportedOutcomes = { readonly get: (id: string) => ReportedOutcome | undefined }

/** What a store knows by the digest of the id, to be asked by the id. */
export function byDigest(outcomes: ReadonlyMap<string, ReportedOutcome>): ReportedOutcomes {
  return { get: (id) => outcomes.get(createHash('sha256').update(id).digest('hex')) }
}

/**
 * What is known of a candidate better than by comparing it with the baseline; null: nothing. What became of a
 * decision speaks of the candidate where it was used; a label also where it agreed with what was used instead.
 */
export function reportedOf(
  outcomes: ReportedOutcomes | null,
  observation: Pick<Observation, 'commandId' | 'traceId' | 'status' | 'reasonCode' | 'mismatch'>,
): 'wrong' | 'right' | null {
  const outcome = outcomeOf(outcomes, observation)
  if (outcome === undefined) return null
  const { reasonCode, status, mismatch } = observation
  const isUsed = reasonCode === 'accepted' && status !== 'shadow'
  const agrees = mismatch !== null && !mismatch.intent && mismatch.decisionType === false
  const isLabel = outcome === 'wrong' || outcome === 'right'
  if (!isUsed && !(isLabel && agrees)) return null
  return outcome === 'undone' || outcome === 'wrong' ? 'wrong' : 'right'
}

function outcomeOf(
  outcomes: ReportedOutcomes | null,
  { commandId, traceId }: Pick<Observation, 'commandId' | 'traceId'>,
): ReportedOutcome | undefined {
  return outcomes?.get(commandId ?? '') ?? outcomes?.get(traceId ?? '')
}
