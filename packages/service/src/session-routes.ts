import type { FastifyInstance } from 'fastify'
import type { Access } from './access.js'
import { sessionCookie } from './access.js'
import { sessionLifeMs } from './session-store.js'
import type { SessionStore } from './session-store.js'

/**
 * `POST /v1/session` with a token as bearer opens the console's session as a cookie that no script
 * can read; `GET` tells the role, `DELETE` ends it.
 */
export function sessionRoutes(
  server: FastifyInstance,
  access: Access,
  sessions: SessionStore,
): void {
  const viewer = { preHandler: access.require('viewer') }
  server.post('/v1/session', viewer, (request, reply) => {
    const credential = access.credentialOf(request)
    if (credential === null) throw new Error('the guard let nobody through')
    reply.setCookie(sessionCookie, sessions.open(credential), {
      httpOnly: true,
      sameSite: 'strict',
      secure: request.protocol === 'https',
      path: '/',
      maxAge: sessionLifeMs / 1000,
    })
    return { role: credential.role }
  })
  server.get('/v1/session', viewer, (request) => ({ role: access.credentialOf(request)?.role }))
  server.delete('/v1/session', viewer, (request, reply) => {
    sessions.end(request.cookies[sessionCookie] ?? '')
    reply.clearCookie(sessionCookie, { path: '/' }).code(204)
    return reply.send()
  })
}
