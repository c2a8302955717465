import { UserError } from '@partial-trust/settings'
import { readTokenFile } from './token-file.js'
import { expiryWarnings, standingOf } from './token-standing.js'
import type { TokenStanding } from './token-standing.js'

/** What is to be known of the token file of an environment, from outside the service. */
export type TokenOutlook = {
  readonly file: string
  /** Why it lets nobody in; null where it can be read or was never made. */
  readonly problem: string | null
  /** Tokens whose end is near or past, and a file that others can read, in words. */
  readonly warnings: readonly string[]
  readonly tokens: readonly TokenStanding[]
}

export function tokenOutlook(file: string, nowMs: number): TokenOutlook {
  try {
    const read = readTokenFile(file)
    const tokens = (read?.tokens ?? []).map((token) => standingOf(token, nowMs))
    const open = read?.isOpen === true ? [`others can read ${file}: chmod 600 it`] : []
    return { file, problem: null, warnings: [...expiryWarnings(tokens, nowMs), ...open], tokens }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { file, problem: error.message, warnings: [], tokens: [] }
  }
}
