import {
  evidenceFromMetrics,
  findStage,
  judgeStage,
  type Plan,
  type StageVerdict,
} from '@partial-trust/core'
import { logFiles, tallyLog, tallyMetrics, type LogTally } from '../log/index.js'
import { UserError } from '@partial-trust/settings'

export type GateQuestion = {
  readonly plan: Plan
  readonly stage: string
  /** Null: the only corridor of the log. */
  readonly corridor: string | null
  readonly incidents: number
  readonly nowMs: number
  readonly signal?: AbortSignal
}

/**
 * Judges a stage by a risk log. A missing or empty log is no error: it proves nothing.
 *
 * @throws {UserError} when the plan has no such stage, or the log holds several corridors and none is named.
 */
export async function gateLog(path: string, question: GateQuestion): Promise<StageVerdict> {
  const { plan, stage, nowMs, signal } = question
  requireStage(plan, stage)
  const files = await logFiles(path)
  const tally = await tallyLog(files, signal === undefined ? {} : { signal })
  return gateTally(tally, { ...question, nowMs })
}

/** The same for a log that was already counted. */
export function gateTally(tally: LogTally, question: GateQuestion): StageVerdict {
  const { plan, stage, incidents, nowMs } = question
  requireStage(plan, stage)
  const evidence = evidenceFromMetrics(tallyMetrics(tally), {
    plan,
    stage,
    corridor: question.corridor ?? onlyCorridor(tally),
    nowMs,
    longestDeadlineMs: tally.longestDeadlineMs,
    incidents,
    unreadableLines: tally.parseErrors + newerRecords(tally),
    spans: tally.cohorts.filter(({ firstMs }) => Number.isFinite(firstMs)),
  })
  return judgeStage(plan, stage, evidence, new Date(nowMs).toISOString())
}

function requireStage(plan: Plan, stage: string): void {
  if (findStage(plan, stage) !== null) return
  const names = plan.stages.map(({ name }) => name).join(', ')
  throw new UserError(`the plan has no stage "${stage}"; it has ${names}`)
}

/** Records of a shape that only a later version knows: by then they may mean something else. */
function newerRecords({ schemas }: LogTally): number {
  let records = 0
  for (const [version, lines] of schemas)
    if (version !== 'none' && version !== '1') records += lines
  return records
}

/** Evidence of two corridors must not be put together. */
function onlyCorridor(tally: LogTally): string | null {
  const corridors = new Set(tally.cohorts.map(({ cohort }) => cohort.corridor))
  if (corridors.size <= 1) return null
  throw new UserError(
    `the log holds several corridors (${[...corridors].join(', ')}); choose one with --corridor`,
  )
}
