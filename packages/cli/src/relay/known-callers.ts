import { createHash } from 'node:crypto'
import type { Clock } from '@partial-trust/core'
import { ask } from './upstream.js'

/** How long the plane's word on a token is good for, in ms: also while the plane is away. */
const goodMs = 60_000
const badMs = 1000
const mostKnown = 10_000

/** Who may read: what the plane says of a token, so that a relay holds none of its own. */
export function knownCallers(upstream: URL, clock: Clock) {
  const known = new Map<string, { readonly status: number; readonly untilMs: number }>()
  return {
    /** 200, 401, 403, or 503 where the plane cannot be asked. */
    async statusOf(authorization: string | undefined): Promise<number> {
      const name = createHash('sha256')
        .update(authorization ?? '')
        .digest('hex')
      const before = known.get(name)
      if (before !== undefined && clock.monotonicMs() < before.untilMs) return before.status
      let status = 503
      try {
        const answer = await ask(upstream, 'v1/control/leader', authorization)
        await answer.body?.cancel()
        status = [200, 401, 403].includes(answer.status) ? answer.status : 503
      } catch {
        return 503
      }
      if (known.size >= mostKnown) known.clear()
      const forMs = status === 200 ? goodMs : badMs
      known.set(name, { status, untilMs: clock.monotonicMs() + forMs })
      return status
    },
  }
}
