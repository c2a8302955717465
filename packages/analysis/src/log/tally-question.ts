import type { EvidenceQuestion, Plan } from '@partial-trust/core'
import type { LogTally } from './log-tally.js'

export type TallyQuestion = {
  readonly plan: Plan
  readonly stage: string
  /** Null: the log holds one corridor only. */
  readonly corridor: string | null
  readonly nowMs: number
  readonly incidents?: number
}

/** The question to put to a tally's counts, with all that is known of what is missing of them. */
export function tallyQuestion(tally: LogTally, asked: TallyQuestion): EvidenceQuestion {
  return {
    ...asked,
    longestDeadlineMs: tally.longestDeadlineMs,
    unreadableLines: tally.parseErrors + newerRecords(tally),
    holes: tally.holes,
    spans: tally.cohorts.filter(({ firstMs }) => Number.isFinite(firstMs)),
  }
}

/** Records of a shape that only a later version knows: by then they may mean something else. */
function newerRecords({ schemas }: LogTally): number {
  let records = 0
  for (const [version, lines] of schemas)
    if (version !== 'none' && version !== '1') records += lines
  return records
}
