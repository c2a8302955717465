import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Access } from './access.js'
import type { App } from 'partial-trust'
import type { Handler } from './routes/handler.js'
import type { ownRows } from './routes/own-rows.js'
import type { SessionStore } from './session-store.js'
import { whatChanged } from './what-changed.js'

/** How often a heartbeat says that the stream lives, in ms. */
export const heartbeatMs = 1000

/** Kinds of events: a changed corridor, a changed verdict, the stream's pulse. */
export type EventName = 'control' | 'verdict' | 'heartbeat'

export interface EventStream {
  /** `GET /v1/events`. */
  readonly listen: Handler<(typeof ownRows)['events']>
  /** Sends an event to everyone who listens. Data must be content-free. */
  send(event: EventName, data: unknown): void
  close(): void
}

/**
 * Server-sent events for viewers: the corridors that changed, each once, and a pulse that is the same however
 * many there are. A slow listener is let go, not waited for. Whoever's
 * session or token has ended is told so (`signed-out`) and let go, at once or with the next heartbeat.
 */
export function eventStream(
  app: App,
  access: Access,
  sessions: Pick<SessionStore, 'onEnd'>,
): EventStream {
  const listeners = new Map<FastifyReply['raw'], FastifyRequest>()
  const changed = whatChanged()
  let id = 0

  function send(event: EventName, data: unknown): void {
    const text = `id: ${++id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
    for (const raw of listeners.keys()) {
      if (!raw.write(text) && raw.writableLength > mostBufferedBytes) raw.destroy()
    }
  }

  function letGoOfStrangers(): void {
    for (const [raw, request] of listeners) {
      if (access.credentialOf(request) !== null) continue
      listeners.delete(raw)
      raw.end('event: signed-out\ndata: {}\n\n')
    }
  }
  sessions.onEnd(letGoOfStrangers)

  const listen: EventStream['listen'] = ({ request, reply }) => {
    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    // Whoever asks for the head alone waits for nothing.
    if (request.method === 'HEAD') return (raw.end(), reply)
    raw.write(`retry: 1000\n\n`)
    listeners.set(raw, request)
    raw.on('close', () => listeners.delete(raw))
    raw.on('error', () => listeners.delete(raw))
    raw.write(`event: heartbeat\ndata: ${JSON.stringify(pulse(app))}\n\n`)
    return reply
  }

  const beat = setInterval(() => {
    letGoOfStrangers()
    if (listeners.size > 0) send('heartbeat', pulse(app))
  }, heartbeatMs).unref()
  const forget = app.control?.feed.onChange(() => {
    const states = app.corridors.flatMap(({ intent }) => app.control?.feed.state(intent) ?? [])
    for (const state of changed(states)) send('control', state)
  })
  return {
    listen,
    send,
    close() {
      clearInterval(beat)
      forget?.()
      for (const raw of listeners.keys()) raw.end()
    },
  }
}

const mostBufferedBytes = 1024 * 1024

function pulse(app: App): unknown {
  return {
    instance: app.instance,
    at: new Date().toISOString(),
    lease: app.control?.feed.lease() ?? null,
  }
}
