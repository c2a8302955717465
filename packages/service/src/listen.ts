import type { FastifyInstance } from 'fastify'
import { UserError } from '@partial-trust/settings'

/**
 * Binds the service and gives its URL.
 *
 * @throws {UserError} naming the address and what to do when it cannot be bound.
 */
export async function listen(
  server: FastifyInstance,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  try {
    return await server.listen({ port, host })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    throw new UserError(
      `cannot listen on ${host}:${port} (${code}); give another --port (0 takes a free one) or --host`,
      1,
      { cause: error },
    )
  }
}
