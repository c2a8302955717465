import { listen } from './listen.ts'
import type { Heard } from './listen.ts'

export type RelayedAlert = Heard & {
  /** What the product said. */
  readonly answer: string
  readonly status: number
  /** From its delivery to the product's answer. */
  readonly tookMs: number
  readonly arrivedAtMs: number
}

export interface AlertRelay {
  readonly url: string
  readonly relayed: readonly RelayedAlert[]
  close(): void
}

/** Stands between Alertmanager and the product, so that deliveries can be timed and sent again. */
export async function alertRelay(target: string): Promise<AlertRelay> {
  const relayed: RelayedAlert[] = []
  const { url, close } = await listen(async (heard) => {
    const arrivedAtMs = performance.now()
    const response = await fetch(target, {
      method: 'POST',
      headers: {
        authorization: heard.headers.authorization ?? '',
        'content-type': 'application/json',
      },
      body: heard.body,
    })
    const answer = await response.text()
    const tookMs = performance.now() - arrivedAtMs
    relayed.push({ ...heard, answer, status: response.status, tookMs, arrivedAtMs })
    return response.status
  })
  return { url, relayed, close }
}
