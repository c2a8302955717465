import type { StageVerdict } from '@partial-trust/core'
import type { LogTally } from './log-tally.js'

/** The log with every unknown candidate arrived and accepted: as the baseline reads it, or otherwise. */
export type Ends = { readonly agreed: LogTally; readonly differed: LogTally }

export type Unknown = {
  readonly unknown: number
  readonly attempts: number
  readonly deadlineMs: number | null
}

export type Told = {
  readonly gate: StageVerdict
  /** What is unknown and what hangs on it, in a sentence. */
  readonly remark: string
}

/**
 * The verdict where some attempts' endings are unknown: one that stands at every end of what they could have
 * been stays; any other is not for this log to give.
 *
 * @param failed The verdict with all of them timed out, as they did.
 */
export function toldDespite(
  failed: StageVerdict,
  ends: Ends | null,
  judge: (tally: LogTally) => StageVerdict,
  { unknown, attempts, deadlineMs }: Unknown,
): Told {
  const [agreed, differed] =
    ends === null ? [null, null] : [judge(ends.agreed).verdict, judge(ends.differed).verdict]
  const open = `${unknown} of ${attempts} attempts timed out under a shorter deadline than ${deadlineMs} ms: this log cannot tell how they would have ended.`
  if (failed.verdict === agreed && failed.verdict === differed) {
    return { gate: failed, remark: `${open} The verdict would be ${agreed} all the same.` }
  }
  const ifSo =
    agreed === null
      ? ''
      : ` Had they failed, the verdict would be ${failed.verdict}; had they agreed with the baseline, ${agreed}; had they differed from it, ${differed}.`
  const remark = `${open}${ifSo}`
  return { gate: { ...failed, verdict: 'INSUFFICIENT', because: [remark] }, remark }
}
