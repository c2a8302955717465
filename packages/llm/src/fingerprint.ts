import { createHash } from 'node:crypto'

/**
 * Digest of what shapes an answer: 16 hex digits. Functions count by their text, which is as far as
 * they can be read: what they close over is for the definition's `version`.
 */
export function fingerprintOf(facts: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(readable(facts)) ?? '')
    .digest('hex')
    .slice(0, 16)
}

/** Deeper is no setting any more, and an end for an object that holds itself. */
const maxDepth = 64

/** As JSON has it, with keys in one order, so that moving a line does not look like another model. */
function readable(value: unknown, depth = 0): unknown {
  if (typeof value === 'function') return `function ${String(value)}`
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return value.map((inner) => readable(inner, depth + 1))
  if (typeof value !== 'object' || value === null) return value
  if (depth > maxDepth) throw new TypeError('the settings of an ask are nested too deeply')
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, readable(inner, depth + 1)]))
}
