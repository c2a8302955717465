import { confidenceBuckets, confidenceKinds, traitValue } from '../record/index.js'
import type { CandidateSummary, ConfidenceKind, DecisionSummary, Trait } from '../record/index.js'
import type { BaselineReading, CandidateReading, CorridorTraits } from './corridor-definition.js'
import { atOnce, saysYes, silence } from './foreign.js'

/** What of a definition decides about its summaries. */
export type SummaryLists = {
  readonly intents: readonly string[]
  readonly decisionTypes: readonly string[]
  readonly traits?: CorridorTraits
  readonly confidenceKind?: ConfidenceKind
}

/**
 * Hold what a corridor's own code reads to its closed lists, so that no text can reach a record
 * through it. Both throw a TypeError for what is no reading.
 */
export type Summaries = {
  readonly decision: (reading: BaselineReading) => BaselineReading
  readonly candidate: (reading: CandidateReading) => CandidateReading
}

type Traits = readonly (readonly [string, Trait])[]

export function summariesOf(lists: SummaryLists): Summaries {
  const ofDecision: Traits = Object.entries(lists.traits?.decision ?? {})
  const ofBoth: Traits = [...ofDecision, ...Object.entries(lists.traits?.candidate ?? {})]
  const kind = lists.confidenceKind ?? 'verbalized'
  return {
    decision: (reading) => {
      const { executes, summary, entityKeys } = atOnce(reading)
      return {
        executes: saysYes(executes),
        summary: summaryOf(lists, summary, ofDecision),
        entityKeys: listOf(entityKeys),
      }
    },
    candidate: (reading) => {
      const { summary, entityKeys } = atOnce(reading)
      return {
        summary: { ...summaryOf(lists, summary, ofBoth), ...confidenceOf(summary, kind) },
        entityKeys: listOf(entityKeys),
      }
    },
  }
}

/** Values that a corridor's summary may carry: anything off its closed lists is recorded as this. */
const offList = 'other'

function summaryOf(lists: SummaryLists, summary: DecisionSummary, traits: Traits): DecisionSummary {
  const { intent, decision_type: type } = summary
  silence(type)
  const made: DecisionSummary & { [trait: string]: DecisionSummary[string] } = {
    intent: lists.intents.includes(intent) ? intent : offList,
    decision_type: lists.decisionTypes.includes(type) ? type : offList,
    action_count: countOf(summary.action_count),
    entity_keys_count: countOf(summary.entity_keys_count),
  }
  for (const [name, trait] of traits) {
    silence(summary[name])
    made[name] = traitValue(trait, summary[name])
  }
  return made
}

function confidenceOf(
  summary: CandidateSummary,
  usual: ConfidenceKind,
): Pick<CandidateSummary, 'confidence' | 'confidence_bucket' | 'confidence_kind'> {
  const { confidence, confidence_bucket: bucket, confidence_kind: kind } = summary
  const stated = confidenceBuckets.includes(bucket) ? bucket : 'low'
  const given = kind !== undefined && confidenceKinds.includes(kind) ? kind : usual
  return {
    confidence: Number.isFinite(confidence) ? confidence : null,
    confidence_bucket: stated,
    confidence_kind: stated === 'missing' ? 'missing' : given,
  }
}

function countOf(value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new TypeError('a summary must count in whole numbers from 0')
}

function listOf(keys: readonly string[]): readonly string[] {
  if (Array.isArray(keys)) return keys
  throw new TypeError('a reading must list its entity keys')
}
