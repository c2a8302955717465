import type { FastifyReply, FastifyRequest, preHandlerAsyncHookHandler } from 'fastify'
import type { FailureLimiter } from './failure-limiter.js'
import { sendProblem } from './problem.js'
import type { SessionStore } from './session-store.js'
import type { Credential, Role, TokenStore } from './token-store.js'

/** Name of the console's cookie. */
export const sessionCookie = 'partial_trust_session'

export type AccessParts = {
  readonly tokens: Pick<TokenStore, 'verify'>
  readonly sessions: Pick<SessionStore, 'verify'>
  readonly limiter: FailureLimiter
}

/** Guards routes by role. */
export interface Access {
  /** Lets through who holds at least the role; 401 without a good credential, 403 with too little. */
  require(role: Role): preHandlerAsyncHookHandler
  /** Who asks; null when nobody known does. Fails nothing. */
  credentialOf(request: FastifyRequest): Credential | null
}

export function createAccess({ tokens, sessions, limiter }: AccessParts): Access {
  function credentialOf(request: FastifyRequest): Credential | null {
    const bearer = bearerToken(request)
    if (bearer !== null) return tokens.verify(bearer)
    const cookie = request.cookies[sessionCookie]
    return cookie !== undefined && isSameOrigin(request) ? sessions.verify(cookie) : null
  }

  function refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const tried = request.headers.authorization ?? request.cookies[sessionCookie]
    if (tried !== undefined) {
      const seconds = limiter.blockedFor(request.ip)
      if (seconds !== null) {
        reply.header('retry-after', String(seconds))
        return sendProblem(reply, {
          status: 429,
          title: 'Too many failed attempts',
          detail: 'Wait as long as Retry-After says.',
        })
      }
      limiter.failed(request.ip)
    }
    reply.header('www-authenticate', 'Bearer realm="partial-trust"')
    return sendProblem(reply, {
      status: 401,
      title: 'A token is needed',
      detail:
        'Send Authorization: Bearer with a token that `partial-trust serve` showed at its first start.',
    })
  }

  return {
    credentialOf,
    require: (role) => async (request, reply) => {
      // A good token comes before the count of bad ones: whoever shares an address with the
      // operator, as everyone behind a proxy does, must not be able to lock the kill switch.
      const credential = credentialOf(request)
      if (credential === null) return refuse(request, reply)
      if (role === 'operator' && credential.role !== 'operator') {
        return sendProblem(reply, {
          status: 403,
          title: 'The token’s role is not enough',
          detail: 'This needs the operator token.',
        })
      }
      return undefined
    },
  }
}

function bearerToken(request: FastifyRequest): string | null {
  const match = /^Bearer ([\w.~+/=-]+)$/i.exec(request.headers.authorization ?? '')
  return match?.[1] ?? null
}

/**
 * Whether a cookie may speak for this request. A browser sends it along whoever made the page, so
 * whatever can change something must come from our own page; SameSite=Strict is the first fence,
 * this is the second.
 */
function isSameOrigin(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  const { origin, host } = request.headers
  if (origin !== undefined) return URL.parse(origin)?.host === host
  return request.method === 'GET' || request.method === 'HEAD' || site === 'same-origin'
}
