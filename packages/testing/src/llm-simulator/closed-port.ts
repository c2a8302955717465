import { once } from 'node:events'
import { createServer } from 'node:net'

/** A URL on which nobody listens: connections are refused. */
export async function closedPortUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 1
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}/v1`
}
