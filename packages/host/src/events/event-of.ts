import type { AuditEntry, RolloutVerdict, StopProof } from '@partial-trust/control'

/** What is told to other systems. A receiver can be told of some kinds only. */
export const eventKinds = [
  'stage_changed',
  'closed',
  'verdict_changed',
  'lease_lost',
  'stop_unproved',
  'token_expiring',
] as const
export type EventKind = (typeof eventKinds)[number]

/** An event as CloudEvents 1.0 write it, content-free. */
export type CloudEvent = {
  readonly specversion: '1.0'
  /** The same for the same happening, whoever tells it: a receiver that knows it lets it be. */
  readonly id: string
  readonly source: '/partial-trust'
  readonly type: `partial_trust.${EventKind}.v1`
  /** The corridor; a process where it concerns all of its corridors; a token by its id. */
  readonly subject: string
  readonly time: string
  readonly datacontenttype: 'application/json'
  readonly data: Readonly<Record<string, unknown>>
}

type Happening = Pick<CloudEvent, 'id' | 'subject' | 'time' | 'data'>

function cloudEvent(kind: EventKind, happening: Happening): CloudEvent {
  return {
    specversion: '1.0',
    source: '/partial-trust',
    type: `partial_trust.${kind}.v1`,
    datacontenttype: 'application/json',
    ...happening,
  }
}

export function kindOf({ type }: CloudEvent): EventKind | undefined {
  return eventKinds.find((kind) => type === `partial_trust.${kind}.v1`)
}

/** What a change of live control tells others; null where it moves no trust. */
export function eventOfEntry(entry: AuditEntry): CloudEvent | null {
  const { seq, hash, at, intent: subject, action, by, reason, from, to } = entry
  const id = `audit-${seq}-${hash.slice(0, 16)}`
  const happening = { id, subject, time: at, data: { action, by, reason, from, to } }
  const closes = (to.killed && !from.killed) || (to.closed !== null && from.closed === null)
  if (closes) return cloudEvent('closed', happening)
  const moves =
    to.stage !== from.stage ||
    to.rate !== from.rate ||
    to.mode !== from.mode ||
    to.killed !== from.killed ||
    to.closed !== from.closed
  return moves ? cloudEvent('stage_changed', happening) : null
}

/**
 * @param nth How often this verdict was told of this entry of the stage, this time included. Every
 *   process judges the same counts at moments of its own, so neither a moment nor a process is in the id.
 */
export function eventOfVerdict(subject: string, said: RolloutVerdict, nth: number): CloudEvent {
  const { stage, verdict, decided_at: time, because, source } = said
  const again = nth === 1 ? '' : `-${nth}`
  const id = `verdict-${subject}-${stage}-${source.since}-${verdict}${again}`
  return cloudEvent('verdict_changed', { id, subject, time, data: { stage, verdict, because } })
}

/** @param time ISO 8601 UTC. */
export function eventOfLease(instance: string, leaseMs: number, time: string): CloudEvent {
  const id = `lease-${instance}-${time}`
  return cloudEvent('lease_lost', { id, subject: instance, time, data: { lease_ms: leaseMs } })
}

/** A process that did not hear a trial of the kill in time. */
export function eventOfUnproved(
  { at: time }: StopProof,
  { instance, host, pid }: StopProof['unproved'][number],
): CloudEvent {
  const id = `stop-unproved-${instance}-${time}`
  return cloudEvent('stop_unproved', { id, subject: instance, time, data: { host, pid } })
}

/** What is told of a token: never the token. */
export type EndingToken = {
  readonly id: string
  readonly name: string | null
  readonly role: string
  /** ISO 8601 UTC. */
  readonly expires_at: string
}

/** @param noticeDays How long before its end this is told. */
export function eventOfToken(token: EndingToken, noticeDays: number, nowMs: number): CloudEvent {
  const { id: subject, name, role, expires_at } = token
  return cloudEvent('token_expiring', {
    id: `token-${subject}-${noticeDays}d-${expires_at}`,
    subject,
    time: new Date(nowMs).toISOString(),
    data: { name, role, expires_at },
  })
}
