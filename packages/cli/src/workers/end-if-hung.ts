import type { Clock } from '@partial-trust/core'
import type { HostedWorker } from './hosted-worker.js'

const askEveryMs = 10_000
/** A debugger, a full disk or a busy machine holds a worker up for seconds; callers have given up long before this. */
const mostUnanswered = 3

/** How long a worker may answer nothing, in words. */
export const hungWords = `answered nothing for ${(askEveryMs * mostUnanswered) / 1000} s`

/**
 * Ends a worker that answers its host nothing any more: one that is stuck in somebody else's code, or stopped, keeps
 * its share of the connections, and each of their callers waits in vain. Questions are counted and not time, so
 * that a host which was itself suspended blames nobody.
 *
 * @returns whether it was ended for that.
 */
export function endIfHung(worker: HostedWorker, clock: Clock): () => boolean {
  let unanswered = 0
  let isHung = false
  let timer: unknown

  function ask(): void {
    if (unanswered === mostUnanswered) {
      isHung = true
      worker.kill()
      return
    }
    unanswered += 1
    worker.ask('beat').then(
      () => (unanswered = 0),
      () => undefined,
    )
    timer = clock.setTimer(ask, askEveryMs)
  }

  timer = clock.setTimer(ask, askEveryMs)
  void worker.ended.then(() => clock.clearTimer(timer))
  return () => isHung
}
