import { evidenceFromMetrics, judgeStage, stageDays } from '@partial-trust/core'
import type { KnownWindows, Metrics, Plan, StageEvidence, StageVerdict } from '@partial-trust/core'
import { planOf } from './control-plan.js'
import type { CorridorState, Rollout } from './control-state.js'
import type { Control } from './open-control.js'
import { closedParts } from './part-standing.js'
import { rolloutCounts } from './rollout-counts.js'

/** What a verdict speaks of. */
export type VerdictSource = {
  /** The store's rollout, and not a log. */
  readonly kind: 'rollout'
  /** Where the counts come from, in words. */
  readonly name: string
  readonly corridor: string
  /** Digest of the plan stored with the rollout. */
  readonly plan: string
  /** ISO 8601 UTC: what came before does not count. */
  readonly since: string
  /** Parts that were demoted alone, so that nothing is said of them; absent where none was. */
  readonly without?: readonly string[]
}

export type RolloutVerdict = StageVerdict & { readonly source: VerdictSource }

export type Judgement = {
  readonly verdict: RolloutVerdict
  readonly evidence: StageEvidence
  /** Days between the stage's first and last record. */
  readonly days: number
}

/**
 * The one verdict on a rollout: what was counted since the present entry of the stage, by all
 * processes, under the plan stored with the rollout. A corridor that is closed or killed is NO_GO, on
 * the counts as they were judged when it was closed. Null without a rollout. Reads no clock.
 *
 * @param counts What all processes counted; see {@link FleetCounts}.
 * @param known For whoever judges again and again; the verdict is the same without.
 */
export function judgeRollout(
  state: CorridorState,
  plan: Plan,
  counts: Metrics,
  nowMs: number,
  known?: KnownWindows,
): Judgement | null {
  const { intent, rollout } = state
  if (rollout === null || !plan.stages.some(({ name }) => name === rollout.stage)) return null
  const question = {
    plan,
    stage: rollout.stage,
    corridor: intent,
    nowMs,
    incidents: rollout.closed === 'incident' ? 1 : 0,
  }
  const counted = evidenceFromMetrics(rolloutCounts(counts, rollout), question, known)
  // To go on without a part is one more try at the stage, as a new epoch would be.
  const evidence = { ...counted, epochPlace: counted.epochPlace + (rollout.parts?.length ?? 0) }
  const judged = judgeStage(plan, rollout.stage, evidence, new Date(nowMs).toISOString())
  const without = closedParts(rollout.parts)
  const source: VerdictSource = {
    kind: 'rollout',
    name: 'merged counts of all processes',
    corridor: intent,
    plan: rollout.plan,
    since: rollout.evidence_from,
    ...(without.length === 0 ? {} : { without }),
  }
  return {
    verdict: { ...stopped(state, rollout, judged), source },
    evidence,
    days: stageDays(evidence),
  }
}

/** The gates' word where nothing stands against it; what stopped the corridor otherwise. */
function stopped(state: CorridorState, rollout: Rollout, judged: StageVerdict): StageVerdict {
  const { closed, closing } = rollout
  if (closed !== null) {
    const said = isVerdict(closing?.evidence) ? { ...noLatency, ...closing.evidence } : judged
    const sentence =
      closing === undefined
        ? `the stage is closed (${closed})`
        : `the stage was closed (${closed}) at ${closing.at} by ${closing.by}: ${closing.reason}`
    return { ...said, verdict: 'NO_GO', because: [sentence, ...reasons(said)] }
  }
  if (!state.killed) return judged
  const sentence = `the corridor was killed at ${state.changed_at ?? 'some time'} by ${state.changed_by ?? 'someone'}: ${state.why ?? ''}`
  return { ...judged, verdict: 'NO_GO', because: [sentence, ...reasons(judged)] }
}

/** Why the gates say no; their other sentences would speak of another verdict. */
function reasons({ verdict, because }: StageVerdict): readonly string[] {
  return verdict === 'NO_GO' ? because : []
}

/** Verdicts of versions that did not tell it. */
const noLatency: Pick<StageVerdict, 'latency'> = { latency: [] }

type StoredVerdict = Omit<StageVerdict, 'latency'> & Partial<Pick<StageVerdict, 'latency'>>

function isVerdict(value: unknown): value is StoredVerdict {
  return (
    typeof value === 'object' &&
    value !== null &&
    'verdict' in value &&
    value.verdict === 'NO_GO' &&
    'metrics' in value &&
    Array.isArray(value.metrics) &&
    'because' in value &&
    Array.isArray(value.because) &&
    'alpha' in value
  )
}

/** {@link judgeRollout} on what the stores hold at this moment; null without a rollout. */
export async function currentJudgement(
  state: CorridorState,
  { store, counts }: Pick<Control, 'store' | 'counts'>,
  nowMs: number,
): Promise<Judgement | null> {
  const plan = await planInForce(state, store)
  if (plan === null) return null
  await counts.refresh()
  return judgeRollout(state, plan, counts.of(state.intent), nowMs)
}

/** The plan that was stored with a corridor's rollout; null without one. */
export async function planInForce(
  { rollout }: CorridorState,
  store: Pick<Control['store'], 'plan'>,
): Promise<Plan | null> {
  if (rollout === null) return null
  const stored = await store.plan(rollout.plan)
  return stored === null ? null : planOf(stored)
}
