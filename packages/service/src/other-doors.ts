import { createServer } from 'node:net'
import type { Server } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** More addresses of one server. */
export interface OtherDoors {
  /** Listens at each address that is free. */
  open(
    addresses: readonly string[],
    where: { readonly port: number; readonly reusePort: boolean },
  ): Promise<void>
}

/**
 * Hands what comes in at other addresses to the server itself. The framework would open a second HTTP
 * server for each, which knew nothing of the limits on connections, nor of what answers before the
 * framework. To be called before the server listens; closes with it.
 */
export function otherDoors(server: FastifyInstance): OtherDoors {
  const doors: { readonly door: Server; readonly closed: Promise<void> }[] = []
  server.addHook('preClose', (done) => {
    for (const { door } of doors) door.close()
    done()
  })
  server.addHook('onClose', async () => {
    await Promise.all(doors.map(({ closed }) => closed))
  })
  return {
    async open(addresses, where) {
      for (const host of addresses) {
        // As an HTTP server takes connections.
        const door = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
          server.server.emit('connection', socket),
        )
        const isOpen = await new Promise<boolean>((settle) => {
          door.once('error', () => settle(false))
          door.listen({ ...where, host }, () => settle(true))
        })
        if (!isOpen) continue
        const closed = new Promise<void>((settle) => void door.once('close', settle))
        doors.push({ door, closed })
      }
    },
  }
}
