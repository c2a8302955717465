import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, createServer as createTcpServer } from 'node:net'
import { closedPortUrl } from '@partial-trust/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  answered,
  askOnce,
  completion,
  listening,
  openRoutes,
  portOf,
  recordingEndpoint,
  sendJson,
} from './recording-endpoint-fixture.contract.js'

/** Forwards plain HTTP, tunnels the rest, and keeps the first line of each. */
async function proxy(): Promise<{ readonly url: string; readonly seen: string[] }> {
  const seen: string[] = []
  const server = createServer((incoming, response) => {
    seen.push(`${incoming.method} ${incoming.url}`)
    incoming.resume()
    sendJson(response, completion)
  })
  server.on('connect', (incoming, socket) => {
    seen.push(`CONNECT ${incoming.url}`)
    const [host = '', port] = (incoming.url ?? '').split(':')
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
    socket.on('error', () => onward.destroy())
  })
  return { url: await listening(server), seen }
}
const asked = (route: string, env: Record<string, string>) =>
  askOnce(openRoutes({ route: `base_url: ${route}`, env }).source('refunds', 'quick'))

describe('a proxy', () => {
  it('is used for http as HTTP_PROXY says, in either spelling', async () => {
    const { url, seen } = await proxy()
    expect(await asked('http://llm.invalid/v1', { HTTP_PROXY: url })).toMatchObject(answered)
    expect(await asked('http://llm.invalid/v1', { http_proxy: url })).toMatchObject(answered)
    expect(seen).toEqual(Array(2).fill('POST http://llm.invalid/v1/chat/completions'))
  })

  it('tunnels https as HTTPS_PROXY says', async () => {
    const { url, seen } = await proxy()
    const closed = new URL(await closedPortUrl()).host
    const answer = await asked(`https://${closed}/v1`, { HTTPS_PROXY: url })
    expect(answer).toMatchObject({ kind: 'failed', failure: 'llm_unavailable' })
    expect(seen).toEqual([`CONNECT ${closed}`])
  })

  it('that breaks off before its tunnel stands is not asked again and again', async () => {
    let connections = 0
    const dying = createTcpServer((socket) => {
      connections += 1
      socket.on('error', () => undefined).once('data', () => socket.destroy())
    })
    dying.listen(0, '127.0.0.1')
    await once(dying, 'listening')
    onTestFinished(() => void dying.close())
    const answer = await asked('https://llm.example/v1', {
      HTTPS_PROXY: `http://127.0.0.1:${portOf(dying)}`,
    })
    expect(answer).toMatchObject({ kind: 'failed', failure: 'llm_unavailable' })
    expect(connections).toBe(1)
  })

  it('is passed by as NO_PROXY says', async () => {
    const [{ url, seen }, { origin, calls }] = [await proxy(), await recordingEndpoint()]
    const env = { HTTP_PROXY: url, NO_PROXY: 'internal, 127.0.0.1' }
    expect(await asked(`${origin}/v1`, env)).toMatchObject(answered)
    expect([seen.length, calls.length]).toEqual([0, 1])
  })

  it('is what the probe uses too', async () => {
    const { url, seen } = await proxy()
    const llm = openRoutes({ route: 'base_url: http://llm.invalid/v1', env: { HTTP_PROXY: url } })
    const probe = await llm.probe('refunds', 'quick', AbortSignal.timeout(5_000))
    expect(probe).toMatchObject({ failure: null })
    expect(seen).toHaveLength(1)
  })

  it.each(['proxy.local:3128:x', 'http://ada:%zz@proxy.local:3128', 'socks5://proxy.local'])(
    'that cannot be used lets nothing out: %s',
    async (url) => {
      const { origin, calls } = await recordingEndpoint()
      const env = { HTTPS_PROXY: url }
      expect(await asked(`${origin}/v1`, env)).toMatchObject({
        kind: 'failed',
        failure: 'llm_error',
      })
      expect(calls).toEqual([])
    },
  )
})
