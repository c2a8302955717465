import type { LogTally } from './log-tally.js'
import type { AnalysisReport } from './report.js'

/** What a reader should know before trusting the figures, the gravest first. */
export function reportNotes(
  report: Omit<AnalysisReport, 'notes'>,
  tally: LogTally,
): readonly string[] {
  const notes: string[] = []
  const say = (when: boolean, note: string): void => {
    if (when) notes.push(note)
  }
  for (const hole of report.holes) say(true, `records are missing: ${hole}; no gate says GO`)
  for (const ratio of report.sample_ratio) {
    say(
      ratio.verdict === 'mismatch',
      `sample-ratio mismatch: ${ratio.sampled} of ${ratio.eligible} eligible decisions of ${ratio.corridor} were sampled, which cannot be a rate of ${ratio.sample_rate}; records are missing or the sample is not what it claims`,
    )
  }
  say(report.total_records === 0, 'the log is missing or empty: nothing was measured')
  say(
    report.total_records > 0 && report.status_breakdown['unknown'] === report.total_records,
    'no line names a status: this is no risk log',
  )
  say(
    report.parse_errors > 0,
    `${count(report.parse_errors, 'line')} could not be read as a JSON object`,
  )
  say(
    report.duplicates > 0,
    `${count(report.duplicates, 'attempt')} came more than once; attempts and metrics count each once, the breakdowns count lines`,
  )
  say(
    tally.seen.forgetful,
    'the log is so long that duplicates more than a quarter of a million attempts apart may go unnoticed',
  )
  say(
    report.future_attempts > 0,
    `${count(report.future_attempts, 'attempt')} lie in the future of this machine's clock; no gate counts them`,
  )
  say(
    report.untimed_attempts > 0,
    `${count(report.untimed_attempts, 'attempt')} have no readable timestamp; no gate counts them`,
  )
  const newer = Object.keys(report.schemas).filter((version) => Number(version) > 1)
  say(
    newer.length > 0,
    `records of a newer shape (schema ${newer.join(', ')}) were read as schema 1`,
  )
  say(
    report.epochs.filter((epoch) => epoch.attempts > 0).length > 1,
    'the log holds several epochs: evidence of one says nothing about another, and no gate mixes them',
  )
  return notes
}

export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}
