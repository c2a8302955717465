import { bucketMs, evidenceFromMetrics, judgeStage } from '@partial-trust/core'
import type { CellKey, Metrics, Plan, StageEvidence, StageVerdict } from '@partial-trust/core'
import { EvidenceView } from './evidence-view.js'
import { planOf } from './control-plan.js'
import type { CorridorState, Rollout } from './control-state.js'
import type { Control } from './open-control.js'

/**
 * What the gates say of the stage a corridor stands at, on what was counted since it got there.
 * Reads no clock. Null without a rollout.
 */
export function stageVerdict(
  state: CorridorState,
  plan: Plan,
  metrics: Metrics,
  nowMs: number,
): StageVerdict | null {
  const evidence = evidenceOfStage(state, plan, metrics, nowMs)
  if (evidence === null || state.rollout === null) return null
  return judgeStage(plan, state.rollout.stage, evidence, new Date(nowMs).toISOString())
}

/** What was counted in the stage a corridor stands at, since it got there; null without a rollout. */
export function evidenceOfStage(
  state: CorridorState,
  plan: Plan,
  metrics: Metrics,
  nowMs: number,
): StageEvidence | null {
  const { intent, rollout } = state
  if (rollout === null || !plan.stages.some(({ name }) => name === rollout.stage)) return null
  return evidenceFromMetrics(sinceEntered(metrics, rollout), {
    plan,
    stage: rollout.stage,
    corridor: intent,
    nowMs,
    incidents: rollout.closed === 'incident' ? 1 : 0,
  })
}

/**
 * Leaves out what the stage counted on an earlier visit. A bucket that was under way at that moment
 * belongs to this one: the state says so by starting evidence at a bucket's start where it does not.
 */
function sinceEntered(metrics: Metrics, { stage, evidence_from: from }: Rollout): Metrics {
  const fromMs = Date.parse(from)
  const counts = ({ stage: of, bucket }: CellKey): boolean =>
    of !== stage || (bucket !== null && (bucket + 1) * bucketMs > fromMs)
  return { cells: new Map([...metrics.cells].filter(([, { key }]) => counts(key))) }
}

/** The fingerprint the stage's latest candidates came under; null before the first. */
export function latestEpoch(metrics: Metrics, state: CorridorState): string | null {
  let latest: CellKey | undefined
  for (const { key } of metrics.cells.values()) {
    if (key.corridor !== state.intent || key.stage !== state.rollout?.stage) continue
    if (key.bucket === null || key.epoch === null) continue
    if (latest === undefined || key.bucket > (latest.bucket ?? 0)) latest = key
  }
  return latest?.epoch ?? null
}

/** {@link stageVerdict} on what the stores hold at this moment; null without a rollout. */
export async function currentVerdict(
  state: CorridorState,
  stores: Pick<Control, 'store' | 'evidence'>,
  nowMs: number,
): Promise<StageVerdict | null> {
  if (state.rollout === null) return null
  const stored = await stores.store.plan(state.rollout.plan)
  const plan = stored === null ? null : planOf(stored)
  if (plan === null) return null
  const view = new EvidenceView()
  view.take((await stores.evidence.evidence()).metrics, nowMs)
  return stageVerdict(state, plan, view, nowMs)
}
