import { randomBytes } from 'node:crypto'
import type { Credential } from './people/token-store.js'

/** A working day: after that the console asks who one is again. */
export const sessionLifeMs = 12 * 3600 * 1000
const mostSessions = 1000

/** Whose session it is, asked anew each time: null once the token behind it is good no more. */
export type Holder = () => Credential | null

/** A session as its owner may know it. */
export type SessionSight = {
  readonly credential: Credential
  /** What its own page is told, to show that a request is its own. */
  readonly proof: string
  /** Ms since 1970. */
  readonly endsAtMs: number
}

/** Sessions of the console, in this process's memory: a restart ends them all. */
export interface SessionStore {
  /** Opens a session and gives its secret for the cookie; null where its holder is nobody any more. */
  open(holder: Holder): { readonly secret: string; readonly session: SessionSight } | null
  /** The session as it stands now; null for none, one that ran out, and one whose holder was let go. */
  verify(secret: string): SessionSight | null
  end(secret: string): void
  /** Calls back whenever a session was ended by someone. */
  onEnd(listener: () => void): void
}

type Session = {
  readonly holder: Holder
  readonly proof: string
  readonly endsAtMs: number
}

export function createSessionStore(nowMs: () => number): SessionStore {
  const sessions = new Map<string, Session>()
  const listeners: (() => void)[] = []

  function sight({ holder, proof, endsAtMs }: Session): SessionSight | null {
    if (!(endsAtMs > nowMs())) return null
    const credential = holder()
    return credential === null ? null : { credential, proof, endsAtMs }
  }

  return {
    open(holder) {
      const endsAtMs = Math.min(nowMs() + sessionLifeMs, holder()?.expiresAtMs ?? 0)
      const opened = { holder, proof: chance(), endsAtMs }
      const session = sight(opened)
      if (session === null) return null
      const oldest = sessions.keys().next()
      if (sessions.size >= mostSessions && oldest.done !== true) sessions.delete(oldest.value)
      // 256 bits of chance: a look-up by an unguessable key gives nothing away by its timing.
      const secret = chance()
      sessions.set(secret, opened)
      return { secret, session }
    },
    verify(secret) {
      const session = sessions.get(secret)
      if (session === undefined) return null
      const seen = sight(session)
      // It does not come back to life with a clock set back or a file put back.
      if (seen === null) sessions.delete(secret)
      return seen
    },
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
