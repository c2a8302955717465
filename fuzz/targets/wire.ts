import { isDeepStrictEqual } from 'node:util'
import { decodeCounts, decodeKey } from '../../packages/control/dist/cell-codec.js'
import * as wire from '../../packages/control/dist/control-wire.js'
import { parseAuditPage } from '../../packages/control/dist/parse-audit-entry.js'
import {
  parseChangeRequest,
  parseKillAll,
} from '../../packages/control/dist/parse-change-request.js'
import {
  parseControlPlan,
  parseCorridorState,
} from '../../packages/control/dist/parse-corridor-state.js'
import { parseProcessReport } from '../../packages/control/dist/parse-process-report.js'
import { corpus } from '../corpus.ts'
import { mutateJson, pick } from '../mutate.ts'
import { must, ofText, readOrRefused } from '../target.ts'

/** Whatever one process may be told by another, or by a store. */
const readers: Readonly<Record<string, (value: unknown) => void>> = {
  snapshot: again(wire.decodeSnapshot, wire.encodeSnapshot),
  change: again(wire.decodeChange, asJson),
  cells: again(wire.decodeCells, wire.encodeCells),
  outcome: wire.decodeOutcome,
  request: again(parseChangeRequest, asJson),
  kill: again(parseKillAll, asJson),
  plan: again(parseControlPlan, asJson),
  state: again(parseCorridorState, asJson),
  audit: (value) => parseAuditPage(value, 0),
  report: again((value) => parseProcessReport(JSON.stringify(value)), asJson),
  counts: (value) => decodeCounts(JSON.stringify(value)),
  key: (value) => decodeKey(JSON.stringify(value)),
}
const names = Object.keys(readers)

/** What one process is told by another: read or refused, and read again as the same where it is passed on. */
export const wireReaders = ofText(
  0.4,
  (random) => {
    const name = pick(names, random)
    return JSON.stringify([name, mutateJson(pick(corpus.wire[name] ?? [null], random), random)])
  },
  (text) => {
    const [name, value] = partsOf(text)
    const read = readers[name]
    return read === undefined ? 'for no reader' : readOrRefused(() => read(value), [TypeError])
  },
)

/** Passed on, it must say what it said. */
function again<Value>(
  read: (value: unknown) => Value,
  write: (value: Value) => unknown,
): (value: unknown) => void {
  return (value) => {
    const first = read(value)
    let second: Value
    try {
      second = read(asJson(write(first)))
    } catch (error) {
      throw new Error('what was read is refused when it is passed on', { cause: error })
    }
    must(isDeepStrictEqual(second, first), 'what was read says something else when it is passed on')
  }
}

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

/** Which reader, and what it is given. */
function partsOf(text: string): readonly [string, unknown] {
  try {
    const parts: unknown = JSON.parse(text)
    return Array.isArray(parts) ? [String(parts[0]), parts[1]] : ['', null]
  } catch {
    return ['', null]
  }
}
