import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Access } from './access.js'
import { sessionCookie } from './access.js'
import { sessionLifeMs } from './session-store.js'
import type { SessionStore } from './session-store.js'

/**
 * `POST /v1/session` with a token as bearer opens the console's session as a cookie that no script
 * can read; `GET` tells the role, `DELETE` ends it. Both tell the page the session's proof, which it
 * sends back with every change: so a proxy that rewrites Host cannot make a change look foreign.
 */
export function sessionRoutes(
  server: FastifyInstance,
  access: Access,
  sessions: SessionStore,
): void {
  const viewer = { onRequest: access.require('viewer') }
  server.post('/v1/session', viewer, (request, reply) => {
    const credential = access.credentialOf(request)
    if (credential === null) throw new Error('the guard let nobody through')
    const secret = sessions.open(credential)
    reply.header('cache-control', 'no-store').setCookie(sessionCookie, secret, {
      httpOnly: true,
      sameSite: 'strict',
      secure: isEncrypted(request),
      path: '/',
      maxAge: sessionLifeMs / 1000,
    })
    return { role: credential.role, name: credential.name, proof: sessions.proof(secret) }
  })
  server.get('/v1/session', viewer, (request, reply) => {
    const credential = access.credentialOf(request)
    reply.header('cache-control', 'no-store')
    return {
      role: credential?.role,
      name: credential?.name,
      proof: sessions.proof(request.cookies[sessionCookie] ?? ''),
    }
  })
  server.delete('/v1/session', viewer, (request, reply) => {
    sessions.end(request.cookies[sessionCookie] ?? '')
    reply.clearCookie(sessionCookie, { path: '/' }).code(204)
    return reply.send()
  })
}

/** Whether the browser speaks TLS, be it to a proxy before us. */
function isEncrypted({ protocol, headers }: FastifyRequest): boolean {
  return protocol === 'https' || headers.origin?.startsWith('https://') === true
}
