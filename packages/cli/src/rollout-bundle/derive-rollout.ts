import { buildReport, reportPage } from '@partial-trust/analysis'
import { tallyCounts } from '@partial-trust/analysis/cells'
import { judgeRollout, rolloutCounts } from '@partial-trust/control'
import type { CorridorState, RolloutVerdict } from '@partial-trust/control'
import type { Metrics, Plan } from '@partial-trust/core'
import { UserError } from '@partial-trust/settings'

/** What a rollout's verdict and page are made of; nothing else enters them. */
export type RolloutGrounds = {
  readonly state: CorridorState
  readonly plan: Plan
  /** What all processes counted in the corridor. */
  readonly counts: Metrics
  readonly nowMs: number
}

export type RolloutDerivation = {
  readonly verdict: RolloutVerdict
  readonly page: string
  /** Of the counts, those that count for the rollout. */
  readonly counted: Metrics
  readonly attempts: number
}

const note =
  'counted by the processes themselves: statuses, reasons, percentiles of latency and what is made of them are not in it'

/**
 * The one way from a rollout's counts to what its bundle claims, for whoever makes one and whoever checks it.
 *
 * @throws {UserError} when there is no rollout to judge under this plan.
 */
export function deriveRollout({ state, plan, counts, nowMs }: RolloutGrounds): RolloutDerivation {
  const { intent, rollout } = state
  const judgement = judgeRollout(state, plan, counts, nowMs)
  if (rollout === null || judgement === null) {
    throw new UserError(`${intent} has no rollout that this plan judges`)
  }
  const { verdict } = judgement
  const counted = rolloutCounts(counts, rollout)
  const source = `rollout of ${intent}, ${verdict.source.name} since ${verdict.source.since}`
  const tally = tallyCounts(counted, source)
  const plain = buildReport(tally, nowMs)
  const report = { ...plain, notes: [note, ...plain.notes] }
  const page = reportPage({
    source,
    nowMs,
    report,
    tally,
    plan,
    verdict,
    split: null,
    tuned: null,
    corridor: intent,
  })
  return { verdict, page, counted, attempts: report.attempts }
}
