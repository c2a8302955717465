import { logLimit } from './bounds.js'
import { burstCorrelation, comesInBursts, correlationLimit } from './burst-correlation.js'
import { windowsOf, type BucketCount } from './bucket-count.js'
import { decisionsToFalseAlarm, detectorBudget } from './detector-budget.js'
import { goCounts, goUpper, type GoCounts } from './go-evidence.js'
import { readDecisions, readWindows, type NoGoReading } from './metric-reading.js'
import { gateKey, type GoGate, type NoGoGate, type Plan, type PlanStage } from './plan.js'
import { goAlpha } from './spending.js'
import type { StageEvidence } from './stage-evidence.js'
import { sampledPerDay } from './traffic.js'

/** What the rows of one stage are judged with. */
export type StageContext = {
  readonly plan: Plan
  readonly stage: PlanStage
  readonly evidence: StageEvidence
  /** Counts for proving a rate low; null where nothing was counted. */
  readonly goCounts: (gate: GoGate | NoGoGate) => GoCounts | null
  /** The largest rate that those of {@link goCounts} do not rule out at {@link goAlpha}; found once. */
  readonly goUpper: (counts: GoCounts) => number
  /** Counts for proving it high. */
  readonly noGoReading: (gate: NoGoGate) => NoGoReading | null
  /** Whether a gate's failures are known to come together, from before this stage. */
  readonly bursty: (gate: GoGate | NoGoGate) => boolean
  /** Buckets as the windows that are complete. */
  readonly windows: (buckets: readonly BucketCount[]) => readonly BucketCount[]
  /** Any sealed buckets of the stage, or of the one before, as a GO reads them. */
  readonly counted: (buckets: readonly BucketCount[]) => GoCounts
  /** What the GO gates may spend under the epoch judged. */
  readonly goAlpha: number
  /** Rollback alpha shared by the stage's NO_GO gates. */
  readonly sharedAlpha: number
  readonly perDay: number | null
  /** Expected decisions to a false alarm of each change detector. */
  readonly decisionsToFalseAlarm: number
}

/** Puts together what every row needs. */
export function stageContext(plan: Plan, stage: PlanStage, evidence: StageEvidence): StageContext {
  const windowMs = plan.bursts.window_minutes * 60_000
  const windows = (buckets: readonly BucketCount[]): readonly BucketCount[] =>
    windowsOf(buckets, windowMs, evidence.sealedUntilMs)
  const counted = (buckets: readonly BucketCount[]): GoCounts =>
    goCounts(buckets, windowMs, evidence.sealedUntilMs)
  const known = plan.bursts.correlation
  // Against a stage only what was stated or measured before it counts: its own outage would make its
  // failures look like a burst and delay the rollback.
  const bursty = (gate: GoGate | NoGoGate): boolean => {
    if (typeof known === 'number') return known > correlationLimit
    const before = evidence.reference?.metrics.get(gateKey(gate)) ?? []
    return comesInBursts(burstCorrelation(windowsOf(before, windowMs)))
  }
  const read = new Map<string, GoCounts>()
  const uppers = new Map<GoCounts, number>()
  const alpha = goAlpha(plan, evidence.epochPlace)
  const perDay = sampledPerDay(plan, stage, evidence)
  return {
    plan,
    stage,
    evidence,
    windows,
    counted,
    bursty,
    goCounts: (gate) => {
      const key = gateKey(gate)
      const buckets = evidence.metrics.get(key)
      if (buckets === undefined) return null
      const counts = read.get(key) ?? counted(buckets)
      read.set(key, counts)
      return counts
    },
    goUpper: (counts) => {
      const upper = uppers.get(counts) ?? goUpper(counts, alpha)
      uppers.set(counts, upper)
      return upper
    },
    noGoReading: (gate) => {
      const buckets = evidence.metrics.get(gateKey(gate))
      if (buckets === undefined) return null
      return bursty(gate) ? readWindows(windows(buckets)) : readDecisions(buckets)
    },
    goAlpha: alpha,
    sharedAlpha: sharedRollbackAlpha(plan, stage),
    perDay,
    decisionsToFalseAlarm: decisionsToFalseAlarm(detectorBudget(plan, stage), perDay),
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
export function goLimit(context: StageContext): number {
  return logLimit(context.goAlpha)
}
