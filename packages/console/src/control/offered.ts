import type { CorridorSummary } from '../api/views.js'
import type { Action } from './actions.js'

/** The changes that lead somewhere from where a corridor stands; a kill always does. */
export function offered({
  killed,
  stage,
  stage_closed: closed,
  stages,
}: CorridorSummary): readonly Action[] {
  if (killed) return ['resume']
  if (stage === null) return ['rollout', 'kill']
  if (closed !== null) return ['resume', 'kill']
  const last = stages.at(-1)?.name === stage
  return [...(last ? [] : (['promote'] as const)), 'demote', 'incident', 'kill']
}
