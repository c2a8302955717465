import { bucketMs } from '@partial-trust/core'
import type { ControlPlan, ControlStage, Rollout } from './control-state.js'

/** A rollout as it begins `stage`, at an ISO 8601 UTC moment. */
export function entered(
  plan: ControlPlan,
  stage: ControlStage,
  at: string,
  before: Rollout | null,
): Rollout {
  return {
    plan: plan.digest,
    stage: stage.name,
    rate: stage.rate,
    mode: stage.mode,
    error_limit: stage.error_limit,
    ...(stage.detector === undefined ? {} : { detector: stage.detector }),
    closed: null,
    epoch: before?.epoch ?? null,
    entered_at: at,
    // A stage may be entered a second time: the bucket under way still holds what came before.
    evidence_from: before === null ? at : nextBucket(at),
    // What was taken away stays taken, whatever becomes of the stage.
    ...(before?.parts === undefined ? {} : { parts: before.parts }),
    ...(before?.confidence === undefined ? {} : { confidence: before.confidence }),
  }
}

/** The first moment whose counts hold nothing of before. */
export function nextBucket(at: string): string {
  return new Date(Math.ceil(Date.parse(at) / bucketMs) * bucketMs).toISOString()
}
