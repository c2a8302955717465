import type { Clock } from '@partial-trust/core'
import type { Outbox } from './outbox.js'
import type { CloudEvent } from './event-of.js'
import { slackText } from './slack-text.js'
import { signWebhook } from './standard-webhook.js'

export type Receiver = {
  readonly url: string
  readonly secret: Buffer
  readonly format: 'cloudevents' | 'slack'
}

export type DeliverOptions = {
  readonly outbox: Outbox
  readonly receiver: Receiver
  readonly fetch: typeof globalThis.fetch
  readonly clock: Clock
}

/** Longest wait for a receiver's answer, and pauses between tries. */
const answerMs = 10_000
const firstPauseMs = 1000
const longestPauseMs = 300_000

export interface Delivery {
  /** Looks whether there is something to send. */
  wake(): void
  stop(): void
}

/**
 * Sends what stands in an outbox, one event after the other and each until the receiver takes it: order
 * and every event count for more than speed. Nobody waits for it.
 */
export function deliver({ outbox, receiver, fetch, clock }: DeliverOptions): Delivery {
  let sending = false
  let again = false
  let failures = 0
  let timer: unknown
  const stopping = new AbortController()

  async function sendNext(): Promise<void> {
    const [event] = outbox.state().pending
    if (event === undefined || stopping.signal.aborted) return
    const taken = await send(event)
    if (stopping.signal.aborted && !taken) return
    if (!taken) {
      failures += 1
      const pauseMs = Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs)
      timer = clock.setTimer(wake, pauseMs)
      return
    }
    failures = 0
    // By its id: it may have been let go of meanwhile, and then another is the first.
    const others = ({ id }: CloudEvent): boolean => id !== event.id
    await outbox.update((state) => ({ ...state, pending: state.pending.filter(others) }))
    await sendNext()
  }

  async function send(event: CloudEvent): Promise<boolean> {
    const { url, secret, format } = receiver
    const body = JSON.stringify(format === 'slack' ? slackText(event) : event)
    const type = format === 'slack' ? 'application/json' : 'application/cloudevents+json'
    try {
      const answer = await fetch(url, {
        method: 'POST',
        redirect: 'error', // what is signed goes to the address that was meant
        headers: { 'content-type': type, ...signWebhook(secret, event.id, clock.epochMs(), body) },
        body,
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(answerMs)]),
      })
      await answer.body?.cancel()
      return answer.ok
    } catch {
      return false
    }
  }

  function wake(): void {
    if (stopping.signal.aborted) return
    again = sending
    if (sending) return
    sending = true
    clock.clearTimer(timer)
    const done = (): void => {
      sending = false
      if (again) wake()
    }
    // What cannot be written to the disk stays pending in memory and is sent again.
    sendNext().then(done, done)
  }

  return {
    wake,
    stop() {
      stopping.abort()
      clock.clearTimer(timer)
    },
  }
}
