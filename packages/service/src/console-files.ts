import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { fastify } from 'fastify'
import type { FastifyInstance } from 'fastify'
import { noRoute } from './no-route.js'

/** Nothing but this service's own files may run, be loaded, or frame the page. */
const contentSecurityPolicy =
  "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"

/** Answers requests for the console's built files; listens to nothing itself. */
export async function consoleFiles(root: string): Promise<FastifyInstance> {
  const files = fastify({ logger: false, routerOptions: { ignoreTrailingSlash: true } })
  noRoute(files)
  await files.register(fastifyStatic, {
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
  await files.ready()
  return files
}
