import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** How many simulated seconds pass in one real second, at most: a busy machine runs slower, and skips nothing. */
const speed = 60

const patienceMs = 30_000

/** Makes the page's own timers (refreshes, ages, caches) run as fast as the events it is sent. */
export const fastTimers = `for (const name of ['setTimeout', 'setInterval']) {
  const real = globalThis[name]
  globalThis[name] = (work, ms = 0, ...rest) => real(work, ms / ${speed}, ...rest)
}`

/** A service seen in fast motion: a real one, with an event stream that has a heartbeat per simulated second. */
export type TimeLapse = {
  readonly url: string
  /** What was sent since the start, by kind: events by their name, answers as `view`. */
  readonly sent: ReadonlyMap<string, number>
  start(): void
  /** Settles once the simulated second is reached. @throws {Error} when that takes half a minute. */
  until(second: number): Promise<void>
  stop(): void
}

/**
 * @param rewrite what an answer of the service becomes on its way to the page; null leaves it alone.
 */
export async function timeLapse(
  service: string,
  rewrite: (path: string, second: number) => ((body: string) => string) | null,
): Promise<TimeLapse> {
  const sent = new Map<string, number>()
  const streams = new Set<ServerResponse>()
  const now = { second: 0 }
  const count = (kind: string): void => void sent.set(kind, (sent.get(kind) ?? 0) + 1)
  const send = (event: string): void => {
    count(event)
    // The page listens to the names alone and asks the service for everything else.
    for (const stream of streams) stream.write(`event: ${event}\ndata: {}\n\n`)
  }
  const beat = (): void => {
    if (streams.size === 0) return
    now.second++
    send('heartbeat')
    if (now.second % 10 === 0) send('verdict')
    if (now.second % 60 === 0) send('control')
  }

  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '/'
    if (path === '/v1/events') {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      outgoing.flushHeaders()
      streams.add(outgoing)
      outgoing.on('close', () => streams.delete(outgoing))
      return
    }
    if (path.startsWith('/v1/')) count('view')
    forward(service, incoming, outgoing, rewrite(path, now.second))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port to listen on')

  let clock: NodeJS.Timeout | undefined
  return {
    url: `http://127.0.0.1:${address.port}`,
    sent,
    start() {
      sent.clear()
      clock = setInterval(beat, 1000 / speed)
    },
    async until(wanted) {
      const giveUpAt = Date.now() + patienceMs
      while (now.second < wanted) {
        if (Date.now() > giveUpAt)
          throw new Error(`second ${wanted} did not come: is the page live?`)
        await new Promise((resolve) => {
          setTimeout(resolve, 10)
        })
      }
    },
    stop() {
      clearInterval(clock)
      server.close()
      server.closeAllConnections()
    },
  }
}

function forward(
  service: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  rewrite: ((body: string) => string) | null,
): void {
  const { method, url = '/' } = incoming
  const headers = { ...incoming.headers, 'accept-encoding': 'identity' }
  const onward = request(new URL(url, service), { method, headers }, (answer) => {
    const status = answer.statusCode ?? 502
    if (rewrite === null || status !== 200) {
      outgoing.writeHead(status, answer.headers)
      answer.pipe(outgoing)
      return
    }
    let body = ''
    answer.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk
    })
    answer.on('end', () => {
      const text = rewrite(body)
      const length = String(Buffer.byteLength(text))
      outgoing.writeHead(status, { ...answer.headers, 'content-length': length }).end(text)
    })
  })
  // The page gives up requests that a newer one replaces.
  onward.on('error', () => outgoing.destroy())
  outgoing.on('close', () => onward.destroy())
  incoming.pipe(onward)
}
