import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'

/** A wire between a client and a server that can be cut without either of them being told. */
export type Wire = {
  readonly port: number
  /** From now on nothing passes, either way: no byte, no end, no reset. New connections are taken, and hang too. */
  cut(): void
  /** What was held up passes, as after lost packets are sent again. */
  mend(): void
  close(): void
}

export async function cutWire(to: { readonly host: string; readonly port: number }): Promise<Wire> {
  const ends = new Set<Socket>()
  let isCut = false
  const server = createServer({ pauseOnConnect: true }, (near) => {
    const far = connect(to)
    join(near, far)
    join(far, near)
    if (!isCut) near.resume()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  function join(from: Socket, into: Socket): void {
    ends.add(from)
    from.on('data', (bytes) => {
      if (!into.write(bytes)) {
        from.pause()
        into.once('drain', () => isCut || from.resume())
      }
    })
    from.on('error', () => undefined) // its end is what matters
    from.on('close', () => {
      ends.delete(from)
      if (!isCut) into.destroy()
    })
  }

  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the wire has no port')
  return {
    port: address.port,
    cut() {
      isCut = true
      for (const end of ends) end.pause()
    },
    mend() {
      isCut = false
      for (const end of ends) end.resume()
    },
    close() {
      server.close()
      for (const end of ends) end.destroy()
    },
  }
}
