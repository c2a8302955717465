import { randomBytes } from 'node:crypto'
import type { Credential } from './token-store.js'

/** A working day: after that the console asks for the token again. */
export const sessionLifeMs = 12 * 3600 * 1000
const mostSessions = 1000

/** Sessions of the console, in this process's memory: a restart ends them all. */
export interface SessionStore {
  /** Opens a session and gives its secret for the cookie. */
  open(credential: Credential): string
  verify(secret: string): Credential | null
  end(secret: string): void
}

export function createSessionStore(nowMs: () => number): SessionStore {
  const sessions = new Map<string, { readonly credential: Credential; readonly endsAtMs: number }>()
  return {
    open(credential) {
      const oldest = sessions.keys().next()
      if (sessions.size >= mostSessions && oldest.done !== true) sessions.delete(oldest.value)
      // 256 bits of chance: a look-up by an unguessable key gives nothing away by its timing.
      const secret = randomBytes(32).toString('base64url')
      sessions.set(secret, { credential, endsAtMs: nowMs() + sessionLifeMs })
      return secret
    },
    verify(secret) {
      const session = sessions.get(secret)
      if (session === undefined) return null
      if (session.endsAtMs > nowMs()) return session.credential
      sessions.delete(secret)
      return null
    },
    end(secret) {
      sessions.delete(secret)
    },
  }
}
