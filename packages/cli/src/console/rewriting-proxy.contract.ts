import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A proxy as people put it before a service. */
export type Proxy = { readonly url: string; close(): Promise<void> }

/**
 * Passes requests on as nginx does unless told otherwise: with the service's own address as Host.
 *
 * @param prefix Where it puts the service, such as `/trust`; taken off on the way.
 * @param secFetch Whether it passes on what the browser says of its page (`Sec-Fetch-*`): browsers
 *   say nothing without TLS, except to this machine.
 */
export async function startProxy(
  target: string,
  { prefix = '', secFetch = true }: { readonly prefix?: string; readonly secFetch?: boolean } = {},
): Promise<Proxy> {
  const { hostname, port } = new URL(target)
  const server = createServer((incoming, outgoing) => {
    const path = (incoming.url ?? '/').slice(prefix.length)
    const headers = Object.fromEntries(
      Object.entries(incoming.headers).filter(
        ([name]) => name !== 'host' && (secFetch || !name.startsWith('sec-fetch')),
      ),
    )
    const passed = request({ hostname, port, path, method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    passed.on('error', () => outgoing.destroy())
    outgoing.on('close', () => passed.destroy())
    incoming.pipe(passed)
  })
  await new Promise<void>((settle) => void server.listen(0, '127.0.0.1', settle))
  const { port: own } = addressOf(server.address())
  return {
    url: `http://localhost:${own}${prefix}/`,
    async close() {
      server.closeAllConnections()
      await new Promise((settle) => void server.close(settle))
    },
  }
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('it does not listen')
  return address
}
