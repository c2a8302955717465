import type { FastifyRequest } from 'fastify'
import type { Access } from './access.js'
import { sessionCookie } from './access.js'
import type { Handlers } from './routes/handler.js'
import type { ownRows } from './routes/own-rows.js'
import { sessionLifeMs } from './session-store.js'
import type { SessionStore } from './session-store.js'
import type { Credential } from './token-store.js'

/**
 * A token as bearer opens the console's session as a cookie that no script can read. Whoever asks is
 * told the session's proof, which the page sends back with every change: so a proxy that rewrites
 * Host cannot make a change look foreign.
 */
export function sessionHandlers(
  access: Access,
  sessions: SessionStore,
): Pick<Handlers<typeof ownRows>, 'signIn' | 'session' | 'signOut'> {
  function known(request: FastifyRequest): Credential {
    const credential = access.credentialOf(request)
    if (credential === null) throw new Error('the guard let nobody through')
    return credential
  }

  return {
    signIn({ request, reply }) {
      const credential = known(request)
      const secret = sessions.open(credential)
      reply.setCookie(sessionCookie, secret, {
        httpOnly: true,
        sameSite: 'strict',
        secure: isEncrypted(request),
        path: '/',
        maxAge: sessionLifeMs / 1000,
      })
      return { role: credential.role, name: credential.name, proof: sessions.proof(secret) }
    },
    session({ request }) {
      const { role, name } = known(request)
      return { role, name, proof: sessions.proof(request.cookies[sessionCookie] ?? '') }
    },
    signOut({ request, reply }) {
      sessions.end(request.cookies[sessionCookie] ?? '')
      return reply.clearCookie(sessionCookie, { path: '/' }).code(204).send()
    },
  }
}

/** Whether the browser speaks TLS, be it to a proxy before us. */
function isEncrypted({ protocol, headers }: FastifyRequest): boolean {
  return protocol === 'https' || headers.origin?.startsWith('https://') === true
}
