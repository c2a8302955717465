import { logLimit } from './bounds.js'
import { burstCorrelation, comesInBursts, correlationLimit } from './burst-correlation.js'
import { windowsOf, type BucketCount } from './bucket-count.js'
import { readDecisions, readWindows, type MetricReading } from './metric-reading.js'
import { gateKey, type GoGate, type NoGoGate, type Plan, type PlanStage } from './plan.js'
import type { StageEvidence } from './stage-evidence.js'
import { sampledPerDay } from './traffic.js'

/** What the rows of one stage are judged with. */
export type StageContext = {
  readonly plan: Plan
  readonly stage: PlanStage
  readonly evidence: StageEvidence
  /** Counts for proving a rate low, and for proving it high; null where nothing was counted. */
  readonly read: (gate: GoGate | NoGoGate, purpose: 'go' | 'no_go') => MetricReading | null
  readonly bursty: (gate: GoGate | NoGoGate) => boolean
  /** Buckets as the windows that are complete. */
  readonly windows: (buckets: readonly BucketCount[]) => readonly BucketCount[]
  /** Rollback alpha shared by the stage's NO_GO gates. */
  readonly sharedAlpha: number
  readonly perDay: number | null
}

/** Puts together what every row needs, choosing between single decisions and window means. */
export function stageContext(plan: Plan, stage: PlanStage, evidence: StageEvidence): StageContext {
  const windowMs = plan.bursts.window_minutes * 60_000
  const windows = (buckets: readonly BucketCount[]): readonly BucketCount[] =>
    windowsOf(buckets, windowMs, evidence.sealedUntilMs)
  const known = plan.bursts.correlation
  const correlated = (buckets: readonly BucketCount[] | undefined): boolean => {
    if (typeof known === 'number') return known > correlationLimit
    return comesInBursts(burstCorrelation(windowsOf(buckets ?? [], windowMs)))
  }
  // Against a stage only what was measured before it counts: its own outage would make its failures
  // look like a burst and delay the rollback. For a stage, both must allow single decisions.
  const burstyBefore = (key: string): boolean => correlated(evidence.reference?.metrics.get(key))
  const burstyNow = (key: string): boolean => correlated(evidence.metrics.get(key))
  return {
    plan,
    stage,
    evidence,
    windows,
    read: (gate, purpose) => {
      const key = gateKey(gate)
      const buckets = evidence.metrics.get(key)
      if (buckets === undefined) return null
      const bursty = burstyBefore(key) || (purpose === 'go' && burstyNow(key))
      return bursty ? readWindows(windows(buckets)) : readDecisions(buckets)
    },
    bursty: (gate) => burstyBefore(gateKey(gate)),
    sharedAlpha: sharedRollbackAlpha(plan, stage),
    perDay: sampledPerDay(plan, stage, evidence),
  }
}

/** The error of each of a stage's NO_GO gates, when all of them share the plan's. */
export function sharedRollbackAlpha({ alpha }: Plan, { no_go }: PlanStage): number {
  return alpha.rollback / Math.max(1, statistical(no_go).length)
}

/** The gates that are statistics; an incident is a rule. */
export function statistical(
  gates: readonly NoGoGate[],
): readonly Exclude<NoGoGate, { metric: 'incident' }>[] {
  return gates.filter((gate) => gate.metric !== 'incident')
}

/** ln(1/α) of the GO gates. */
export function goLimit({ plan }: StageContext): number {
  return logLimit(plan.alpha.go)
}
