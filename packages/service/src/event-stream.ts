import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Access } from './access.js'
import type { App } from 'partial-trust'

/** How often a heartbeat says that the stream lives, in ms. */
export const heartbeatMs = 1000

/** Kinds of events: a changed corridor, a changed verdict, the stream's pulse. */
export type EventName = 'control' | 'verdict' | 'heartbeat'

export interface EventStream {
  /** Sends an event to everyone who listens. Data must be content-free. */
  send(event: EventName, data: unknown): void
  close(): void
}

/** `GET /v1/events`: server-sent events for viewers. A slow listener is let go, not waited for. */
export function eventStream(server: FastifyInstance, app: App, access: Access): EventStream {
  const listeners = new Set<FastifyReply['raw']>()
  let id = 0

  function send(event: EventName, data: unknown): void {
    const text = `id: ${++id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
    for (const raw of listeners) {
      if (!raw.write(text) && raw.writableLength > mostBufferedBytes) raw.destroy()
    }
  }

  server.get('/v1/events', { preHandler: access.require('viewer') }, (_request, reply) => {
    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    raw.write(`retry: 1000\n\n`)
    listeners.add(raw)
    raw.on('close', () => listeners.delete(raw))
    raw.on('error', () => listeners.delete(raw))
    raw.write(`event: heartbeat\ndata: ${JSON.stringify(pulse(app))}\n\n`)
  })

  const beat = setInterval(() => send('heartbeat', pulse(app)), heartbeatMs).unref()
  const forget = app.control?.feed.onChange(() => {
    for (const { intent } of app.corridors) send('control', app.control?.feed.state(intent))
  })
  return {
    send,
    close() {
      clearInterval(beat)
      forget?.()
      for (const raw of listeners) raw.end()
    },
  }
}

const mostBufferedBytes = 1024 * 1024

function pulse(app: App): unknown {
  return {
    instance: app.instance,
    at: new Date().toISOString(),
    lease: app.control?.feed.lease() ?? null,
    corridors: app.corridors.map(({ intent }) => ({
      intent,
      version: app.control?.feed.state(intent).version ?? 0,
    })),
  }
}
