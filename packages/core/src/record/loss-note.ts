/** Records that never reached a log, as its writer notes them beside it: a JSON object a line. */
export type LossNote = {
  /** When the log last took a record before; ISO 8601. */
  readonly from: string
  /** When it was noted; ISO 8601. */
  readonly until: string
  readonly records: number
  /** The system's code, such as `ENOSPC`; null where a record could not be put into words. */
  readonly reason: string | null
}

/** Where the notes of a log lie. */
export function lossNotePath(logPath: string): string {
  return `${logPath}.lost`
}
