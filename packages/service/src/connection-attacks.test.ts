import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request as ask } from 'node:http'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { defaultPlan } from '@partial-trust/core'
import { systemClock } from '@partial-trust/engine'
import { householdConfig } from '@partial-trust/example-household/config'
import { operatorActions } from '@partial-trust/host'
import { compose } from 'partial-trust'
import { afterEach, describe, expect, it } from 'vitest'
import { buildService } from './build-service.js'
import { connectionLimits } from './connections.js'
import type { ConnectionLimits } from './connections.js'
import { listen } from './listen.js'
import { openTokenStore } from './people/token-store.js'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean()
})

/** The real service on real sockets, at every address given. */
async function listening(
  limits: Partial<ConnectionLimits> = {},
  addresses: readonly string[] = ['127.0.0.1'],
) {
  const cwd = mkdtempSync(join(tmpdir(), 'pt-attacks-'))
  cleanups.push(() => rmSync(cwd, { recursive: true, force: true }))
  const app = await compose({
    registered: householdConfig.corridors,
    configFile: null,
    cwd,
    env: { PARTIAL_TRUST_ENABLED: 'true' },
  })
  cleanups.push(() => app.close())
  const { server } = await buildService(app, {
    host: 'localhost',
    tokens: openTokenStore(join(cwd, 'tokens.json'), Date.now),
    actions: operatorActions(app, defaultPlan, Date.now),
    clock: systemClock,
    stopGraceMs: 50,
    limits: { ...connectionLimits, checkEveryMs: 10, ...limits },
  })
  cleanups.push(() => server.close())
  let throughFramework = 0
  server.addHook('onRequest', async () => void (throughFramework += 1))
  const url = await listen(server, { host: 'localhost', port: 0 }, async () => addresses)
  const { control } = app
  if (control === null) throw new Error('no control')
  return {
    server,
    port: Number(new URL(url).port),
    evidence: async () => JSON.stringify(await control.evidence.evidence()),
    throughFramework: () => throughFramework,
  }
}

async function dialled(port: number, sends: string, host = '127.0.0.1'): Promise<Socket> {
  const socket = connect(port, host)
  socket.on('error', () => {})
  cleanups.push(() => socket.destroy())
  await once(socket, 'connect')
  if (sends !== '') socket.write(sends)
  return socket
}

function closed(socket: Socket): Promise<void> {
  return new Promise((settle) => void socket.once('close', () => settle()))
}

/** Everything until the service hangs up. */
async function answered(port: number, sends: string, host?: string): Promise<string> {
  return text(await dialled(port, sends, host))
}

const head = (path: string, lengthBytes: number): string =>
  `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${lengthBytes}\r\n\r\n`
const hurried = { headMs: 40, requestMs: 80 }

const command = JSON.stringify({
  command_id: 'c',
  user_id: 'u',
  timestamp: '2026-11-22T10:00:00Z',
  text: 'add milk to my shopping list',
  capabilities: ['start_job'],
  context: { household: { members: [{ user_id: 'u' }] } },
})

describe('a connection that does not wait for answers', () => {
  it.each([
    ['pages', 'GET /openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n'],
    ['commands that are wrong', `${head('/v1/decide', 2)}{}`],
    ['commands', head('/v1/decide', command.length) + command],
  ])('gets a few and is let go, however many it asks for in one breath: %s', async (_what, one) => {
    const { port, throughFramework } = await listening()
    const socket = await dialled(port, '')
    const gone = closed(socket)
    socket.resume().write(one.repeat(5000))
    await gone
    expect(throughFramework()).toBeLessThanOrEqual(connectionLimits.ahead + 1)
    expect(await answered(port, 'GET /healthz HTTP/1.0\r\n\r\n')).toContain('"ok"')
  })

  it('gets all of them where it sends few ahead', async () => {
    const { port } = await listening()
    const some = 'GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(connectionLimits.ahead)
    const last = 'GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n'
    const said = await answered(port, some + last)
    expect(said.match(/"ok"/gu)).toHaveLength(connectionLimits.ahead + 1)
  })
})

describe('a connection that takes its time', () => {
  it.each([
    ['half a head', 'POST /v1/decide HTTP/1.1\r\nhost: loc'],
    ['half a command', `${head('/v1/decide', 100)}{"`],
    ['half an outcome', `${head('/v1/outcomes', 100)}{"`],
    [
      'half a body in pieces',
      `POST /v1/outcomes HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n9\r\n{"`,
    ],
  ])('over %s is told so and let go', async (_what, sends) => {
    const { port } = await listening(hurried)
    expect(await answered(port, sends)).toMatch(
      /^HTTP\/1\.1 408 [^]*problem\+json[^]*"status":408/u,
    )
  })

  it('is let go between two requests', async () => {
    const { port } = await listening({ keepAliveMs: 1 })
    const socket = await dialled(port, 'GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n')
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /u)
  })
})

