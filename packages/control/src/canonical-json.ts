import { isRecord } from '@partial-trust/core'
/**
 * One text for one value: keys sorted by UTF-16 code units, no white space (RFC 8785 for the
 * values that JSON can carry). What is hashed must not depend on the order a writer chose.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (isRecord(inner) ? sorted(inner) : inner))
}

function sorted(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const keys = Object.keys(record).toSorted()
  return Object.fromEntries(keys.map((key) => [key, record[key]]))
}
