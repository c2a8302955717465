import type { BaselineReading, CandidateReading } from './corridor-definition.js'
import type { DiffSummary } from '../record/index.js'

/** How a candidate differs from the baseline, without saying in what content. */
export function diffSummary(baseline: BaselineReading, candidate: CandidateReading): DiffSummary {
  const before = baseline.summary
  const after = candidate.summary
  return {
    intent_mismatch: before.intent !== after.intent,
    decision_type_mismatch: before.decision_type !== after.decision_type,
    action_count_mismatch: before.action_count !== after.action_count,
    entity_key_mismatch: !sameKeys(baseline.entityKeys, candidate.entityKeys),
  }
}

function sameKeys(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((key, index) => key === right[index])
}
