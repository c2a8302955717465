import { splits } from '@partial-trust/analysis'

/** What a person may say to `analyze`. */
export type AnalyzeOptions = {
  readonly riskLog?: string
  readonly cells?: string
  readonly outputJson?: string
  readonly format: 'text' | 'json' | 'html'
  readonly json?: true
  readonly since?: string
  readonly until?: string
  readonly by?: string
  readonly plan?: string
  readonly stage?: string
  readonly corridor?: string
  readonly summary: boolean
  readonly maxWrong?: number
  readonly selfTest?: true
}

/** Whether the log is to be split by a closed list of the corridor's own. */
export function isOwnList(by: string | undefined): by is string {
  return by !== undefined && !splits.some((split) => split === by)
}
