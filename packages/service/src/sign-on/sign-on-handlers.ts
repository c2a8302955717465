import type { OidcConfig } from '@partial-trust/settings'
import type { Credential } from '../people/index.js'
import type { Handlers } from '../routes/handler.js'
import type { signOnRows } from '../routes/sign-on-rows.js'
import { openSession } from '../session-routes.js'
import { sessionLifeMs } from '../session-store.js'
import type { SessionStore } from '../session-store.js'
import type { Provider } from './open-provider.js'
import { pendingCookie, pendingSeconds, readPending, writePending } from './pending.js'
import { personOf } from './person-of.js'

/** People sign on through their provider; what it says of their groups says what they may do. */
export function signOnHandlers(
  config: OidcConfig,
  provider: Provider,
  sessions: SessionStore,
  nowMs: () => number,
): Handlers<typeof signOnRows> {
  const secure = config.url.startsWith('https:')
  // The provider sends people back from another site: a strict cookie would not come along.
  const cookie = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const

  return {
    async signOn({ reply, refuse }) {
      try {
        const { address, pending } = await provider.begin()
        reply.setCookie(pendingCookie, writePending(pending), { ...cookie, maxAge: pendingSeconds })
        return reply.redirect(address.href)
      } catch {
        return refuse(503)
      }
    },
    async signedOn({ request, reply, refuse }) {
      const pending = readPending(request.cookies[pendingCookie])
      reply.clearCookie(pendingCookie, cookie)
      if (pending === null) return refuse(400)
      const said = await provider
        .conclude(new URL(request.url, config.url), pending)
        .catch(() => null)
      if (said === null) return refuse(401)
      const { claims, idToken } = said
      const person = personOf(claims, config)
      if (person.kind === 'nobody') return refuse(403, { detail: person.problem })
      const { name, role } = person
      const expiresAtMs = nowMs() + sessionLifeMs
      const credential: Credential = { role, name, person: name, tokenId: null, expiresAtMs }
      const holder = (): Credential => credential
      openSession({ request, reply, sessions, holder, nowMs, secure, idToken })
      return reply.redirect(config.url)
    },
  }
}
