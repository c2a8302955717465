import type { FastifyInstance } from 'fastify'
import type { Fellows } from './fellows.js'
import type { TokenStore } from './people/token-store.js'
import type { Holder, OpenedSession, SessionStore } from './session-store.js'

/**
 * Makes sessions hold in all processes that answer on one port. No cookie leaves before the others know it,
 * so the browser's next request is let in whoever answers it.
 */
export function shareSessions(
  server: FastifyInstance,
  sessions: SessionStore,
  fellows: Fellows,
  adopt: (opened: OpenedSession) => void,
): void {
  let telling: Promise<void> = Promise.resolve()
  for (const opened of fellows.sessions) adopt(opened)
  sessions.onOpen((opened) => {
    telling = fellows.sessionOpened(opened)
  })
  sessions.onEnd((secret) => fellows.sessionEnded(secret))
  server.addHook('onSend', async (_request, reply) => {
    if (reply.getHeader('set-cookie') !== undefined) await telling
  })
}

/** Whom a session of another process stands for: asked anew each time where a token is behind it. */
export function holderOf(
  { credential }: OpenedSession,
  tokens: Pick<TokenStore, 'credential'>,
): Holder {
  const { tokenId } = credential
  return () => (tokenId === null ? credential : tokens.credential(tokenId))
}
