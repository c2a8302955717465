import { createHmac, timingSafeEqual } from 'node:crypto'
import { UserError } from '@partial-trust/settings'

/** The three headers of Standard Webhooks. */
export type WebhookHeaders = {
  readonly 'webhook-id': string
  /** Seconds since 1970. */
  readonly 'webhook-timestamp': string
  /** One or more of `v1,…`, a space between. */
  readonly 'webhook-signature': string
}

/** How far the sender's clock may be off, and how old a message may be. */
export const toleranceMs = 300_000

const prefix = 'whsec_'
const fewestBytes = 24

/**
 * Reads a secret as Standard Webhooks write it: `whsec_` and base64 of 24 bytes or more.
 *
 * @param where Names the place for the error; the secret itself is never repeated.
 * @throws {UserError} when it is none.
 */
export function webhookSecret(where: string, text: string): Buffer {
  const base64 = text.startsWith(prefix) ? text.slice(prefix.length) : text
  const bytes = Buffer.from(base64, 'base64')
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(base64) && bytes.length >= fewestBytes) return bytes
  throw new UserError(
    `${where}: not a secret of Standard Webhooks (${prefix} and base64 of at least ${fewestBytes} bytes); make one with: echo ${prefix}$(openssl rand -base64 32)`,
  )
}

/** Signs a body. The same id is the same message, however often it is sent. */
export function signWebhook(
  secret: Buffer,
  id: string,
  nowMs: number,
  body: string,
): WebhookHeaders {
  const timestamp = String(Math.floor(nowMs / 1000))
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${digest(secret, id, timestamp, body).toString('base64')}`,
  }
}

/** Why a message is not believed; null when it is. */
export type Distrust = 'unsigned' | 'stale' | 'altered' | null

/** Whether a body comes from whoever holds one of the secrets (two while one is being replaced), now. */
export function distrustOf(
  secrets: readonly Buffer[],
  headers: Readonly<Record<string, string | string[] | undefined>>,
  nowMs: number,
  body: Buffer,
): Distrust {
  const { 'webhook-id': id, 'webhook-timestamp': sent, 'webhook-signature': signatures } = headers
  if (typeof id !== 'string' || typeof sent !== 'string' || typeof signatures !== 'string') {
    return 'unsigned'
  }
  if (!/^\d{1,12}$/.test(sent) || Math.abs(nowMs - Number(sent) * 1000) > toleranceMs)
    return 'stale'
  const expected = secrets.map((secret) => digest(secret, id, sent, body))
  const given = signatures
    .split(' ')
    .flatMap((one) => (one.startsWith('v1,') ? [Buffer.from(one.slice(3), 'base64')] : []))
  const known = given.some((one) => expected.some((right) => isSame(one, right)))
  return known ? null : 'altered'
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}

function digest(secret: Buffer, id: string, timestamp: string, body: string | Buffer): Buffer {
  return createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest()
}
