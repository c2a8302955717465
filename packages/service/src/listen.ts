import { lookup } from 'node:dns/promises'
import type { FastifyInstance } from 'fastify'
import { UserError } from '@partial-trust/settings'
import { otherDoors } from './other-doors.js'

export type ListenOptions = {
  readonly host: string
  readonly port: number
  /**
   * Whether other processes answer on the same port: the kernel hands each connection to one that lives, so
   * none waits in one that died. Default false. Linux and FreeBSD alone.
   */
  readonly isShared?: boolean
}

/**
 * Binds the service and gives its URL. `localhost` is every address of that name: the first must be free,
 * the others are taken where they are.
 *
 * @throws {UserError} naming the address and what to do when it cannot be bound.
 */
export async function listen(
  server: FastifyInstance,
  { host, port, isShared: reusePort = false }: ListenOptions,
  addressesOf: (name: string) => Promise<readonly string[]> = addressesHere,
): Promise<string> {
  try {
    const [first = host, ...others] = host === 'localhost' ? await addressesOf(host) : [host]
    const doors = otherDoors(server)
    const options = { port, host: first, reusePort }
    const url = await server.listen(options)
    await doors.open(others, { port: Number(new URL(url).port), reusePort })
    return url
  } catch (error) {
    throw cannotListen({ host, port }, error)
  }
}

async function addressesHere(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true })
  return [...new Set(found.map(({ address }) => address))]
}

/** Names the address and what to do. */
export function cannotListen(
  { host, port }: Pick<ListenOptions, 'host' | 'port'>,
  error: unknown,
): UserError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
  return new UserError(
    `cannot listen on ${host}:${port} (${code}); give another --port (0 takes a free one) or --host`,
    1,
    { cause: error },
  )
}
