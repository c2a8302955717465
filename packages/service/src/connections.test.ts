import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultPlan } from '@partial-trust/core'
import { systemClock } from '@partial-trust/engine'
import { householdConfig } from '@partial-trust/example-household/config'
import { operatorActions } from '@partial-trust/host'
import { compose } from 'partial-trust'
import { afterEach, describe, expect, it } from 'vitest'
import { buildService } from './build-service.js'
import { connectionLimits } from './connections.js'
import { openTokenStore } from './people/token-store.js'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean()
})

/** The real service on a real socket. */
async function listening(stopGraceMs?: number) {
  const cwd = mkdtempSync(join(tmpdir(), 'pt-connections-'))
  cleanups.push(() => rmSync(cwd, { recursive: true, force: true }))
  const app = await compose({
    registered: householdConfig.corridors,
    configFile: null,
    cwd,
    env: { PARTIAL_TRUST_ENABLED: 'true' },
  })
  cleanups.push(() => app.close())
  const tokens = openTokenStore(join(cwd, 'tokens.json'), Date.now)
  const { server } = await buildService(app, {
    host: '127.0.0.1',
    tokens,
    actions: operatorActions(app, defaultPlan, Date.now),
    clock: systemClock,
    ...(stopGraceMs === undefined ? {} : { stopGraceMs }),
  })
  cleanups.push(() => server.close())
  const url = await server.listen({ port: 0, host: '127.0.0.1' })
  const viewer = tokens.minted.find(({ role }) => role === 'viewer')?.token ?? ''
  return { server, url, port: Number(new URL(url).port), viewer }
}

async function dialled(port: number, sends: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  cleanups.push(() => socket.destroy())
  await once(socket, 'connect')
  if (sends !== '') socket.write(sends)
  return socket
}

/** However it ends: what is not read makes it end as a reset. */
function closed(socket: Socket): Promise<void> {
  return new Promise((settle) => void socket.once('close', () => settle()))
}

const halfBody =
  'POST /v1/decide HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"'

describe('a service that is told to stop', () => {
  it.each([
    ['nothing', ''],
    ['half a head', 'POST /v1/decide HTTP/1.1\r\nhost: loc'],
    ['half a body', halfBody],
  ])('ends although a connection sent %s', async (_what, sends) => {
    const { server, port } = await listening(50)
    const socket = await dialled(port, sends)
    const gone = closed(socket)
    await server.close()
    await gone
  })

  it('ends although someone listens to its events', async () => {
    const { server, url, viewer } = await listening(50)
    const headers = { authorization: `Bearer ${viewer}` }
    const { body } = await fetch(`${url}/v1/events`, { headers })
    await server.close()
    await body?.cancel()
  })

  it('answers who asks for the head of its events, and keeps nothing open for it', async () => {
    const { url, viewer } = await listening(50)
    const headers = { authorization: `Bearer ${viewer}` }
    const { status } = await fetch(`${url}/v1/events`, { method: 'HEAD', headers })
    expect(status).toBe(200)
  })
})

describe('a connection', () => {
  it('that never asks for anything makes way for others of its address', async () => {
    const { url, port } = await listening()
    const sockets = await Promise.all(
      Array.from({ length: connectionLimits.unproved + 1 }, () => dialled(port, '')),
    )
    await Promise.any(sockets.map((socket) => closed(socket)))
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
  })

  it('has a limit on the time for its head, its request and its silence', async () => {
    const { server } = await listening()
    expect(server.server.headersTimeout).toBe(connectionLimits.headMs)
    expect(server.server.requestTimeout).toBe(connectionLimits.requestMs)
    expect(server.server.timeout).toBe(connectionLimits.silenceMs)
  })
})

describe('what goes out', () => {
  it('is compressed where the reader takes it', async () => {
    const { server } = await listening()
    for (const encoding of ['br', 'gzip']) {
      const headers = { 'accept-encoding': encoding }
      const answer = await server.inject({ url: '/openapi.json', headers })
      expect(answer.headers['content-encoding']).toBe(encoding)
    }
  })
})

describe('what comes in', () => {
  it('is not read before its sender is known', async () => {
    const { server } = await listening()
    for (const payload of ['{"broken', 'x'.repeat(300_000)]) {
      const headers = { 'content-type': 'application/json' }
      const url = '/v1/corridors/add_shopping_item/kill'
      expect((await server.inject({ method: 'POST', url, payload, headers })).statusCode).toBe(401)
    }
  })

  it('by a method that a resource does not take is refused as that, body or not', async () => {
    const { server } = await listening()
    for (const payload of ['', '{"broken']) {
      const headers = { 'content-type': 'application/json' }
      const answer = await server.inject({ method: 'DELETE', url: '/v1/decide', payload, headers })
      expect([answer.statusCode, answer.headers['allow']]).toEqual([405, 'POST'])
    }
  })
})
