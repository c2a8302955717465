import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { roles } from './token-store.js'
import type { Credential } from './token-store.js'

/** A working day: after that the console asks for the token again. */
export const sessionLifeMs = 12 * 3600 * 1000

/**
 * Sessions of the console. Their secrets are signed under a key of this start, so every process that holds
 * the key knows them, and a restart ends them all.
 */
export interface SessionStore {
  /** Opens a session and gives its secret for the cookie. */
  open(credential: Credential): string
  verify(secret: string): Credential | null
  /** What the session's own page may be told, to show that a request is its own; null for none. */
  proof(secret: string): string | null
  /** Ends it, here and wherever `onEnd` tells of it. */
  end(secret: string): void
  /** Calls back with the secret whenever a session was ended by someone. */
  onEnd(listener: (secret: string) => void): void
}

export type SessionStoreOptions = {
  /** Wall time in ms since 1970. */
  readonly nowMs: () => number
  /** Default: one of chance. */
  readonly key?: Uint8Array
}

const sessionShape = z.tuple([z.enum(roles), z.string(), z.number()])

/** A key that no session of another start was signed with. */
export function sessionKey(): Uint8Array {
  return randomBytes(32)
}

export function createSessionStore({
  nowMs,
  key = sessionKey(),
}: SessionStoreOptions): SessionStore {
  /** Secrets that were ended before their time, by when that is. */
  const ended = new Map<string, number>()
  const listeners: ((secret: string) => void)[] = []

  function sign(text: string): string {
    return createHmac('sha256', key).update(text).digest('base64url')
  }

  function read(secret: string): Session | null {
    const [text = '', signature = ''] = secret.split('.')
    const [given, good] = [Buffer.from(signature), Buffer.from(sign(text))]
    if (given.length !== good.length || !timingSafeEqual(given, good)) return null
    const [role, name, endsAtMs] = sessionShape.parse(
      JSON.parse(Buffer.from(text, 'base64url').toString('utf8')).slice(1),
    )
    return { credential: { role, name }, endsAtMs }
  }

  function forgetOld(): void {
    for (const [secret, endsAtMs] of ended) if (endsAtMs <= nowMs()) ended.delete(secret)
  }

  return {
    open({ role, name }) {
      const session = [chance(), role, name, nowMs() + sessionLifeMs]
      const text = Buffer.from(JSON.stringify(session)).toString('base64url')
      return `${text}.${sign(text)}`
    },
    verify(secret) {
      const session = ended.has(secret) ? null : read(secret)
      return session !== null && session.endsAtMs > nowMs() ? session.credential : null
    },
    proof(secret) {
      return ended.has(secret) || read(secret) === null ? null : sign(`proof of ${secret}`)
    },
    end(secret) {
      const session = read(secret)
      if (session === null || ended.has(secret)) return
      forgetOld()
      ended.set(secret, session.endsAtMs)
      for (const listener of listeners) listener(secret)
    },
    onEnd: (listener) => void listeners.push(listener),
  }
}

type Session = { readonly credential: Credential; readonly endsAtMs: number }

function chance(): string {
  return randomBytes(16).toString('base64url')
}
