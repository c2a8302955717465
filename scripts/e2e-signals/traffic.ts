import type { Canary } from '@partial-trust/testing'

export interface Traffic {
  /** Commands sent, and answers that were decisions. */
  readonly counts: () => { readonly sent: number; readonly answered: number }
  /** Longest answers since the last call, in ms. */
  slowestMs(): number
  stop(): Promise<void>
}

const pauseMs = 20

/** Sends a command every 20 ms, each with canaries wherever a caller can put text. */
export function traffic(url: string, canaries: readonly Canary[]): Traffic {
  const underWay = new Set<Promise<void>>()
  let sent = 0
  let answered = 0
  let slowestMs = 0

  async function send(body: string): Promise<void> {
    const beganMs = performance.now()
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${url}/v1/decide`, { method: 'POST', headers, body })
    await answer.arrayBuffer()
    slowestMs = Math.max(slowestMs, performance.now() - beganMs)
    if (answer.status === 200) answered += 1
  }

  const timer = setInterval(() => {
    const canary = canaries[sent % canaries.length]
    if (canary === undefined) return
    const sending = send(JSON.stringify(commandOf(canary, sent)))
      .catch(() => undefined)
      .finally(() => underWay.delete(sending))
    underWay.add(sending)
    sent += 1
  }, pauseMs)

  return {
    counts: () => ({ sent, answered }),
    slowestMs() {
      const slowest = slowestMs
      slowestMs = 0
      return slowest
    },
    async stop() {
      clearInterval(timer)
      await Promise.all(underWay)
    },
  }
}

/** Every fourth says nothing but the canary, which the baseline does not act on. */
function commandOf({ token, text }: Canary, ordinal: number): object {
  return {
    command_id: `${token}-${ordinal}`,
    user_id: text,
    timestamp: '2026-01-01T00:00:00Z',
    text: ordinal % 4 === 3 ? text : 'add milk to the shopping list',
    capabilities: ['start_job'],
    context: {
      household: {
        household_id: text,
        members: [{ user_id: text, display_name: text }],
        shopping_lists: [{ list_id: text, name: text }],
      },
    },
  }
}
