import { isRecord } from '@partial-trust/core'
import type { Cell } from '@partial-trust/core'
import type { Change, ControlSnapshot } from './control-store.js'
import { decodeCell, decodeKey, encodeCounts, encodeKey } from './cell-codec.js'
import { countProblem } from './count-problem.js'
import { parseOutcomeKind } from './outcome.js'
import type { OutcomeReport } from './outcome.js'
import { parseAnchor, parseCorridorState } from './parse-corridor-state.js'

// The JSON that a control plane and the processes under it exchange, both ways.

export function encodeSnapshot({
  storeId,
  head,
  lost,
  corridors,
  ageMs = 0,
}: ControlSnapshot): object {
  const age = ageMs === 0 ? {} : { age_ms: ageMs }
  return { store_id: storeId, head, lost, ...age, corridors: [...corridors.values()] }
}

/** @throws {TypeError} when the answer is not a snapshot: then nothing of it is believed. */
export function decodeSnapshot(value: unknown): ControlSnapshot {
  const fields = recordOf(value)
  const { store_id: storeId, corridors, lost = null } = fields
  if (typeof storeId !== 'string' || !Array.isArray(corridors)) {
    throw new TypeError('the answer is not a control snapshot')
  }
  const states = corridors.map(parseCorridorState)
  return {
    storeId,
    head: parseAnchor(fields['head']),
    // Whatever it is, it is no word that nothing was lost.
    lost: lost === null ? null : typeof lost === 'string' ? lost : 'the control plane says so',
    corridors: new Map(states.map((state) => [state.intent, state])),
    ...(fields['age_ms'] === undefined ? {} : { ageMs: ageOf(fields['age_ms']) }),
  }
}

function ageOf(value: unknown): number {
  if (typeof value === 'number' && value >= 0) return value
  throw new TypeError('age_ms is no age')
}

/** @throws {TypeError} when the answer is none of the three a change can have. */
export function decodeChange(value: unknown): Change {
  const { kind, state, current, problem } = recordOf(value)
  if (kind === 'replaced') return { kind, state: parseCorridorState(state) }
  if (kind === 'conflict') return { kind, current: parseCorridorState(current) }
  if (kind === 'refused' && typeof problem === 'string') {
    return { kind, problem, current: parseCorridorState(current) }
  }
  throw new TypeError('the answer to a change does not read as one')
}

export type WireCell = readonly [key: string, counts: string]

export function encodeCells(cells: Iterable<Cell>): readonly WireCell[] {
  return [...cells].map(({ key, vector, span }) => [encodeKey(key), encodeCounts(vector, span)])
}

/** @throws {TypeError} when any of them does not read as a cell. */
export function decodeCells(value: unknown): readonly Cell[] {
  if (!Array.isArray(value)) throw new TypeError('cells are not a list')
  return value.map((pair: unknown) => {
    if (!Array.isArray(pair)) throw new TypeError('a cell is not a pair')
    const [key, counts]: unknown[] = pair
    if (typeof key !== 'string' || typeof counts !== 'string') {
      throw new TypeError('a cell is not a pair of texts')
    }
    return decodeCell({ key, counts })
  })
}

/**
 * {@link decodeCells} of what a process sends to be kept.
 *
 * @throws {TypeError} also where nobody can have counted so: kept, it would stand in the way of every proof.
 */
export function decodeSentCells(value: unknown): readonly Cell[] {
  const cells = decodeCells(value)
  if (cells.every((cell) => countProblem(cell) === null)) return cells
  throw new TypeError('a cell holds counts that nobody can have counted')
}

/** @throws {TypeError} when it does not read as the report of an outcome. */
export function decodeOutcome(value: unknown): OutcomeReport {
  const { key, id, arm, kind } = recordOf(value)
  if (typeof key !== 'string' || typeof id !== 'string' || !/^[0-9a-f]{64}$/.test(id)) {
    throw new TypeError('an outcome lacks its key or the digest of its id')
  }
  if (arm !== 'candidate' && arm !== 'baseline') throw new TypeError('arm is neither of the two')
  return { key: decodeKey(key), id, arm, kind: parseOutcomeKind(kind) }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value
  throw new TypeError('the answer is not an object')
}
