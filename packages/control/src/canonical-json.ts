import { isRecord } from '@partial-trust/core'

/**
 * One text for one value: keys sorted by UTF-16 code units, no white space (RFC 8785 for the
 * values that JSON can carry, but for keys that are whole numbers: those come first, by size). What is hashed must
 * not depend on the order a writer chose. Written out by hand: an audit trail is hundreds of thousands of these.
 */
export function canonicalJson(value: unknown): string {
  return textOf(value) ?? 'undefined'
}

/** Undefined for what JSON leaves out. */
function textOf(value: unknown): string | undefined {
  if (value === null || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `[${value.map((one) => textOf(one) ?? 'null').join(',')}]`
  if (!isRecord(value)) return JSON.stringify(value)
  if (typeof value['toJSON'] === 'function') return textOf(JSON.parse(JSON.stringify(value)))
  let members = ''
  for (const key of ordered(value)) {
    const text = textOf(value[key])
    if (text === undefined) continue
    members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${text}`
  }
  return `{${members}}`
}

function ordered(record: Readonly<Record<string, unknown>>): readonly string[] {
  const keys = Object.keys(record).toSorted()
  if (!keys.some(beginsWithDigit)) return keys
  // An object lists whole numbers first, whatever order they were put in: hashes of old rest on it.
  return Object.keys(Object.fromEntries(keys.map((key) => [key, null])))
}

function beginsWithDigit(key: string): boolean {
  const first = key.charCodeAt(0)
  return first >= 48 && first <= 57
}
