import {
  analyzeLog,
  buildReport,
  isAllTime,
  logTunings,
  missingLog,
  usualMaxWrong,
  withStoredLog,
} from '@partial-trust/analysis'
import type { Analysis, LogTunings, TimeWindow } from '@partial-trust/analysis'
import { UserError } from '@partial-trust/settings'
import { readCells } from '../cells-file.js'
import type { CliContext } from '../context.js'
import { findRiskLog } from '../risk-log.js'
import { isOwnList } from './analyze-options.js'
import type { AnalyzeOptions } from './analyze-options.js'

/** What was counted, and what that certifies of confidence; null: not asked for. */
export type Counted = Analysis & { readonly tuned: LogTunings | null }
type Named = Counted & { readonly name: string }

/** Counts the log, or reads the cells that somebody counted. */
export function countSource(
  options: AnalyzeOptions,
  window: TimeWindow,
  nowMs: number,
  context: CliContext,
): Promise<Named> {
  const count = options.cells === undefined ? ofLog : ofCells
  return count(options, window, nowMs, context)
}

async function ofLog(
  { riskLog, summary, by, corridor, ...asked }: AnalyzeOptions,
  window: TimeWindow,
  nowMs: number,
  context: CliContext,
): Promise<Named> {
  const log = await findRiskLog(riskLog, context)
  const { signal, stderr } = context
  const options = { window, signal, summary, byPart: isOwnList(by), corridor }
  const maxWrong = maxWrongFor(asked)
  const counted =
    maxWrong === null
      ? { ...(await analyzeLog(log, nowMs, options)), tuned: null }
      : await withStoredLog(
          log,
          async (stored) => ({
            ...(await analyzeLog(stored, nowMs, options)),
            tuned: ofOne(await logTunings(stored, { maxWrong, window, signal }), corridor),
          }),
          signal,
        )
  if (log.parts.length === 0) stderr.write(`partial-trust: ${await missingLog(log.name)}\n`)
  return { name: log.name, ...counted }
}

/** The share that confidence is tuned for: it takes another look at the log, so only who shows it asks. */
function maxWrongFor({
  maxWrong,
  format,
  json,
}: Pick<AnalyzeOptions, 'maxWrong' | 'format' | 'json'>): number | null {
  return maxWrong ?? (format === 'html' && !json ? usualMaxWrong : null)
}

/** What holds of one corridor, where one was asked for. */
function ofOne(found: LogTunings, corridor: string | undefined): LogTunings {
  if (corridor === undefined) return found
  const isAsked = (one: { readonly corridor: string }): boolean => one.corridor === corridor
  return {
    ...found,
    tunings: found.tunings.filter(isAsked),
    earlier: found.earlier.filter(isAsked),
  }
}

async function ofCells(
  { riskLog, cells = '', maxWrong, corridor, stage }: AnalyzeOptions,
  window: TimeWindow,
  nowMs: number,
  context: CliContext,
): Promise<Named> {
  if (riskLog !== undefined || maxWrong !== undefined || !isAllTime(window)) {
    throw new UserError(
      '--cells takes no --risk-log, --since, --until or --max-wrong: cells are counted already',
      2,
    )
  }
  if (corridor !== undefined && stage === undefined) {
    throw new UserError('--corridor with --cells needs --stage: it says which corridor to judge', 2)
  }
  const { name, tally } = await readCells(cells, context)
  const report = buildReport(tally, nowMs)
  const note =
    'counted from cells: statuses, reasons, percentiles of latency and what is made of them are not in them'
  return { name, tally, tuned: null, report: { ...report, notes: [note, ...report.notes] } }
}
