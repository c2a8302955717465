import { once } from 'node:events'
import { request } from 'node:http'

export type Drained = {
  /** Answers that were decisions. */
  readonly answered: number
  /** Under way when the signal came. */
  readonly underWay: number
  /** Nobody listened any more. */
  readonly turnedAway: number
  /** Connected and then left without an answer, by id: lost where the service took them. */
  readonly unanswered: ReadonlyMap<string, string>
  readonly ids: ReadonlySet<string>
  /** From the signal to the end of the process. */
  readonly endedAfterMs: number
}

export type DrainOptions = {
  readonly url: string
  readonly commandOf: (id: string) => object
  /** Connections at a time, each with one request. */
  readonly width: number
  readonly forMs: number
  readonly stop: () => void
  readonly ended: Promise<unknown>
}

/** Asks for decisions on many connections, has the service stopped meanwhile, and counts what became of each. */
export async function drain(options: DrainOptions): Promise<Drained> {
  const { url, commandOf, width, forMs, stop, ended } = options
  const ids = new Set<string>()
  const unanswered = new Map<string, string>()
  let turnedAway = 0
  let underWay = 0
  const over = new AbortController()
  let sent = 0

  async function worker(): Promise<void> {
    while (!over.signal.aborted) {
      sent += 1
      const id = `drain-${sent}`
      underWay += 1
      const said = await ask(url, commandOf(id))
      underWay -= 1
      if (said === 'decided') ids.add(id)
      else if (said === 'refused') {
        turnedAway += 1
        return
      } else unanswered.set(id, said)
    }
  }
  const workers = Array.from({ length: width }, worker)
  await new Promise((settle) => setTimeout(settle, forMs))
  const atSignal = underWay
  const signalledMs = performance.now()
  stop()
  await ended
  const endedAfterMs = performance.now() - signalledMs
  over.abort()
  await Promise.all(workers)
  return { answered: ids.size, underWay: atSignal, turnedAway, unanswered, ids, endedAfterMs }
}

/** One request on a connection of its own. */
async function ask(url: string, command: object): Promise<string> {
  const body = JSON.stringify(command)
  const sending = request(url, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
  })
  let isConnected = false
  sending.on('socket', (socket) => socket.on('connect', () => (isConnected = true)))
  try {
    sending.end(body)
    const [answer] = await once(sending, 'response')
    answer.resume()
    await once(answer, 'end')
    return answer.statusCode === 200 ? 'decided' : `status ${answer.statusCode}`
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return isConnected && code !== 'ECONNREFUSED' ? code : 'refused'
  }
}