describe('a connection that sends too much', () => {
  it.each([
    ['one large header', `x: ${'a'.repeat(100_000)}\r\n`],
    ['many headers', Array.from({ length: 5000 }, (_, at) => `x-${at}: a\r\n`).join('')],
  ])('as %s is refused', async (_what, headers) => {
    const { port } = await listening()
    const sends = `GET /healthz HTTP/1.1\r\nhost: localhost\r\n${headers}\r\n`
    expect(await answered(port, sends)).toMatch(/^HTTP\/1\.1 431 [^]*"status":431/u)
  })
})

describe('a connection that asks on and on, and reads no answer', () => {
  it('is not read on, and nobody else waits for it', async () => {
    const { port, throughFramework } = await listening()
    const most = 20_000
    const socket = await dialled(
      port,
      'GET /openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(most),
    )
    socket.pause()
    for (let asked = 0; asked < 20; asked += 1) {
      await answered(port, 'GET /healthz HTTP/1.0\r\nhost: localhost\r\n\r\n')
    }
    expect(throughFramework()).toBeLessThan(most / 2)
  })
})

describe('many connections of one address', () => {
  it('that ask for nothing keep to a limit, and nobody else waits', async () => {
    const unproved = 20
    const { port, server } = await listening({ unproved })
    const most = 1000
    const allCame = new Promise<void>((settle) => {
      let came = 0
      server.server.on('connection', () => {
        came += 1
        if (came === most) settle()
      })
    })
    for (let made = 0; made < most; made += 1) {
      const socket = connect(port, '127.0.0.1').on('error', () => {})
      cleanups.push(() => socket.destroy())
    }
    await allCame
    expect(await answered(port, 'GET /healthz HTTP/1.0\r\nhost: localhost\r\n\r\n')).toContain(
      '200 OK',
    )
    await new Promise<void>((settle) => {
      server.server.getConnections((_error, count) => {
        expect(count).toBeLessThanOrEqual(unproved + 1)
        settle()
      })
    })
  })
})

describe('outcomes that nobody decided', () => {
  it('are refused without a token, from a foreign page or name before they are read, and count nothing', async () => {
    const { port, evidence } = await listening()
    const before = await evidence()
    const agent = new Agent({ keepAlive: true, maxSockets: 8 })
    cleanups.push(() => agent.destroy())
    const report = (id: string, headers: Readonly<Record<string, string>>) =>
      new Promise<number | undefined>((settle, fail) => {
        const body = JSON.stringify({ command_id: id, outcome: 'undone' })
        const given = { 'content-type': 'application/json', ...headers }
        const path = '/v1/outcomes'
        ask({ agent, host: '127.0.0.1', port, path, method: 'POST', headers: given }, (answer) => {
          answer.resume().once('end', () => settle(answer.statusCode))
        })
          .on('error', fail)
          .end(body)
      })
    const from: readonly Readonly<Record<string, string>>[] = [
      {},
      { host: 'evil.example' },
      { origin: 'http://evil.example' },
    ]
    const statuses = await Promise.all(
      Array.from({ length: 600 }, (_, at) => report(`made-up-${at}`, from[at % 3] ?? {})),
    )
    expect(statuses).toEqual(statuses.map((_, at) => (at % 3 === 0 ? 404 : 421)))
    expect(await evidence()).toBe(before)
  })
})

// Linux alone has the whole of 127.0.0.0/8.
describe.runIf(process.platform === 'linux')('the second address of localhost', () => {
  const addresses = ['127.0.0.1', '127.0.0.2']
  const [, second] = addresses

  it('takes decisions past the framework, as the first does', async () => {
    const { port, throughFramework } = await listening({ keepAliveMs: 1 }, addresses)
    for (const host of addresses) {
      const answer = await answered(port, `${head('/v1/decide', 2)}{}`, host)
      expect(answer).toMatch(/^HTTP\/1\.1 400 /u)
    }
    expect(throughFramework()).toBe(0)
  })

  it('keeps to the limits of connections, and closes with the service', async () => {
    const { port, server } = await listening({ ...hurried, unproved: 2 }, addresses)
    expect(await answered(port, 'GET /', second)).toMatch(/^HTTP\/1\.1 408 /u)
    const silent = await dialled(port, '', second)
    const gone = closed(silent.resume())
    await server.close()
    await gone
    const refused = connect(port, second ?? '')
    const [error] = await once(refused, 'error')
    expect(error).toMatchObject({ code: 'ECONNREFUSED' })
  })
})
