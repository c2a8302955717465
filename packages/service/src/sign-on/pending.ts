import { z } from 'zod'

/** What must fit when a browser comes back from the provider. Kept by that browser alone. */
export type Pending = {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** Name of the cookie that holds it meanwhile, and how long one may take to sign on, in seconds. */
export const pendingCookie = 'partial_trust_sign_on'
export const pendingSeconds = 600

const text = z.string().min(20).max(200)
const shape = z.strictObject({ state: text, nonce: text, verifier: text })

export function writePending(pending: Pending): string {
  return Buffer.from(JSON.stringify(pending)).toString('base64url')
}

/** Null for anything that was not written by {@link writePending}. */
export function readPending(cookie: string | undefined): Pending | null {
  try {
    return shape.parse(JSON.parse(Buffer.from(cookie ?? '', 'base64url').toString('utf8')))
  } catch {
    return null
  }
}
