import type { Plan, StageVerdict } from '@partial-trust/core'
import type { ControlAction } from './control-action.js'
import type { CorridorState } from './control-state.js'

/** What the controller does next, and why; null: nothing. */
export type RolloutStep = { readonly action: ControlAction; readonly reason: string } | null

/** A part as `KEY=WORD`, with the verdict on it alone. */
export type FailingPart = { readonly part: string; readonly verdict: StageVerdict }

const dayMs = 86_400_000

/**
 * What a verdict leads to without a person: NO_GO always closes, a failing part may be demoted alone, GO promotes only where the plan
 * says `auto`, and never before the stage's minimum duration. Reads no clock.
 *
 * @param failing A part that fails although the whole does not; demoted alone where the plan says so.
 * @param epoch The fingerprint of the stage's latest candidates; null before the first.
 */
export function rolloutStep(
  state: CorridorState,
  plan: Plan,
  verdict: StageVerdict,
  epoch: string | null,
  nowMs: number,
  failing: FailingPart | null = null,
): RolloutStep {
  const { killed, rollout } = state
  if (killed || rollout === null || rollout.closed !== null) return null
  if (verdict.stage !== rollout.stage) return null
  if (verdict.verdict === 'NO_GO') {
    const action = { kind: 'close', because: 'no_go', evidence: verdict } as const
    return { action, reason: `NO_GO: ${verdict.because[0] ?? 'a gate fired'}` }
  }
  if (failing !== null && plan.parts?.demote === true) {
    const { part, verdict: evidence } = failing
    const action = { kind: 'demote_part', part, evidence } as const
    return { action, reason: `NO_GO of ${part} alone: ${evidence.because[0] ?? 'a gate fired'}` }
  }
  if (epoch !== null && epoch !== rollout.epoch) {
    const before = rollout.epoch ?? 'none'
    return {
      action: { kind: 'epoch', epoch },
      reason: `candidates now come under ${epoch} (before: ${before}): evidence starts from zero`,
    }
  }
  if (verdict.verdict !== 'GO' || plan.promote !== 'auto' || plan.approvals === 2) return null
  const index = plan.stages.findIndex(({ name }) => name === rollout.stage)
  const stage = plan.stages[index]
  const next = plan.stages[index + 1]
  if (stage === undefined || next === undefined) return null
  if (nowMs - Date.parse(rollout.entered_at) < stage.min_days * dayMs) return null
  const action = { kind: 'promote', evidence: verdict } as const
  return { action, reason: `GO at ${rollout.stage}; the plan promotes by itself to ${next.name}` }
}
