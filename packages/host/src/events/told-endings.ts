import { eventOfToken } from './event-of.js'
import type { CloudEvent, EndingToken } from './event-of.js'

const dayMs = 24 * 3600 * 1000

/** When a token's end is told: two weeks before, and on its last day. */
const noticesMs = [14 * dayMs, dayMs] as const

/** What is to be told of a token's end at a moment; null while it is far, and once it is past. */
export function endingEvent(token: EndingToken, nowMs: number): CloudEvent | null {
  const leftMs = Date.parse(token.expires_at) - nowMs
  const noticeMs = noticesMs.findLast((one) => leftMs <= one)
  return noticeMs === undefined || leftMs <= 0 ? null : eventOfToken(token, noticeMs / dayMs, nowMs)
}
