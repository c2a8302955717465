import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { tracesOfEarlierStore } from '@partial-trust/control'
import type { FirstStart } from '@partial-trust/control'
import type { Config } from '@partial-trust/settings'

/** What a process that serves says of itself where its first look makes the store. */
export function firstStartOf(
  { tokensPath, riskLogPath, state }: Config,
  cwd: string,
  instance: string,
): FirstStart {
  return {
    by: `process ${instance} on ${hostname()}`,
    reason: 'the first start of a process that serves',
    // What proves that there was a store before: then one that is gone is lost, and not new.
    traces: () =>
      tracesOfEarlierStore({
        tokens: resolve(cwd, tokensPath),
        riskLog: resolve(cwd, riskLogPath),
        state: state.kind === 'sqlite' ? resolve(cwd, state.path) : null,
      }),
  }
}
