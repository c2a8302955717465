import {
  corridorOf,
  gateLog,
  gateTally,
  partsOfTally,
  renderParts,
  renderSource,
  renderVerdict,
  requireStageRecords,
  verdictSource,
  type GateQuestion,
  type LogVerdict,
  type VerdictSource,
} from '@partial-trust/analysis/verdict'
import { partsVerdict, type PartsReport } from '@partial-trust/core'
import { loadPlan } from '@partial-trust/plan'
import { UserError } from '@partial-trust/settings'
import { readCells } from './cells-file.js'
import type { CliContext } from './context.js'
import { gateExitCodes } from './gate-rollout.js'
import { findRiskLog } from './risk-log.js'

type Options = {
  readonly riskLog?: string
  readonly cells?: string
  readonly plan?: string
  readonly stage?: string
  readonly corridor?: string
  readonly incidents?: number
  readonly by?: string
  readonly json?: true
}

/** Judges a log or cells alone: neither the rollout in force nor its incidents and closings. */
export async function gateRecords(context: CliContext, options: Options): Promise<void> {
  const { verdict, source, tally, question } = await judgeRecords(context, options)
  const [parts] =
    options.by === undefined ? [] : partsOfTally(tally, question, options.by, verdict.verdict)
  context.stdout.write(
    options.json === true
      ? `${JSON.stringify({ source, ...verdict, ...(parts && { by: parts }) }, null, 2)}\n`
      : `${renderSource(source)}\n${renderVerdict(verdict)}${parts === undefined ? '' : `\n${renderParts(parts)}`}`,
  )
  context.setExitCode(gateExitCodes[parts === undefined ? verdict.verdict : partsVerdict(parts)])
}

/** The parts of a log's or cells' corridor, by one closed list or by each. */
export async function recordParts(
  context: CliContext,
  options: Options,
): Promise<{ readonly source: VerdictSource; readonly reports: readonly PartsReport[] }> {
  const asked = { ...options, by: options.by ?? '' }
  const { verdict, source, tally, question } = await judgeRecords(context, asked)
  const reports = partsOfTally(tally, question, options.by ?? null, verdict.verdict)
  return { source, reports }
}

type Judged = LogVerdict & {
  readonly source: VerdictSource
  readonly question: GateQuestion
}

async function judgeRecords(context: CliContext, options: Options): Promise<Judged> {
  const { stage, corridor = null, incidents = 0 } = options
  if (stage === undefined) {
    throw new UserError(
      '--risk-log and --cells need --stage NAME: they do not say which is in force',
      2,
    )
  }
  context.spareMemory?.()
  const { plan, file: planFile } = loadPlan(context.cwd, options.plan)
  const byPart = options.by !== undefined
  const question = { plan, stage, corridor, incidents, nowMs: Date.now(), byPart }
  const { kind, name, verdict, tally } = await judge(options, question, context)
  const source = verdictSource(tally, { kind, name, plan, planFile, stage, corridor })
  return { verdict, tally, source, question }
}

async function judge(
  { riskLog, cells }: Options,
  question: GateQuestion,
  context: CliContext,
): Promise<LogVerdict & Pick<VerdictSource, 'kind' | 'name'>> {
  if (cells === undefined) {
    const log = await findRiskLog(riskLog, context)
    const { signal } = context
    const judged = await gateLog(log, { ...question, signal })
    return { kind: 'risk-log', name: log.name, ...judged }
  }
  if (riskLog !== undefined) {
    throw new UserError('--cells and --risk-log are two sources: give the one to judge', 2)
  }
  const { name, tally } = await readCells(cells, context)
  const verdict = gateTally(tally, question)
  const corridor = corridorOf(tally, question.corridor)
  requireStageRecords(tally, { ...question, corridor })
  return { kind: 'cells', name, verdict, tally }
}
