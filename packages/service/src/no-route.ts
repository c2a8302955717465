import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from './problem.js'

/**
 * Answers what no route takes: 405 with `Allow` where another method would do, 404 otherwise. To be
 * called before the routes are added, because it learns of them as they come.
 */
export function noRoute(server: FastifyInstance): void {
  const methodsByPath = new Map<string, Set<string>>()
  server.addHook('onRoute', ({ url, method }) => {
    const methods = methodsByPath.get(url) ?? new Set()
    methodsByPath.set(url, methods)
    for (const one of [method].flat()) methods.add(one)
  })
  // Before the body is read: what nobody takes need not be parsed.
  server.addHook('onRequest', (request, reply, done) => {
    if (request.is404) void refuse(request, reply)
    else done()
  })
  server.setNotFoundHandler(refuse)

  function refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const [path = ''] = request.url.split('?', 1)
    const allowed = [...methodsByPath].flatMap(([route, methods]) =>
      fits(route, path) ? [...methods] : [],
    )
    if (allowed.length === 0) {
      return sendProblem(reply, {
        status: 404,
        title: 'No such resource',
        detail: 'The resources are listed in /openapi.json.',
      })
    }
    reply.header('allow', [...new Set(allowed)].toSorted().join(', '))
    return sendProblem(reply, {
      status: 405,
      title: 'The resource does not take this method',
      detail: 'It takes those that Allow names.',
    })
  }
}

/** Whether a route such as `/v1/corridors/:intent` takes a path; one slash at the end does not count. */
function fits(route: string, path: string): boolean {
  const wanted = segments(route)
  const given = segments(path)
  return (
    wanted.length === given.length &&
    wanted.every((segment, index) => segment.startsWith(':') || segment === given[index])
  )
}

function segments(path: string): readonly string[] {
  return path.replace(/(?<=.)\/$/u, '').split('/')
}
