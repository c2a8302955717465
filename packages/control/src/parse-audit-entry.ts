import { isRecord } from '@partial-trust/core'
import { actionKinds } from './control-action.js'
import { storeActs } from './store-act.js'
import type { AuditEntry, StandingSummary } from './audit-entry.js'

/**
 * Reads an audit entry from the JSON it was stored or sent as. Checks the shape only: whether it is
 * the entry that was written is the chain's to say.
 *
 * @throws {TypeError} when it is not an audit entry at all.
 */
export function parseAuditEntry(json: string): AuditEntry {
  const value: unknown = parsed(json)
  if (!isAuditEntry(value)) throw new TypeError('an audit entry does not read as one')
  return value
}

/**
 * Reads an audit entry from the row of a database that it is filed in. A row that holds another's
 * entry is refused, because whoever reads page by page would never come to an end.
 *
 * @throws {TypeError} when it is no audit entry, or filed under another number or corridor.
 */
export function parseAuditRow(row: {
  readonly seq: number
  readonly intent: string
  readonly entry: string
}): AuditEntry {
  const entry = parseAuditEntry(row.entry)
  if (entry.seq === row.seq && entry.intent === row.intent) return entry
  throw new TypeError(`the row of audit entry ${row.seq} holds another entry`)
}

/**
 * Reads one page of the trail from whoever sent it.
 *
 * @throws {TypeError} when it is none: what is asked for after an entry lies after it, in order.
 */
export function parseAuditPage(value: unknown, after: number): readonly AuditEntry[] {
  if (!Array.isArray(value)) throw new TypeError('the audit trail is not a list')
  let last = after
  return value.map((one) => {
    const entry = parseAuditEntry(JSON.stringify(one))
    if (entry.seq <= last) throw new TypeError(`audit entry ${entry.seq} comes after ${last}`)
    last = entry.seq
    return entry
  })
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

const kinds: ReadonlySet<unknown> = new Set([...actionKinds, ...storeActs])

function isAuditEntry(value: unknown): value is AuditEntry {
  if (!isRecord(value)) return false
  const texts = ['at', 'by', 'intent', 'reason', 'previous', 'hash'] as const
  return (
    texts.every((key) => typeof value[key] === 'string') &&
    Number.isSafeInteger(value['seq']) &&
    Number.isSafeInteger(value['version']) &&
    kinds.has(value['action']) &&
    isSummary(value['from']) &&
    isSummary(value['to']) &&
    value['evidence'] !== undefined
  )
}

function isSummary(value: unknown): value is StandingSummary {
  return isRecord(value) && typeof value['killed'] === 'boolean'
}
