import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'

/** Answers a request, or leaves it untouched and says false. */
export type HotRoute = (request: IncomingMessage, response: ServerResponse) => boolean

/**
 * Lets routes look at every request before the framework does. To be called before anybody else listens
 * to the server's requests.
 *
 * @returns the way to add a route.
 */
export function hotRoutes({ server }: Pick<FastifyInstance, 'server'>): (route: HotRoute) => void {
  const routes: HotRoute[] = []
  const framework = server.listeners('request')
  server.removeAllListeners('request')
  server.on('request', (request, response) => {
    for (const route of routes) if (route(request, response)) return
    for (const listener of framework) Reflect.apply(listener, server, [request, response])
  })
  return (route) => void routes.push(route)
}
