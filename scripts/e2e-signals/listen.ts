import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'

export type Heard = {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export type Listening = { readonly url: string; readonly close: () => void }

/**
 * A server on loopback that hands over every request, whole.
 *
 * @param answer What to say to it: a status, or text.
 */
export async function listen(
  answer: (heard: Heard) => number | string | Promise<number | string>,
): Promise<Listening> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const heard = { path: request.url ?? '', headers: request.headers, body }
      Promise.resolve(answer(heard)).then(
        (said) => {
          if (typeof said === 'number') response.writeHead(said).end()
          else response.end(said)
        },
        () => response.writeHead(502).end(),
      )
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

export async function freePort(): Promise<number> {
  const { url, close } = await listen(() => 404)
  close()
  return Number(new URL(url).port)
}
