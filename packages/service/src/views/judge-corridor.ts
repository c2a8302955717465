import { judgeStage, stageDays } from '@partial-trust/core'
import type { Plan, StageEvidence, StageVerdict } from '@partial-trust/core'
import { evidenceOfStage } from '@partial-trust/control'
import type { CorridorState } from '@partial-trust/control'
import type { ViewSources } from './view-sources.js'

export type Judgement = {
  readonly verdict: StageVerdict
  readonly evidence: StageEvidence
  /** Days between the stage's first and last record. */
  readonly days: number
}

/** What the gates say of a corridor's stage on the evidence as it stands; null without a rollout. */
export function judgeCorridor(
  { metrics, nowMs }: ViewSources,
  state: CorridorState,
  plan: Plan,
): Judgement | null {
  const now = nowMs()
  const evidence = evidenceOfStage(state, plan, metrics.of(state.intent), now)
  if (evidence === null || state.rollout === null) return null
  const decidedAt = new Date(now).toISOString()
  const verdict = judgeStage(plan, state.rollout.stage, evidence, decidedAt)
  return { verdict, evidence, days: stageDays(evidence) }
}
