import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { createServer, Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { request } from './http-client.js'
import { openDispatcher } from './open-dispatcher.js'
import { piecewiseConnector } from './piecewise-connector.js'
import { askOnce, openRoutes, recordingEndpoint } from './recording-endpoint-fixture.contract.js'

const done: (() => unknown)[] = []
afterEach(async () => {
  for (const end of done.splice(0)) await end()
})

/** The port of a server that says this, asked or not. */
async function saying(bytes: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.write(bytes)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  done.push(() => server.close())
  const address = server.address()
  return String(typeof address === 'object' ? address?.port : '')
}

/** The socket that the HTTP client says it connected by. */
function socketIn(told: unknown): Socket {
  const socket: unknown =
    typeof told === 'object' && told !== null ? Reflect.get(told, 'socket') : 0
  if (socket instanceof Socket) return socket
  throw new TypeError('no socket was told of')
}

describe('an answer that floods', () => {
  const status = 'HTTP/1.1 200 OK\r\n'
  const small = 'x-a: b\r\n'.repeat(50_000)

  it('comes in pieces, and not at all once its connection is cut', async () => {
    const port = await saying(small)
    const socket = await new Promise<Socket>((resolve, reject) => {
      const to = { hostname: '127.0.0.1', protocol: 'http:', port }
      piecewiseConnector(5_000)(to, (...[error, made]) =>
        error === null ? resolve(made) : reject(error),
      )
    })
    done.push(() => socket.destroy())
    while (socket.readableLength < 10_000) await once(socket, 'readable')
    expect(String(socket.read())).toHaveLength(4096)
    expect(String(socket.read(7))).toHaveLength(7)
    socket.destroy()
    expect(socket.read()).toBeNull()
  })

  it.each([
    ['headers', `${status}${small}\r\n`],
    ['trailers', `${status}transfer-encoding: chunked\r\n\r\n1\r\n{\r\n0\r\n${small}\r\n`],
  ])('is refused where it floods with %s', async (_, bytes) => {
    const port = await saying(bytes)
    const { dispatcher, close } = openDispatcher({})
    done.push(close)
    if (dispatcher === null) throw new Error('there is no way out')
    const url = `http://127.0.0.1:${port}/`
    const asked = request(dispatcher, url, { method: 'POST', body: '{}' }).then(({ body }) =>
      body.text(),
    )
    await expect(asked).rejects.toThrow()
  })

  it.each([
    ['http, forwarded', { HTTP_PROXY: 'here' }, 'http://llm.example/'],
    ['https, by its tunnel', { HTTPS_PROXY: 'here' }, 'https://llm.example/'],
    ['http, past it', { HTTPS_PROXY: 'here', NO_PROXY: '*' }, null],
  ])('comes in pieces through a proxy too: %s', async (_, named, to) => {
    const url = `http://127.0.0.1:${await saying(`${status}${small}\r\n`)}`
    const env = Object.fromEntries(
      Object.entries(named).map(([name, value]) => [name, value === 'here' ? url : value]),
    )
    const sizes: number[] = []
    const watch = (told: unknown): void => {
      const socket = socketIn(told)
      const read = socket.read.bind(socket)
      socket.read = (bytes?: number): unknown => {
        const piece: unknown = read(bytes)
        if (piece instanceof Uint8Array) sizes.push(piece.length)
        return piece
      }
    }
    subscribe('undici:client:connected', watch)
    done.push(() => unsubscribe('undici:client:connected', watch))
    const { dispatcher, close } = openDispatcher(env)
    done.push(close)
    if (dispatcher === null) throw new Error('there is no way out')
    const asked = request(dispatcher, to ?? `${url}/`, { method: 'POST', body: '{}' })
    await expect(asked).rejects.toThrow()
    expect(sizes.length).toBeGreaterThan(0)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4096)
  })

  it('with choices is read for the first, the only one that was asked for', async () => {
    const choice = { finish_reason: 'stop', message: { role: 'assistant', content: '{"ok":true}' } }
    const body = { choices: [choice, ...Array.from({ length: 20_000 }, () => null)] }
    const { origin } = await recordingEndpoint((response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
    const llm = openRoutes({ route: `base_url: "${origin}"` })
    // Of the others the library would say that they are no choices.
    expect(await askOnce(llm.source('refunds', 'quick'))).toMatchObject({ kind: 'answered' })
  })

  it.each(['tool_calls', 'content'])('with %s is refused before each of them is', async (list) => {
    const message = {
      role: 'assistant',
      content: '{"ok":true}',
      [list]: Array.from({ length: 50_000 }, () => ({})),
    }
    const body = JSON.stringify({ choices: [{ finish_reason: 'stop', message }] })
    const { origin } = await recordingEndpoint((response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(body)
    })
    const llm = openRoutes({ route: `base_url: "${origin}"` })
    const probe = await llm.probe('refunds', 'quick', AbortSignal.timeout(20_000))
    expect(probe).toMatchObject({ failure: 'llm_error', reason: 'too_long' })
  })
})
