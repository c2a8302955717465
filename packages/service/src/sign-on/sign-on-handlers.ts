import type { OidcConfig } from '@partial-trust/settings'
import type { FastifyReply } from 'fastify'
import type { Credential } from '../people/index.js'
import type { Handlers } from '../routes/handler.js'
import type { signOnRows } from '../routes/sign-on-rows.js'
import { openSession } from '../session-routes.js'
import { sessionLifeMs } from '../session-store.js'
import type { SessionStore } from '../session-store.js'
import type { Provider } from './open-provider.js'
import { pendingCookie, pendingSeconds, readPending, writePending } from './pending.js'
import type { Pending } from './pending.js'
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

  function keep(reply: FastifyReply, pending: readonly Pending[]): void {
    if (pending.length === 0) reply.clearCookie(pendingCookie, cookie)
    else
      reply.setCookie(pendingCookie, writePending(pending), { ...cookie, maxAge: pendingSeconds })
  }

  return {
    async signOn({ request, reply, refuse }) {
      try {
        const { address, pending } = await provider.begin()
        keep(reply, [...readPending(request.cookies[pendingCookie]), pending])
        return reply.redirect(address.href)
      } catch {
        return refuse(503)
      }
    },
    async signedOn({ request, reply, refuse }) {
      const begun = readPending(request.cookies[pendingCookie])
      if (begun.length === 0) return refuse(400)
      const cameTo = new URL(request.url, config.url)
      const state = cameTo.searchParams.get('state')
      const pending = begun.find((one) => one.state === state)
      if (pending === undefined) return refuse(401)
      // Good once, and no other tab's: somebody may be signing on there as well.
      keep(
        reply,
        begun.filter((one) => one !== pending),
      )
      const said = await provider.conclude(cameTo, pending).catch(() => null)
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
