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
  /** What the identity provider signed of them, for leaving it too; null where a token let them in. */
  readonly idToken: string | null
}

/** Sessions of the console, in this process's memory: a restart ends them all. */
export interface SessionStore {
  /** Opens a session and gives its secret for the cookie; null where its holder is nobody any more. */
  open(
    holder: Holder,
    idToken?: string | null,
  ): { readonly secret: string; readonly session: SessionSight } | null
  /** The session as it stands now; null for none, one that ran out, and one whose holder was let go. */
  verify(secret: string): SessionSight | null
  end(secret: string): void
  /** Takes a session that a fellow of this process opened; see `serve --workers`. */
  adopt(opened: OpenedSession, holder: Holder): void
  /** Calls back with every session that is opened here. */
  onOpen(listener: (opened: OpenedSession) => void): void
  /** Calls back with the secret whenever a session was ended by someone. */
  onEnd(listener: (secret: string) => void): void
}

/** All that another process needs to know of a session to let its cookie in. */
export type OpenedSession = { readonly secret: string } & SessionSight

type Session = {
  readonly holder: Holder
  readonly proof: string
  readonly endsAtMs: number
  readonly idToken: string | null
}

export function createSessionStore(nowMs: () => number): SessionStore {
  const sessions = new Map<string, Session>()
  const openListeners: ((opened: OpenedSession) => void)[] = []
  const endListeners: ((secret: string) => void)[] = []

  function sight({ holder, proof, endsAtMs, idToken }: Session): SessionSight | null {
    if (!(endsAtMs > nowMs())) return null
    const credential = holder()
    return credential === null ? null : { credential, proof, endsAtMs, idToken }
  }

  function keep(secret: string, session: Session): void {
    const oldest = sessions.keys().next()
    if (sessions.size >= mostSessions && oldest.done !== true) sessions.delete(oldest.value)
    sessions.set(secret, session)
  }

  return {
    open(holder, idToken = null) {
      const endsAtMs = Math.min(nowMs() + sessionLifeMs, holder()?.expiresAtMs ?? 0)
      const opened = { holder, proof: chance(), endsAtMs, idToken }
      const session = sight(opened)
      if (session === null) return null
      // 256 bits of chance: a look-up by an unguessable key gives nothing away by its timing.
      const secret = chance()
      keep(secret, opened)
      for (const listener of openListeners) listener({ secret, ...session })
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
      if (!sessions.delete(secret)) return
      for (const listener of endListeners) listener(secret)
    },
    adopt: ({ secret, proof, endsAtMs, idToken }, holder) =>
      keep(secret, { holder, proof, endsAtMs, idToken }),
    onOpen: (listener) => void openListeners.push(listener),
    onEnd: (listener) => void endListeners.push(listener),
  }
}

function chance(): string {
  return randomBytes(32).toString('base64url')
}
