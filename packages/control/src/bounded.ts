import type { Clock } from '@partial-trust/core'

/**
 * Waits for `work` at most `limitMs`; then aborts its signal and rejects, whether or not `work`
 * heeds the signal. What a late `work` still answers is dropped.
 */
export async function bounded<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  limitMs: number,
  clock: Clock,
): Promise<Result> {
  const abort = new AbortController()
  let timer: unknown
  const limit = new Promise<never>((_resolve, reject) => {
    timer = clock.setTimer(() => {
      const late = new Error(`no answer within ${limitMs} ms`)
      abort.abort(late)
      reject(late)
    }, limitMs)
  })
  try {
    return await Promise.race([work(abort.signal), limit])
  } finally {
    clock.clearTimer(timer)
  }
}
