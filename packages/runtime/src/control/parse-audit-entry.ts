import { actionKinds } from './control-action.js'
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

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function isAuditEntry(value: unknown): value is AuditEntry {
  if (!isRecord(value)) return false
  const texts = ['at', 'by', 'intent', 'reason', 'previous', 'hash'] as const
  return (
    texts.every((key) => typeof value[key] === 'string') &&
    Number.isSafeInteger(value['seq']) &&
    Number.isSafeInteger(value['version']) &&
    actionKinds.some((kind) => kind === value['action']) &&
    isSummary(value['from']) &&
    isSummary(value['to']) &&
    value['evidence'] !== undefined
  )
}

function isSummary(value: unknown): value is StandingSummary {
  return isRecord(value) && typeof value['killed'] === 'boolean'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
