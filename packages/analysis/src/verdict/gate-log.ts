import {
  evidenceFromMetrics,
  findStage,
  judgeStage,
  type Plan,
  type StageVerdict,
} from '@partial-trust/core'
import type { RiskLog } from '../log/log-part.js'
import type { LogTally } from '../log/log-tally.js'
import { tallyWholeLines } from '../log/tally-whole-lines.js'
import { tallyLog } from '../log/tally-log.js'
import { tallyMetrics } from '../log/tally-metrics.js'
import { tallyQuestion } from '../log/tally-question.js'
import { UserError } from '@partial-trust/settings'
import { corridorOf, requireSubject } from './log-subject.js'

export type GateQuestion = {
  readonly plan: Plan
  readonly stage: string
  /** Null: the only corridor of the log. */
  readonly corridor: string | null
  readonly incidents: number
  readonly nowMs: number
  /** Tell the parts of the corridor apart: slower. Default: no. */
  readonly byPart?: boolean
  readonly signal?: AbortSignal
}

/**
 * Judges a stage by a risk log alone.
 *
 * @throws {UserError} when the plan has no such stage, the log holds nothing of it or of the corridor, or
 *   several corridors and none is named.
 */
export async function gateLog(log: RiskLog, question: GateQuestion): Promise<LogVerdict> {
  const { plan, stage, byPart, signal } = question
  requireStage(plan, stage)
  const options = signal === undefined ? {} : { signal }
  const tally =
    byPart === true ? (await tallyWholeLines(log, options)).tally : await tallyLog(log, options)
  await requireSubject(log, tally, question)
  return { verdict: gateTally(tally, question), tally }
}

/** A verdict with the counts it was made of. */
export type LogVerdict = { readonly verdict: StageVerdict; readonly tally: LogTally }

/** The same for a log that was already counted; one without a record proves nothing. */
export function gateTally(tally: LogTally, question: GateQuestion): StageVerdict {
  const { plan, stage, incidents, nowMs } = question
  requireStage(plan, stage)
  const corridor = corridorOf(tally, question.corridor)
  const asked = tallyQuestion(tally, { plan, stage, corridor, nowMs, incidents })
  const evidence = evidenceFromMetrics(tallyMetrics(tally), asked)
  return judgeStage(plan, stage, evidence, new Date(nowMs).toISOString())
}

function requireStage(plan: Plan, stage: string): void {
  if (findStage(plan, stage) !== null) return
  const names = plan.stages.map(({ name }) => name).join(', ')
  throw new UserError(`the plan has no stage "${stage}"; it has ${names}`)
}
