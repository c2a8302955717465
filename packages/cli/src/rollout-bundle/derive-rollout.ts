import { buildReport, reportPage } from '@partial-trust/analysis'
import { tallyCounts } from '@partial-trust/analysis/cells'
import { decodeCells, encodeCells, judgeRollout, rolloutCounts } from '@partial-trust/control'
import type { CorridorState, RolloutVerdict, WireCell } from '@partial-trust/control'
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
  /** Of the counts, those that count for the rollout, as they are written. */
  readonly cells: readonly WireCell[]
  readonly attempts: number
}

const note =
  'counted by the processes themselves: statuses, reasons, percentiles of latency and what is made of them are not in it'

/**
 * The one way from a rollout's counts to what its bundle claims, for whoever makes one and whoever checks it: both
 * read them as they are written, so that nothing enters which a bundle does not hold, their order in a store least.
 *
 * @throws {UserError} when there is no rollout to judge under this plan.
 */
export function deriveRollout({ state, plan, counts, nowMs }: RolloutGrounds): RolloutDerivation {
  const { intent, rollout } = state
  const cells = rollout === null ? [] : written(rolloutCounts(counts, rollout))
  const counted = readBack(cells)
  const judgement = judgeRollout(state, plan, counted, nowMs)
  if (rollout === null || judgement === null) {
    throw new UserError(`${intent} has no rollout that this plan judges`)
  }
  const { verdict } = judgement
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
  return { verdict, page, cells, attempts: report.attempts }
}

function written({ cells }: Metrics): readonly WireCell[] {
  return encodeCells(cells.values()).toSorted(([a], [b]) => (a < b ? -1 : 1))
}

/** @throws {TypeError} when any of them does not read as a cell. */
export function readBack(cells: unknown): Metrics {
  return { cells: new Map(decodeCells(cells).map((cell, place) => [String(place), cell])) }
}
