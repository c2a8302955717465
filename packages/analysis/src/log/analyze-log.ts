import { UserError } from '@partial-trust/settings'
import { buildReport } from './build-report.js'
import { listed } from './listed.js'
import { summaryPath } from './log-summary.js'
import type { RiskLog } from './log-part.js'
import type { LogTally } from './log-tally.js'
import type { AnalysisReport } from './report.js'
import { tallyLog, type TallyOptions } from './tally-log.js'
import { tallyWholeLines } from './tally-whole-lines.js'

export type Analysis = { readonly report: AnalysisReport; readonly tally: LogTally }

export type AnalyzeOptions = Omit<TallyOptions, 'summary'> & {
  readonly summary?: boolean
  /** Tell the parts of corridors apart: slower, and without a summary. Default: no. */
  readonly byPart?: boolean
  /** Count this corridor's records alone; as slow. Default: all. */
  readonly corridor?: string | undefined
}

/**
 * Analyzes a risk log. `nowMs` is the moment of analysis. Of a long
 * log it keeps a summary beside it, `PATH.summary`, so that the next analysis reads only what was
 * added; `summary: false` neither reads nor writes one.
 */
export async function analyzeLog(
  log: RiskLog,
  nowMs: number,
  options: AnalyzeOptions = {},
): Promise<Analysis> {
  const { summary = true, byPart = false, corridor, ...rest } = options
  if (byPart || corridor !== undefined) {
    const { tally, others } = await tallyWholeLines(log, { ...rest, corridor })
    if (corridor !== undefined) requireCorridor(tally, corridor, others)
    return { report: buildReport(tally, nowMs), tally }
  }
  const kept = summary ? { summary: summaryPath(log.name) } : {}
  const tally = await tallyLog(log, { ...rest, ...kept })
  return { report: buildReport(tally, nowMs), tally }
}

/** A misspelt name would read as a log without records. */
function requireCorridor(
  { records, outside }: LogTally,
  corridor: string,
  others: ReadonlyMap<string, number>,
): void {
  if (records + outside > 0 || others.size === 0) return
  throw new UserError(
    `the log holds no record of the corridor ${corridor}; it holds ${listed(others)}`,
  )
}
