import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Access } from './access.js'
import { sessionCookie } from './access.js'
import type { Credential, TokenStore } from './people/token-store.js'
import type { Handlers } from './routes/handler.js'
import type { ownRows, SessionView } from './routes/own-rows.js'
import type { Holder, SessionSight, SessionStore } from './session-store.js'
import type { Provider } from './sign-on/open-provider.js'

/**
 * A token as bearer opens the console's session as a cookie that no script can read. Whoever asks is
 * told the session's proof, which the page sends back with every change: so a proxy that rewrites
 * Host cannot make a change look foreign.
 */
export function sessionHandlers(
  access: Access,
  sessions: SessionStore,
  tokens: Pick<TokenStore, 'credential'>,
  nowMs: () => number,
  provider: Pick<Provider, 'leave'> | null,
): Pick<Handlers<typeof ownRows>, 'signIn' | 'session' | 'signInWays' | 'signOut'> {
  function known(request: FastifyRequest): Credential {
    const credential = access.credentialOf(request)
    if (credential === null) throw new Error('the guard let nobody through')
    return credential
  }

  return {
    signIn({ request, reply }) {
      // A session opens no other: it would never end.
      const present = access.sessionOf(request)
      if (present !== null) return viewOf(present)
      const { tokenId, ...credential } = known(request)
      const holder: Holder = () => (tokenId === null ? null : tokens.credential(tokenId))
      const opened = openSession({ request, reply, sessions, holder, nowMs })
      return opened === null ? { ...shown(credential), proof: null } : viewOf(opened)
    },
    session({ request }) {
      const present = access.sessionOf(request)
      return present === null ? { ...shown(known(request)), proof: null } : viewOf(present)
    },
    signInWays: () => ({ sign_on: provider !== null }),
    async signOut({ request, reply }) {
      const idToken = access.sessionOf(request)?.idToken ?? null
      // Here first: whatever the provider says or does, the session is over.
      sessions.end(request.cookies[sessionCookie] ?? '')
      reply.clearCookie(sessionCookie, { path: '/' })
      const leaving = idToken === null ? null : await provider?.leave(idToken).catch(() => null)
      return leaving == null ? reply.code(204).send() : { leave_at: leaving.href }
    },
  }
}

function viewOf({ credential, proof }: SessionSight): SessionView {
  return { ...shown(credential), proof }
}

function shown({ role, name }: Pick<Credential, 'role' | 'name'>): Omit<SessionView, 'proof'> {
  return { role, name }
}

export type OpeningSession = {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly sessions: SessionStore
  readonly holder: Holder
  readonly nowMs: () => number
  /** Whether the cookie needs TLS; default: as the browser came. */
  readonly secure?: boolean
  /** What the identity provider signed of them; default: none did. */
  readonly idToken?: string | null
}

/**
 * Opens a session and gives its cookie to the browser, whose session before it is over; null where its holder is
 * nobody any more.
 */
export function openSession(opening: OpeningSession): SessionSight | null {
  const {
    request,
    reply,
    sessions,
    holder,
    nowMs,
    secure = isEncrypted(request),
    idToken = null,
  } = opening
  const opened = sessions.open(holder, idToken)
  if (opened === null) return null
  sessions.end(request.cookies[sessionCookie] ?? '')
  const { secret, session } = opened
  reply.setCookie(sessionCookie, secret, {
    httpOnly: true,
    sameSite: 'strict',
    secure,
    path: '/',
    maxAge: Math.floor((session.endsAtMs - nowMs()) / 1000),
  })
  return session
}

/** Whether the browser speaks TLS, be it to a proxy before us. */
function isEncrypted({ protocol, headers }: FastifyRequest): boolean {
  return protocol === 'https' || headers.origin?.startsWith('https://') === true
}
