import { buildReport } from './build-report.js'
import { logFiles } from './log-files.js'
import { summaryPath } from './log-summary.js'
import type { LogTally } from './log-tally.js'
import type { AnalysisReport } from './report.js'
import { tallyLog, type TallyOptions } from './tally-log.js'

export type Analysis = { readonly report: AnalysisReport; readonly tally: LogTally }

/**
 * Analyzes a risk log and what was rotated out of it. `nowMs` is the moment of analysis. Of a long
 * log it keeps a summary beside it, `PATH.summary`, so that the next analysis reads only what was
 * added; `summary: false` neither reads nor writes one.
 */
export async function analyzeLog(
  path: string,
  nowMs: number,
  options: Omit<TallyOptions, 'summary'> & { readonly summary?: boolean } = {},
): Promise<Analysis> {
  const { summary = true, ...rest } = options
  const kept = summary ? { summary: summaryPath(path) } : {}
  const tally = await tallyLog(await logFiles(path), { ...rest, ...kept })
  return { report: buildReport(tally, nowMs), tally }
}
