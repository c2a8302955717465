import { buildReport } from './build-report.js'
import { summaryPath } from './log-summary.js'
import type { RiskLog } from './log-part.js'
import type { LogTally } from './log-tally.js'
import type { AnalysisReport } from './report.js'
import { tallyByPart } from './tally-by-part.js'
import { tallyLog, type TallyOptions } from './tally-log.js'

export type Analysis = { readonly report: AnalysisReport; readonly tally: LogTally }

export type AnalyzeOptions = Omit<TallyOptions, 'summary'> & {
  readonly summary?: boolean
  /** Tell the parts of corridors apart: slower, and without a summary. Default: no. */
  readonly byPart?: boolean
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
  const { summary = true, byPart = false, ...rest } = options
  if (byPart) {
    const tally = await tallyByPart(log, rest)
    return { report: buildReport(tally, nowMs), tally }
  }
  const kept = summary ? { summary: summaryPath(log.name) } : {}
  const tally = await tallyLog(log, { ...rest, ...kept })
  return { report: buildReport(tally, nowMs), tally }
}
