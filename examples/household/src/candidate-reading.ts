import type { CandidateReading, CandidateSummary } from '@partial-trust/core'
import { leastConfidence, nameLength } from './acceptance-rules.js'
import type { HouseholdCandidate } from './household-candidate.js'

const highConfidence = 0.8

/** A candidate without its content: counts, lengths and members of closed lists. */
export function readCandidate(candidate: HouseholdCandidate): CandidateReading {
  const { intent, items, confidence } = candidate
  const entityKeys = [...new Set(items.flatMap((item) => [...item.keys()]))].toSorted()
  const first = items[0]
  return {
    summary: {
      intent,
      decision_type: 'start_job', // what every accepted candidate becomes
      action_count: items.length,
      entity_keys_count: entityKeys.length,
      has_list_id: items.some((item) => typeof item.get('list_id') === 'string'),
      item_name_len: first === undefined ? 0 : nameLength(first),
      ...readConfidence(confidence),
    },
    entityKeys,
  }
}

function readConfidence(
  confidence: unknown,
): Pick<CandidateSummary, 'confidence' | 'confidence_bucket'> {
  if (confidence === undefined || confidence === null) {
    return { confidence: null, confidence_bucket: 'missing' }
  }
  if (typeof confidence !== 'number' || !(confidence >= 0 && confidence <= 1)) {
    return { confidence: null, confidence_bucket: 'low' } // stated, but nothing that could be trusted
  }
  if (confidence >= highConfidence) return { confidence, confidence_bucket: 'high' }
  return { confidence, confidence_bucket: confidence >= leastConfidence ? 'medium' : 'low' }
}
