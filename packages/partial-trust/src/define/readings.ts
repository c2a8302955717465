import { atOnce } from '@partial-trust/core'
import type { BaselineReading, CandidateSummary } from '@partial-trust/core'
import type { CorridorSpec } from './corridor-spec.js'

type Spec<Command, Decision, Candidate> = CorridorSpec<Command, Decision, Candidate>

/** The one label of corridors that name none. */
export const unlabelled = 'decided'

/** A decision without its content: its label, and which of its members are filled. */
export function decisionReading<Command, Decision, Candidate>(
  { intent, label }: Pick<Spec<Command, Decision, Candidate>, 'intent' | 'label'>,
  decision: Decision,
  executes: boolean,
): BaselineReading {
  const entityKeys = filledKeys(decision)
  return {
    executes,
    summary: {
      intent,
      decision_type: label?.(decision) ?? unlabelled,
      action_count: executes ? 1 : 0,
      entity_keys_count: entityKeys.length,
    },
    entityKeys,
  }
}

/** Names of the members that hold something, sorted; none for what is no plain object. */
function filledKeys(decision: unknown): readonly string[] {
  if (typeof decision !== 'object' || decision === null || Array.isArray(decision)) return []
  return Object.entries(decision)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key]) => key)
    .toSorted()
}

type Confidence = Pick<CandidateSummary, 'confidence' | 'confidence_bucket' | 'confidence_kind'>

/** What a record says of a candidate's confidence; `missing` where it states none. */
export function confidenceOf<Command, Decision, Candidate>(
  { confidence }: Pick<Spec<Command, Decision, Candidate>, 'confidence'>,
  candidate: Candidate,
): Confidence {
  const stated = atOnce(confidence?.of(candidate))
  if (confidence === undefined || stated === undefined || stated === null) {
    return { confidence: null, confidence_bucket: 'missing', confidence_kind: 'missing' }
  }
  const isShare = stated >= 0 && stated <= 1
  const bucket = isShare && stated >= 0.8 ? 'high' : isShare && stated >= 0.6 ? 'medium' : 'low'
  return {
    confidence: isShare ? stated : null,
    confidence_bucket: bucket,
    confidence_kind: confidence.kind,
  }
}

/** What a command says of the corridor's closed lists; a word that is off its list is for the engine to drop. */
export function partWords<Command, Decision, Candidate>(
  { parts = {} }: Pick<Spec<Command, Decision, Candidate>, 'parts'>,
  command: Command,
): Readonly<Record<string, string | null>> {
  return Object.fromEntries(
    Object.entries(parts).map(([key, { of }]) => [key, of(command) ?? null]),
  )
}
