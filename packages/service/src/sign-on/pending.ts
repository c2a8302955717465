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
const shape = z.array(z.strictObject({ state: text, nonce: text, verifier: text }))

/** Tabs of one browser in which somebody may be signing on at once. */
const mostTabs = 4

/** The cookie; of more than a few the oldest are forgotten. */
export function writePending(pending: readonly Pending[]): string {
  return Buffer.from(JSON.stringify(pending.slice(-mostTabs))).toString('base64url')
}

/** None for anything that was not written by {@link writePending}. */
export function readPending(cookie: string | undefined): readonly Pending[] {
  try {
    return shape.parse(JSON.parse(Buffer.from(cookie ?? '', 'base64url').toString('utf8')))
  } catch {
    return []
  }
}
