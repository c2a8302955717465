import { parsePartName, partKeysIn, partsReport } from '@partial-trust/core'
import type { GateVerdict, Metrics, PartsReport, Plan } from '@partial-trust/core'
import type { CorridorState } from './control-state.js'
import { rolloutCounts } from './rollout-counts.js'
import type { FailingPart } from './rollout-step.js'

/**
 * The parts of a rollout by one closed list of its corridor, each judged by itself on what was counted since
 * the present entry of the stage. Null without a rollout. Reads no clock.
 *
 * @param whole The verdict on all parts together.
 */
export function judgeRolloutParts(
  { intent, rollout }: CorridorState,
  plan: Plan,
  counts: Metrics,
  nowMs: number,
  by: string,
  whole: GateVerdict,
): PartsReport | null {
  if (rollout === null || !plan.stages.some(({ name }) => name === rollout.stage)) return null
  const question = { plan, stage: rollout.stage, corridor: intent, nowMs }
  return partsReport(rolloutCounts(counts, rollout), question, by, whole)
}

/** The closed lists by which a rollout's corridor can be judged. */
export function rolloutPartKeys({ intent }: CorridorState, counts: Metrics): readonly string[] {
  return partKeysIn(counts, intent)
}

/**
 * The first part, in order of appearance, that fails by itself while the whole does not; null where the plan
 * judges no parts or none fails. What belongs to no word of the list cannot be demoted alone.
 */
export function failingPart(
  state: CorridorState,
  plan: Plan,
  counts: Metrics,
  nowMs: number,
  whole: GateVerdict,
): FailingPart | null {
  const { parts } = plan
  if (parts === undefined || !parts.demote || whole === 'NO_GO') return null
  const report = judgeRolloutParts(state, plan, counts, nowMs, parts.by, whole)
  const [failing] = (report?.parts ?? []).flatMap(({ name, verdict }) => {
    const part = `${parts.by}=${name}`
    const isFailing = verdict.verdict === 'NO_GO' && parsePartName(part) !== null
    return isFailing ? [{ part, verdict }] : []
  })
  return failing ?? null
}
