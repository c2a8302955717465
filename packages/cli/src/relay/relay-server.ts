import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Clock } from '@partial-trust/core'
import {
  atMost,
  encodeSnapshot,
  openControl,
  RelayedControl,
  SharedAnswers,
} from '@partial-trust/control'
import { messageOf, UserError } from '@partial-trust/settings'
import { knownCallers } from './known-callers.js'
import { passOn, upstreamOf } from './upstream.js'

export type RelayOptions = {
  /** Address of the control plane, or of another relay: `https://:TOKEN@host`. */
  readonly from: string
  readonly clock: Clock
  readonly now: () => number
}

export type Relay = {
  readonly server: Server
  /** The plane's address without secrets. */
  readonly location: string
  /** Why the plane cannot be read now, with the relay's own token; null where it can. */
  problem(): Promise<string | null>
  close(): Promise<void>
}

const heartbeatMs = 1000
/** Every process asks for the latest trial of the kill a few times a minute. */
const sharedProofMs = 1000
/** Reports and counts that are on their way to the plane at a time: control goes before them. */
const mostOnTheWay = 8

/**
 * Serves control to processes from another control plane. State is shared among them and carries its age;
 * everything else goes through to the plane under the caller's own token.
 */
export function openRelay({ from, clock, now }: RelayOptions): Relay {
  const control = openControl({ kind: 'remote', url: from }, { cwd: '/', now })
  if (control === null) throw new UserError(`${from} is no control plane`)
  const upstream = upstreamOf(from)
  const relayed = new RelayedControl(control.store, { clock })
  const proofs = new SharedAnswers<unknown>()
  const proof = (): Promise<unknown> =>
    proofs.ask(String(Math.floor(clock.monotonicMs() / sharedProofMs)), 'proof', async () => ({
      proof: await control.evidence.stopProof(),
    }))
  const callers = knownCallers(upstream, clock)
  /** Who listens, with what let them in. */
  const listeners = new Map<ServerResponse, string | undefined>()
  const turn = atMost(mostOnTheWay)

  const unsubscribe = control.store.subscribe(() => {
    void relayed.refresh().then(() => {
      for (const listener of listeners.keys()) listener.write('event: control\ndata: {}\n\n')
    })
  })
  const beat = setInterval(() => {
    for (const [listener, authorization] of listeners) {
      listener.write('event: heartbeat\ndata: {}\n\n')
      void callers.statusOf(authorization).then((status) => {
        if (status === 401 || status === 403) listener.end()
      })
    }
  }, heartbeatMs).unref()

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request
    const { pathname, searchParams } = new URL(url, 'http://relay')
    if (method === 'GET' && pathname === '/healthz') return send(response, 200, { status: 'ok' })
    if (!pathname.startsWith('/v1/control') && pathname !== '/v1/events') {
      return problem(response, 404, 'A relay serves /v1/control and /v1/events alone')
    }
    if (method !== 'GET') {
      if (!changes.has(pathname)) {
        // Whoever gave up while it waited sends it again by itself.
        return turn(async () => {
          if (!response.destroyed) await passOn(upstream, request, response)
        })
      }
      await passOn(upstream, request, response)
      await relayed.refresh()
      return
    }
    const shared = sharedAnswer(pathname, searchParams, relayed, proof)
    if (shared === null && pathname !== '/v1/events') return passOn(upstream, request, response)
    const { authorization } = request.headers
    const status = await callers.statusOf(authorization)
    if (status !== 200) return problem(response, status, titles[status] ?? 'Refused')
    if (shared === null) return listen(response, authorization)
    send(response, 200, await shared())
  }

  function listen(response: ServerResponse, authorization: string | undefined): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write('event: heartbeat\ndata: {}\n\n')
    listeners.set(response, authorization)
    response.on('close', () => listeners.delete(response))
    response.on('error', () => listeners.delete(response))
  }

  const server = createServer(
    { requestTimeout: 10_000, headersTimeout: 5000 },
    (request, response) => {
      answer(request, response).catch(() => {
        if (response.headersSent) response.destroy()
        else problem(response, 503, 'The control plane does not answer')
      })
    },
  )
  return {
    server,
    location: control.store.location,
    problem: () => control.store.read().then(() => null, messageOf),
    async close() {
      unsubscribe()
      clearInterval(beat)
      for (const listener of listeners.keys()) listener.end()
      server.closeAllConnections()
      await new Promise<void>((settle) => server.close(() => settle()))
      await control.close()
    },
  }
}

/** What somebody who changed control wants to see at once; a report or counts change nothing. */
const changes: ReadonlySet<string> = new Set(['/v1/control/changes', '/v1/control/kill'])

/** What all processes ask alike and the relay asks once; null: that is the plane's to answer. */
function sharedAnswer(
  pathname: string,
  query: URLSearchParams,
  relayed: RelayedControl,
  proof: () => Promise<unknown>,
): (() => Promise<unknown>) | null {
  if (pathname === '/v1/control') {
    return async () => encodeSnapshot(await relayed.state())
  }
  if (pathname === '/v1/control/stop-proof') return proof
  if (pathname === '/v1/control/audit') {
    const [after = '', limit = ''] = ['after', 'limit'].map((name) => query.get(name) ?? '')
    if (!/^\d{1,15}$/u.test(after) || !/^\d{1,4}$/u.test(limit)) return null
    return () => relayed.audit({ after: Number(after), limit: Number(limit) })
  }
  return null
}

const titles: Readonly<Record<number, string>> = {
  401: 'A token is needed',
  403: 'The token is for less than this',
  503: 'The control plane does not answer',
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}

function problem(response: ServerResponse, status: number, title: string): void {
  response.writeHead(status, { 'content-type': 'application/problem+json' })
  response.end(JSON.stringify({ type: 'about:blank', title, status }))
}
