import { seededRandom } from '@partial-trust/testing'
import type { KnownCorridors } from '@partial-trust/analysis/verify-log'
import type { Mutation } from './mutations.ts'
import {
  LogCheck,
  type LogVerification,
} from '../../packages/analysis/dist/verify-log/verify-log.js'

export type MutationOutcome = {
  readonly name: string
  readonly tried: number
  readonly caught: number
  /** Rules that caught it, the most frequent first. */
  readonly by: readonly string[]
  readonly undetectable: string | null
}

const corridors: KnownCorridors = new Map([
  ['price_order', { salt: '', leastConfidence: 0.6, reasons: [] }],
])

const encoder = new TextEncoder()
/** Lines as bytes: of the hundreds of logs that are checked, all but a line or two are the same. */
const encoded = new Map<string, Uint8Array>()

function bytesOf(line: string): Uint8Array {
  const known = encoded.get(line)
  if (known !== undefined) return known
  const bytes = encoder.encode(line)
  encoded.set(line, bytes)
  return bytes
}

/** Checks a log that is in memory. */
export function checkLines(
  lines: readonly string[],
  known: KnownCorridors = corridors,
): LogVerification {
  const check = new LogCheck(known)
  for (const [index, line] of lines.entries()) {
    check.line(bytesOf(line), { file: 'log', line: index + 1 })
  }
  return check.finish(['log'])
}

/** Tampers with a truthful log in every way, `times` times each, and counts what is noticed. */
export function mutationRun(
  log: readonly string[],
  mutations: readonly Mutation[],
  seed: number,
  times: number,
): MutationOutcome[] {
  return mutations.map(({ name, undetectable, apply }) => {
    const found = new Map<string, number>()
    let tried = 0
    let caught = 0
    for (let time = 0; time < times; time += 1) {
      const lines = [...log]
      if (!apply(lines, seededRandom('mutation', seed, name, time))) continue
      tried += 1
      const { verdict, by_rule: byRule } = checkLines(lines)
      if (verdict === 'FAIL') caught += 1
      for (const rule of Object.keys(byRule)) found.set(rule, (found.get(rule) ?? 0) + 1)
    }
    const by = [...found].toSorted((a, b) => b[1] - a[1]).map(([rule]) => rule)
    return { name, tried, caught, by, undetectable: undetectable ?? null }
  })
}
