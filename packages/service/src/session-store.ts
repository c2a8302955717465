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
  /** What the session's own page may be told, to show that a request is its own; null for none. */
  proof(secret: string): string | null
  end(secret: string): void
  /** Calls back whenever a session was ended by someone. */
  onEnd(listener: () => void): void
}

type Session = {
  readonly credential: Credential
  readonly proof: string
  readonly endsAtMs: number
}

export function createSessionStore(nowMs: () => number): SessionStore {
  const sessions = new Map<string, Session>()
  const listeners: (() => void)[] = []
  return {
    open(credential) {
      const oldest = sessions.keys().next()
      if (sessions.size >= mostSessions && oldest.done !== true) sessions.delete(oldest.value)
      // 256 bits of chance: a look-up by an unguessable key gives nothing away by its timing.
      const secret = chance()
      sessions.set(secret, { credential, proof: chance(), endsAtMs: nowMs() + sessionLifeMs })
      return secret
    },
    verify(secret) {
      const session = sessions.get(secret)
      if (session === undefined) return null
      if (session.endsAtMs > nowMs()) return session.credential
      sessions.delete(secret)
      return null
    },
    proof: (secret) => sessions.get(secret)?.proof ?? null,
    end(secret) {
      sessions.delete(secret)
      for (const listener of listeners) listener()
    },
    onEnd: (listener) => void listeners.push(listener),
  }
}

function chance(): string {
  return randomBytes(32).toString('base64url')
}
