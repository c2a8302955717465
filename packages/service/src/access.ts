import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import type { FailureLimiter } from './failure-limiter.js'
import { isLoopbackName } from './loopback.js'
import { speaksForPerson } from './own-page.js'
import {
  otherName,
  roleTooSmall,
  tokenExpired,
  tokenNeeded,
  tokenRevoked,
  tokensUnreadable,
  tooManyFailures,
} from './problem-texts.js'
import { sendProblem } from './problem.js'
import type { SessionSight, SessionStore } from './session-store.js'
import type { Role } from './people/token-file.js'
import type { Credential, TokenStore } from './people/token-store.js'

/** Name of the console's cookie. */
export const sessionCookie = 'partial_trust_session'

export type AccessParts = {
  readonly tokens: Pick<TokenStore, 'verify' | 'ended' | 'problem'>
  readonly sessions: Pick<SessionStore, 'verify'>
  readonly limiter: FailureLimiter
}

/** Guards routes by role. */
export interface Access {
  /** Lets through who holds at least the role; 401 without a good credential, 403 with too little. */
  require(role: Role): onRequestAsyncHookHandler
  /** Lets through whoever sends a signature, which is looked at with the body, or holds the role. */
  signedOr(role: Role): onRequestAsyncHookHandler
  /**
   * Lets through whoever holds a credential, and whoever calls this machine by one of its own
   * names: a page of somebody else that had its name point here calls it by another.
   */
  readonly fromHere: onRequestAsyncHookHandler
  /** Whether {@link fromHere}, or else a viewer's token, lets these headers through without a cookie. */
  admits(headers: IncomingHttpHeaders, isLocal: boolean): boolean
  /** Who asks; null when nobody known does. Fails nothing. */
  credentialOf(request: FastifyRequest): Credential | null
  /** The session that speaks for who asks; null where a token does, or nothing. */
  sessionOf(request: FastifyRequest): SessionSight | null
}

export function createAccess({ tokens, sessions, limiter }: AccessParts): Access {
  function credentialOf(request: FastifyRequest): Credential | null {
    const bearer = bearerToken(request.headers)
    return bearer === null ? (sessionOf(request)?.credential ?? null) : tokens.verify(bearer)
  }

  function sessionOf(request: FastifyRequest): SessionSight | null {
    const cookie = request.cookies[sessionCookie]
    if (cookie === undefined || bearerToken(request.headers) !== null) return null
    const session = sessions.verify(cookie)
    return session !== null && speaksForPerson(request, session.proof) ? session : null
  }

  function refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const bearer = bearerToken(request.headers)
    if (tokens.problem() !== null) {
      reply.header('www-authenticate', 'Bearer realm="partial-trust"')
      return sendProblem(reply, { status: 401, ...tokensUnreadable })
    }
    const ended = bearer === null ? null : tokens.ended(bearer)
    if (ended !== null) {
      reply.header('www-authenticate', 'Bearer realm="partial-trust", error="invalid_token"')
      const problem = { expired: tokenExpired, revoked: tokenRevoked }[ended]
      return sendProblem(reply, { status: 401, ...problem })
    }
    // A cookie is 256 bits of chance: an old one is no guess, and must not lock its owner out.
    if (request.headers.authorization !== undefined) {
      const seconds = limiter.blockedFor(request.ip)
      if (seconds !== null) {
        reply.header('retry-after', String(seconds))
        const detail = `Wait ${seconds} s, then try again.`
        return sendProblem(reply, { status: 429, ...tooManyFailures, detail })
      }
      limiter.failed(request.ip)
    }
    reply.header('www-authenticate', 'Bearer realm="partial-trust"')
    return sendProblem(reply, { status: 401, ...tokenNeeded })
  }

  function require(role: Role) {
    return async (request: FastifyRequest, reply: FastifyReply) => {
      // A good token comes before the count of bad ones: whoever shares an address with the
      // operator, as everyone behind a proxy does, must not be able to lock the kill switch.
      const credential = credentialOf(request)
      if (credential === null) return refuse(request, reply)
      if (role === 'operator' && credential.role !== 'operator') {
        return sendProblem(reply, { status: 403, ...roleTooSmall })
      }
      return undefined
    }
  }

  return {
    credentialOf,
    sessionOf,
    require,
    signedOr: (role) => async (request, reply) =>
      request.headers['webhook-signature'] === undefined
        ? require(role)(request, reply)
        : undefined,
    admits(headers, isLocal) {
      if (isLocal && callsByOwnName(headers)) return true
      const bearer = bearerToken(headers)
      return bearer !== null && tokens.verify(bearer) !== null
    },
    async fromHere(request, reply) {
      if (callsByOwnName(request.headers) || credentialOf(request) !== null) return undefined
      return sendProblem(reply, { status: 421, ...otherName })
    },
  }
}

/** The name that was last found to be this machine's: the next caller most likely says the same. */
let ownName: string | undefined

/** Whether this machine is called by one of its own names, by no page of another and through nobody. */
function callsByOwnName(headers: IncomingHttpHeaders): boolean {
  const { host, origin } = headers
  if (host === undefined || (host !== ownName && !isLoopbackName(host))) return false
  ownName = host
  if (origin !== undefined && !isLoopbackName(URL.parse(origin)?.host)) return false
  return !isPassedOn(headers)
}

/**
 * Whether a proxy says that somebody else asks through it. One that stands on this machine and rewrites
 * Host, as nginx does, would make the whole world its neighbour.
 */
function isPassedOn(headers: IncomingHttpHeaders): boolean {
  return (
    headers['x-forwarded-for'] !== undefined ||
    headers.forwarded !== undefined ||
    headers.via !== undefined ||
    headers['x-real-ip'] !== undefined ||
    headers['x-forwarded-host'] !== undefined
  )
}

function bearerToken({ authorization = '' }: IncomingHttpHeaders): string | null {
  const match = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization)
  return match?.[1] ?? null
}
