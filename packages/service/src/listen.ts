import type { FastifyInstance } from 'fastify'
import { UserError } from '@partial-trust/settings'

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
 * Binds the service and gives its URL.
 *
 * @throws {UserError} naming the address and what to do when it cannot be bound.
 */
export async function listen(
  server: FastifyInstance,
  { host, port, isShared = false }: ListenOptions,
): Promise<string> {
  try {
    const options = { port, host, reusePort: isShared }
    return await server.listen(options)
  } catch (error) {
    throw cannotListen({ host, port }, error)
  }
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
