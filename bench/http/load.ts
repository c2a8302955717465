import { createConnection } from 'node:net'
import { setTimeout } from 'node:timers/promises'

export type Load = {
  readonly port: number
  /** Whole HTTP/1.1 requests, sent in turn. */
  readonly requests: readonly Buffer[]
  readonly connections: number
  readonly durationMs: number
  /** Pause between an answer and the connection's next request. Default none. */
  readonly pauseMs?: number
}

export type LoadResult = {
  readonly answered: number
  readonly perSecond: number
  /** Answers with another status than 200. */
  readonly failed: number
  readonly latenciesMs: readonly number[]
}

/**
 * A closed loop over raw sockets: every connection has one request under way. It costs a fraction
 * of an HTTP client library, which on two cores leaves more of the machine to the server.
 */
export async function load(options: Load): Promise<LoadResult> {
  const from = performance.now()
  const until = from + options.durationMs
  const latenciesMs: number[] = []
  let failed = 0
  let next = 0

  async function connection(): Promise<void> {
    const socket = createConnection({ host: '127.0.0.1', port: options.port, noDelay: true })
    let received = ''
    socket.setEncoding('latin1')
    await new Promise<void>((resolve, reject) => {
      let sentAt = 0
      const send = (): void => {
        if (performance.now() >= until) {
          socket.end()
          resolve()
          return
        }
        sentAt = performance.now()
        socket.write(options.requests[next++ % options.requests.length] ?? '')
      }
      socket.on('error', reject)
      socket.on('connect', send)
      socket.on('data', (chunk: string) => {
        received += chunk
        const length = answerLength(received)
        if (length === null || received.length < length) return
        if (!received.startsWith('HTTP/1.1 200')) failed++
        received = ''
        latenciesMs.push(performance.now() - sentAt)
        if (options.pauseMs === undefined) send()
        else void setTimeout(options.pauseMs).then(send)
      })
    })
  }

  await Promise.all(Array.from({ length: options.connections }, connection))
  const seconds = (performance.now() - from) / 1000
  return {
    answered: latenciesMs.length,
    perSecond: latenciesMs.length / seconds,
    failed,
    latenciesMs,
  }
}

function answerLength(received: string): number | null {
  const head = received.indexOf('\r\n\r\n')
  if (head === -1) return null
  const length = /content-length: (\d+)/i.exec(received.slice(0, head))?.[1]
  if (length === undefined) throw new Error('the answer has no content-length')
  return head + 4 + Number(length)
}
