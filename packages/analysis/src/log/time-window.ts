import { parseTimestamp } from '@partial-trust/core/metrics'
import { UserError } from '@partial-trust/settings'

/** Which records to analyze, by their own time: from `sinceMs` on, before `untilMs`. */
export type TimeWindow = { readonly sinceMs: number; readonly untilMs: number }

export const allTime: TimeWindow = { sinceMs: -Infinity, untilMs: Infinity }

/** Whether a record is inside; without a readable time it is only inside of all time. */
export function isInside(window: TimeWindow, atMs: number | null): boolean {
  if (isAllTime(window)) return true
  return atMs !== null && atMs >= window.sinceMs && atMs < window.untilMs
}

export function isAllTime(window: TimeWindow): boolean {
  return window.sinceMs === -Infinity && window.untilMs === Infinity
}

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * Reads `--since` and `--until`: an ISO 8601 date or time (UTC unless it says otherwise), or an age
 * such as `90m`, `24h`, `7d`.
 *
 * @throws {UserError} for anything else.
 */
export function parseMoment(option: string, text: string, nowMs: number): number {
  const age = /^(\d{1,6})([smhd])$/.exec(text)
  if (age !== null) {
    const [, amount, unit] = age
    return nowMs - Number(amount) * (units as Record<string, number>)[unit ?? 's']!
  }
  const atMs = parseTimestamp(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text)
  if (atMs !== null) return atMs
  throw new UserError(
    `${option} ${JSON.stringify(text)} is no time: give an ISO 8601 time such as 2026-03-05T12:00:00Z, a date, or an age such as 24h or 7d`,
    2,
  )
}
