import type { DemoCommand } from './traffic.js'

export type ReplayOptions = {
  /** Base URL of the service. */
  readonly url: string
  /** The corridor that decides; default: the service's own. */
  readonly intent?: string
  /** Commands a second. */
  readonly rate: number
  readonly commands: Generator<DemoCommand, never>
  readonly signal: AbortSignal
}

const tickMs = 50
/** More under way than this means that the service cannot keep up; the replay then waits for it. */
const mostUnderWay = 256

/**
 * Sends commands at a steady rate until the signal comes, over real HTTP. Resolves when the last
 * answer is in, with the number of commands that got none.
 */
export async function replay(options: ReplayOptions): Promise<{ readonly unanswered: number }> {
  const { url, intent, rate, commands, signal } = options
  const decide = `${url}/v1/decide${intent === undefined ? '' : `?intent=${intent}`}`
  const underWay = new Set<Promise<void>>()
  let unanswered = 0
  let owed = 0

  const send = async (command: DemoCommand): Promise<void> => {
    const response = await fetch(decide, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(command),
    })
    await response.arrayBuffer()
    if (!response.ok) unanswered++
  }

  await new Promise<void>((resolve) => {
    const ticker = setInterval(() => {
      owed = Math.min(owed + (rate * tickMs) / 1000, mostUnderWay)
      while (owed >= 1 && underWay.size < mostUnderWay) {
        owed--
        const sent: Promise<void> = send(commands.next().value)
          .catch(() => {
            unanswered++
          })
          .finally(() => underWay.delete(sent))
        underWay.add(sent)
      }
    }, tickMs)
    const stop = (): void => {
      clearInterval(ticker)
      resolve()
    }
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  await Promise.all(underWay)
  return { unanswered }
}
