import { fastify } from 'fastify'
import type { FastifyInstance } from 'fastify'
import type { App } from './app.js'
import { bodyLimitBytes, decideRoute } from './decide-route.js'
import { healthRoutes } from './health-routes.js'
import { openapi } from './openapi.js'
import { problemOf, sendProblem } from './problem.js'
import { prometheus } from './prometheus.js'

export type ServiceOptions = {
  /** Decisions under way above which the service says 503. Default 2000. */
  readonly mostUnderWay?: number
  /** Told of unexpected errors; never of a request's content. */
  readonly onError?: (error: Error) => void
}

/** Builds the HTTP service over the composed product. It does not listen yet. */
export function buildService(app: App, options: ServiceOptions = {}): FastifyInstance {
  let stopping = false
  const server = fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    // Idle keep-alive connections must not hold up a stop; requests under way are answered.
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true },
  })
  server.addHook('preClose', (done) => {
    stopping = true
    done()
  })
  server.setNotFoundHandler((_request, reply) =>
    sendProblem(reply, {
      status: 404,
      title: 'No such resource',
      detail: 'The resources are listed in /openapi.json.',
    }),
  )
  server.setErrorHandler((error, _request, reply) => {
    const known = error instanceof Error ? error : new Error('a value that is no Error was thrown')
    const problem = problemOf(known)
    if (problem.status >= 500) options.onError?.(known)
    return sendProblem(reply, problem)
  })
  decideRoute(server, app, { mostUnderWay: options.mostUnderWay ?? 2000 })
  healthRoutes(server, app, () => stopping)
  const registry = prometheus(app)
  server.get('/metrics', async (_request, reply) => {
    reply.type(registry.contentType)
    return registry.metrics()
  })
  server.get('/openapi.json', () => openapi(app))
  return server
}
