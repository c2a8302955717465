import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { sendProblem } from './problem.js'

/** Nothing but this service's own files may run, be loaded, or frame the page. */
const contentSecurityPolicy =
  "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"

/**
 * Serves the console's built files at `/`: static and public, for they hold no data.
 *
 * @param root Folder of the built page.
 */
export async function staticConsole(server: FastifyInstance, root: string): Promise<void> {
  if (!existsSync(join(root, 'index.html'))) {
    server.get('/', (_request, reply) =>
      sendProblem(reply, {
        status: 404,
        title: 'The console is not built',
        detail: 'Run npm run build; everything else works without it.',
      }),
    )
    return
  }
  await server.register(fastifyStatic, {
    root,
    prefix: '/',
    preCompressed: true,
    decorateReply: false,
    // Every file is known now, so a request can name no other.
    wildcard: false,
    cacheControl: false,
    setHeaders(reply, path) {
      // The names of assets change with their content, the page's does not.
      const lasting = path.startsWith(join(root, 'assets'))
      reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache')
      reply.header('content-security-policy', contentSecurityPolicy)
      reply.header('x-content-type-options', 'nosniff')
      reply.header('referrer-policy', 'no-referrer')
      reply.header('cross-origin-opener-policy', 'same-origin')
    },
  })
}
