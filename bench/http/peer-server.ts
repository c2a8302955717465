// One empty JSON route the way each peer writes it; prints its port.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { fastify } from 'fastify'
import { Hono } from 'hono'

const answer = { status: 'ok' }

function bareNode(): void {
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      JSON.parse(body)
      const text = JSON.stringify(answer)
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      })
      response.end(text)
    })
  })
  server.listen(0, '127.0.0.1', () => tell(server.address()))
}

async function emptyFastify(): Promise<void> {
  const server = fastify()
  server.post('/v1/decide', async () => answer)
  await server.listen({ port: 0, host: '127.0.0.1' })
  tell(server.server.address())
}

function emptyHono(): void {
  const app = new Hono()
  app.post('/v1/decide', async (context) => {
    await context.req.json()
    return context.json(answer)
  })
  serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, tell)
}

function tell(address: AddressInfo | string | null): void {
  if (address instanceof Object) process.stdout.write(`http://127.0.0.1:${address.port}\n`)
}

const peers: Readonly<Record<string, () => unknown>> = {
  node: bareNode,
  fastify: emptyFastify,
  hono: emptyHono,
}
peers[process.argv[2] ?? '']?.()
