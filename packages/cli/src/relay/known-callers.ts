import { createHash } from 'node:crypto'
import type { Clock } from '@partial-trust/core'
import { ask } from './upstream.js'

/** How old the plane's word on a token may be before it is asked again, in ms. */
const askAgainMs = 1000
/** How long its last good word holds where it does not answer, in ms. */
const goodMs = 60_000
/** How long somebody who was let in before waits for its next word, in ms: a plane that hangs delays nobody for longer. */
const waitMs = 100
const mostKnown = 10_000

type Word = { readonly status: number; readonly atMs: number }

/**
 * Who may read: what the plane says of a token, so that a relay holds none of its own. Whom the plane takes out is
 * out here within about a second.
 */
export function knownCallers(upstream: URL, clock: Clock) {
  const known = new Map<string, Word>()
  const asking = new Map<string, Promise<number>>()

  async function asked(name: string, authorization: string | undefined): Promise<number> {
    try {
      const answer = await ask(upstream, 'v1/control/leader', authorization)
      await answer.body?.cancel()
      const { status } = answer
      if (![200, 401, 403].includes(status)) return 503
      if (known.size >= mostKnown) known.clear()
      known.set(name, { status, atMs: clock.monotonicMs() })
      return status
    } catch {
      return 503
    } finally {
      asking.delete(name)
    }
  }

  function nextWord(name: string, authorization: string | undefined): Promise<number> {
    const underWay = asking.get(name) ?? asked(name, authorization)
    asking.set(name, underWay)
    return underWay
  }

  return {
    /** 200, 401, 403, or 503 where the plane cannot be asked. */
    async statusOf(authorization: string | undefined): Promise<number> {
      const name = createHash('sha256')
        .update(authorization ?? '')
        .digest('hex')
      const before = known.get(name)
      const ageMs = clock.monotonicMs() - (before?.atMs ?? -Infinity)
      if (before !== undefined && ageMs < askAgainMs) return before.status
      const next = nextWord(name, authorization)
      if (before?.status !== 200 || ageMs >= goodMs) return next
      const status = await Promise.race([next, waited(clock)])
      return status === 503 ? before.status : status
    },
  }
}

/** Says, after a while, that there is no word yet. */
function waited(clock: Clock): Promise<503> {
  return new Promise((settle) => void clock.setTimer(() => settle(503), waitMs))
}
