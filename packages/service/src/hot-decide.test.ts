import { mkdtempSync, rmSync } from 'node:fs'
import { request as ask } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { systemClock } from '@partial-trust/engine'
import { operatorActions } from '@partial-trust/host'
import { compose, defineCorridor } from 'partial-trust'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { buildService } from './build-service.js'
import { bodyLimitBytes } from './decide-route.js'
import { openTokenStore } from './people/token-store.js'

const cleanups: (() => unknown)[] = []
afterAll(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean()
})

const refunds = defineCorridor({
  intent: 'decide_refund',
  id: (command: { readonly id: string; readonly reason: string }) => command.id,
  command: z.strictObject({ id: z.string(), reason: z.string() }),
  baseline: ({ reason }) => {
    if (reason === 'boom') throw new Error('the reason is content')
    return { action: 'deny', of: reason === 'cycle' ? 1n : reason }
  },
  label: ({ action }) => action,
  labels: ['approve', 'deny'],
  candidate: z.object({ action: z.enum(['approve', 'deny']) }),
  ask: async () => ({ action: 'approve' }),
  decide: (candidate, { reason }) => ({ ...candidate, of: reason }),
})

type Sent = {
  readonly path?: string
  readonly method?: string
  readonly body?: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

type Got = {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** The real service on a real socket: what is injected goes past what is tried here. */
async function started({ host = '127.0.0.1', mostUnderWay = 2000 } = {}) {
  const cwd = mkdtempSync(join(tmpdir(), 'pt-hot-'))
  cleanups.push(() => rmSync(cwd, { recursive: true, force: true }))
  const app = await compose({
    registered: [refunds],
    configFile: null,
    cwd,
    env: { PARTIAL_TRUST_ENABLED: 'true', PARTIAL_TRUST_STATE: 'none' },
  })
  cleanups.push(() => app.close())
  const tokens = openTokenStore(join(cwd, 'tokens.json'), Date.now)
  const errors: string[] = []
  let frameworks = 0
  const { server } = await buildService(app, {
    host,
    tokens,
    actions: operatorActions(app, () => null, Date.now),
    clock: systemClock,
    mostUnderWay,
    onError: ({ name }) => errors.push(name),
  })
  server.addHook('onRequest', async () => {
    frameworks++
  })
  cleanups.push(() => server.close())
  const port = Number(new URL(await server.listen({ port: 0, host: '127.0.0.1' })).port)
  const viewer = tokens.minted.find(({ role }) => role === 'viewer')?.token ?? ''

  async function send({ path = '/v1/decide', method = 'POST', body, headers }: Sent): Promise<Got> {
    return new Promise((resolve, reject) => {
      const given = { 'content-type': 'application/json', ...headers }
      const asking = ask({ host: '127.0.0.1', port, path, method, headers: given }, (answer) => {
        text(answer).then((read) => {
          const { statusCode: status } = answer
          resolve({ status, headers: answer.headers, body: read })
        }, reject)
      })
      asking.on('error', reject)
      asking.end(body)
    })
  }
  return { send, port, viewer, errors, app, throughFramework: () => frameworks }
}

const good = JSON.stringify({ id: 'o-1', reason: 'broken' })
const plain = await started()

describe('POST /v1/decide before the framework', () => {
  it.each<[string, number, string | Buffer, string?]>([
    ['a command', 200, good],
    ['one in other letters', 200, '{"id":"o-1","reason":"молоко 🥛"}'],
    ['one in escapes', 200, '{"id":"o-1","reason":"\\u043c"}'],
    ['one after a mark of order', 200, `\uFEFF${good}`],
    ['one of a corridor that is named', 200, good, '?intent=decide_refund'],
    ['an empty name', 404, good, '?intent='],
    ['an unknown corridor', 404, good, '?intent=other'],
    ['a name in escapes', 200, good, '?intent=decide%5Frefund'],
    ['another parameter', 200, good, '?other=1'],
    ['a violation of the contract', 400, '{"id":7,"extra":1}'],
    ['no JSON', 400, '{"id"'],
    ['a key that reaches into a prototype', 400, '{"__proto__":{"id":1}}'],
    ['the other such key', 400, '{"constructor":{"prototype":{"id":1}}}'],
    ['bytes that are no UTF-8', 400, Buffer.from([0x22, 0xff, 0x22])],
    ['a baseline that throws', 500, '{"id":"o-1","reason":"boom"}'],
    ['a decision that is no JSON', 500, '{"id":"o-1","reason":"cycle"}'],
  ])('answers %s as the framework does', async (_what, status, body, query = '') => {
    const before = await plain.send({ body, path: `/v1/decide${query}` })
    // A slash at the end is no plain path, so the framework's route takes it.
    const framework = await plain.send({ body, path: `/v1/decide/${query}` })
    expect(before.status).toBe(status)
    expect(comparable(before)).toEqual(comparable(framework))
  })

  it('takes plain requests past the framework, and says how each came about', async () => {
    const from = plain.throughFramework()
    const { headers, body } = await plain.send({ body: good })
    expect(plain.throughFramework()).toBe(from)
    expect(JSON.parse(body)).toEqual({ action: 'deny', of: 'broken' })
    expect(headers['x-partial-trust-status']).toBe('not_sampled')
  })

  it.each<[string, number, Sent]>([
    ['a body over 256 KiB', 413, { body: 'x'.repeat(bodyLimitBytes + 1) }],
    ['another media type', 415, { body: good, headers: { 'content-type': 'text/plain' } }],
    ['a packed body', 200, { body: gzipSync(good), headers: { 'content-encoding': 'gzip' } }],
    [
      'a body that unpacks to more than is taken',
      413,
      { body: gzipSync('x'.repeat(10_000_000)), headers: { 'content-encoding': 'gzip' } },
    ],
    ['a body packed in some other way', 415, { body: good, headers: { 'content-encoding': 'x' } }],
    ['no body', 400, { body: '' }],
    ['a foreign name', 421, { body: good, headers: { host: 'evil.example' } }],
    ['a page of another site', 421, { body: good, headers: { origin: 'http://evil.example' } }],
    [
      'a proxy that asks for somebody',
      421,
      { body: good, headers: { 'x-real-ip': '203.0.113.7' } },
    ],
    ['another method', 405, { method: 'PUT', body: good }],
    ['a longer path', 404, { path: '/v1/decided', body: good }],
    ['pieces without a length', 200, { body: good, headers: { 'transfer-encoding': 'chunked' } }],
  ])('leaves %s to the framework', async (_what, status, sent) => {
    const got = await plain.send(sent)
    expect(got.status).toBe(status)
    expect(got.body).not.toContain('evil')
  })

  it('tells of what threw, once each, and never of its message', async () => {
    const service = await started()
    await service.send({ body: '{"id":"o-1","reason":"boom"}' })
    await service.send({ body: '{"id":"o-1","reason":"cycle"}' })
    expect(service.errors).toEqual(['Error', 'TypeError'])
  })

  it('says 503 and when to come back where too much is under way', async () => {
    const { send } = await started({ mostUnderWay: 0 })
    const got = await send({ body: good })
    expect([got.status, got.headers['retry-after']]).toEqual([503, '1'])
  })

  it('asks for a token where the service listens to others', async () => {
    const { send, viewer, throughFramework } = await started({ host: '0.0.0.0' })
    expect((await send({ body: good })).status).toBe(401)
    const wrong = { authorization: `Bearer ${viewer}x` }
    expect((await send({ body: good, headers: wrong })).status).toBe(401)
    expect(throughFramework()).toBe(2)
    const right = { authorization: `Bearer ${viewer}` }
    expect((await send({ body: good, headers: right })).status).toBe(200)
    expect(throughFramework()).toBe(2)
  })

  it('answers in turn what comes in one piece, and what comes in many', async () => {
    const head = `POST /v1/decide HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n`
    const bodies = ['one', 'two', 'three'].map((reason) => JSON.stringify({ id: 'o-1', reason }))
    const requests = bodies.map((body) => `${head}content-length: ${body.length}\r\n\r\n${body}`)
    const socket = connect(plain.port, '127.0.0.1').setEncoding('utf8').setNoDelay()
    for (const piece of requests.join('').match(/[^]{1,150}/gu) ?? []) socket.write(piece)
    let received = ''
    for await (const piece of socket) {
      received += String(piece)
      if (received.includes('"three"}')) break
    }
    expect(received.match(/"of":"\w+"/gu)).toEqual(['"of":"one"', '"of":"two"', '"of":"three"'])
  })

  it('decides nothing for a caller that leaves before its command is whole', async () => {
    const { port, send, app } = await started()
    const socket = connect(port, '127.0.0.1')
    socket.end(
      'POST /v1/decide HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"id"',
    )
    await new Promise((settle) => void socket.once('close', settle).resume())
    expect((await send({ body: good })).status).toBe(200)
    expect([...app.tally.entries()].map(({ count }) => count)).toEqual([1])
  })
})

/** Neither the time of day nor whether the connection is kept, which callers need not look at. */
function comparable({ status, headers, body }: Got) {
  const { date: _date, connection: _connection, 'keep-alive': _kept, ...rest } = headers
  return { status, headers: rest, body }
}
