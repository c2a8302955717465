import { buildReport } from './build-report.js'
import { logFiles } from './log-files.js'
import type { LogTally } from './log-tally.js'
import type { AnalysisReport } from './report.js'
import { tallyLog, type TallyOptions } from './tally-log.js'

export type Analysis = { readonly report: AnalysisReport; readonly tally: LogTally }

/** Analyzes a risk log and what was rotated out of it. `nowMs` is the moment of analysis. */
export async function analyzeLog(
  path: string,
  nowMs: number,
  options: TallyOptions = {},
): Promise<Analysis> {
  const tally = await tallyLog(await logFiles(path), options)
  return { report: buildReport(tally, nowMs), tally }
}
