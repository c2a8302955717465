import { Webhook } from 'standardwebhooks'
import { listen } from './listen.ts'
import type { Heard } from './listen.ts'

export interface WebhookReceiver {
  readonly url: string
  /** What was taken, in order. */
  readonly taken: readonly Heard[]
  /** How often it was asked while it was down. */
  readonly turnedAway: () => number
  readonly mistrusted: () => number
  comeBack(): void
  /** Whether a message is believed and not known yet. */
  believes(message: Heard): boolean
  close(): void
}

/** A receiver that is down at first, and believes what the library of Standard Webhooks believes, once. */
export async function webhookReceiver(secret: string): Promise<WebhookReceiver> {
  const library = new Webhook(secret)
  const taken: Heard[] = []
  const known = new Set<string>()
  let isDown = true
  let turnedAway = 0
  let mistrusted = 0

  function believes({ headers, body }: Heard): boolean {
    const id = String(headers['webhook-id'])
    try {
      library.verify(body, {
        'webhook-id': id,
        'webhook-timestamp': String(headers['webhook-timestamp']),
        'webhook-signature': String(headers['webhook-signature']),
      })
    } catch {
      return false
    }
    return !known.has(id)
  }

  const { url, close } = await listen((heard) => {
    if (isDown) {
      turnedAway += 1
      return 503
    }
    if (!believes(heard)) {
      mistrusted += 1
      return 401
    }
    known.add(String(heard.headers['webhook-id']))
    taken.push(heard)
    return 204
  })
  return {
    url,
    taken,
    turnedAway: () => turnedAway,
    mistrusted: () => mistrusted,
    comeBack() {
      isDown = false
    },
    believes,
    close,
  }
}
