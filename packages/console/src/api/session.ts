import type { SessionView } from '@partial-trust/service/api'

/** Header in which the page repeats what the service told it at sign-in, so that a change is known to be ours. */
const proofHeader = 'x-partial-trust-proof'

export type Session = Pick<SessionView, 'role' | 'name'>

let proof: string | null = null
const listeners = new Set<() => void>()
const tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('partial-trust')
tabs?.addEventListener('message', () => tell())

/** What a session's answer tells beside the role is kept for the changes to come. */
export function keepProof(answer: Pick<SessionView, 'proof'>): void {
  proof = answer.proof
}

export function proofHeaders(): Record<string, string> {
  return proof === null ? {} : { [proofHeader]: proof }
}

/**
 * Calls back when the session may have begun or ended elsewhere: in another tab, by its time, or with
 * the service. Returns the way to stop.
 */
export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Says, to every tab, that the session is not what it was. */
export function sessionChanged(): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no other origin
  tabs?.postMessage('session')
  tell()
}

/** Says so in this tab alone. */
export function tell(): void {
  for (const listener of listeners) listener()
}
