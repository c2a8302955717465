import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'

/** A hop between two sockets that can go silent the way a network does: nothing is closed, nothing arrives. */
export interface TcpProxy {
  readonly port: number
  cut(): void
  heal(): void
  close(): void
}

export async function openTcpProxy(target: {
  readonly host: string
  readonly port: number
}): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let isCut = false

  const server = createServer({ pauseOnConnect: true }, (near) => {
    const far = connect(target)
    const pair = [near, far] as const
    pairs.add(pair)
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on('data', (chunk) => void to.write(chunk))
      from.on('error', () => to.destroy())
      from.on('close', () => {
        pairs.delete(pair)
        // A cut network does not tell one end that the other is gone.
        if (!isCut) to.destroy()
      })
    }
    if (isCut) far.pause()
    else near.resume()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0

  return {
    port,
    cut() {
      isCut = true
      for (const pair of pairs) for (const socket of pair) socket.pause()
    },
    heal() {
      isCut = false
      for (const pair of pairs) for (const socket of pair) socket.resume()
    },
    close() {
      server.close()
      for (const pair of pairs) for (const socket of pair) socket.destroy()
    },
  }
}
