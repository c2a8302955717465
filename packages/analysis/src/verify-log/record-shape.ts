import { isRiskRecord, isSeedRecord, recordProblems } from '@partial-trust/core'
import type { RiskRecord, SeedRecord } from '@partial-trust/core'
import { broken, type Broken } from './log-rule.js'

export type Shape =
  | { readonly kind: 'record'; readonly record: RiskRecord }
  | { readonly kind: 'seed-record'; readonly record: SeedRecord }
  | { readonly kind: 'broken'; readonly broken: readonly Broken[] }

/** Reads one line; nothing about it is taken on trust. */
export function readShape(line: string): Shape {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return { kind: 'broken', broken: [broken('json', 'not JSON')] }
  }
  if (!isKeyed(value)) return { kind: 'broken', broken: [broken('json', 'not a JSON object')] }
  const isSeed = !('schema' in value)
  const twice = repeatedKeys(line, value)
  if (twice.length === 0) {
    if (isSeed && isSeedRecord(value)) return { kind: 'seed-record', record: value }
    if (!isSeed && isRiskRecord(value)) return { kind: 'record', record: value }
  }
  const problems = recordProblems(value, isSeed).map(({ about, says }) => broken(about, says))
  return { kind: 'broken', broken: problems.length === 0 ? twice : problems }
}

/** JSON.parse keeps the last of equal keys and forgets the others; the text still has them all. */
function repeatedKeys(line: string, value: object): readonly Broken[] {
  return countWrittenKeys(line) === countKeys(value)
    ? []
    : [broken('keys', 'a key stands there twice')]
}

const textOrKey = /"(?:[^"\\]|\\.)*"(?:\s*:)?/gu

function countWrittenKeys(line: string): number {
  let count = 0
  textOrKey.lastIndex = 0
  while (textOrKey.test(line)) if (line[textOrKey.lastIndex - 1] === ':') count += 1
  return count
}

function countKeys(value: object): number {
  return Object.values(value).reduce(
    (sum: number, inner: unknown) =>
      sum + 1 + (typeof inner === 'object' && inner !== null ? countKeys(inner) : 0),
    0,
  )
}

function isKeyed(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
