import { readFileSync } from 'node:fs'
import process from 'node:process'
import { isDeepStrictEqual } from 'node:util'
import { defaultPlan } from '@partial-trust/core'
import type { Plan } from '@partial-trust/core'
import { UserError } from '@partial-trust/settings'
import type { Random } from '@partial-trust/testing'
import { readPlan } from '@partial-trust/plan'
import { parsePolicy } from '../packages/llm/dist/policy/load-policy.js'
import { foldLine } from '../packages/analysis/dist/log/fold-line.js'
import { LineSplitter } from '../packages/analysis/dist/log/line-splitter.js'
import { LogTally } from '../packages/analysis/dist/log/log-tally.js'
import { ScanFold } from '../packages/analysis/dist/log/scan-fold.js'
import { allTime } from '../packages/analysis/dist/log/time-window.js'
import * as wire from '../packages/control/dist/control-wire.js'
import { parseAuditPage } from '../packages/control/dist/parse-audit-entry.js'
import { parseChangeRequest, parseKillAll } from '../packages/control/dist/parse-change-request.js'
import {
  parseControlPlan,
  parseCorridorState,
} from '../packages/control/dist/parse-corridor-state.js'
import { parseProcessReport } from '../packages/control/dist/parse-process-report.js'
import { decodeCounts, decodeKey } from '../packages/control/dist/cell-codec.js'
import { mutateBytes, mutateJson, mutateText, pick } from './mutate.ts'

/** What came of one input: a word for the tally. @throws when a rule was broken. */
export type Target = {
  /** Of this many inputs of the whole, this one gets its share. */
  readonly share: number
  make(random: Random): Uint8Array
  check(input: Uint8Array): string
}

const corpus: {
  readonly wire: Readonly<Record<string, readonly unknown[]>>
  readonly records: readonly string[]
  readonly policies: readonly string[]
} = JSON.parse(readFileSync(new URL('corpus.json', import.meta.url), 'utf8'))

/** What a reader may take for one input. */
const mostMs = 5000

const encoder = new TextEncoder()
const decoder = new TextDecoder()

type Reader = (value: unknown) => unknown

/** Whatever one process may be told by another, or by a store. */
const readers: Readonly<Record<string, Reader>> = {
  snapshot: wire.decodeSnapshot,
  change: wire.decodeChange,
  cells: wire.decodeCells,
  outcome: wire.decodeOutcome,
  request: parseChangeRequest,
  kill: parseKillAll,
  plan: parseControlPlan,
  state: parseCorridorState,
  audit: (value) => parseAuditPage(value, 0),
  report: (value) => parseProcessReport(JSON.stringify(value)),
  counts: (value) => decodeCounts(JSON.stringify(value)),
  key: (value) => decodeKey(JSON.stringify(value)),
}

export const targets: Readonly<Record<string, Target>> = {
  'log-scanner': {
    share: 0.4,
    make(random) {
      // A tally and a scanner are dear to make, and read a log of many lines as they read one of a few.
      const most = random() < 0.1 ? 4 : 100
      const lines = Array.from({ length: 1 + Math.floor(random() * most) }, () => {
        const line = pick(corpus.records, random)
        const drawn = random()
        if (drawn < 0.4) return JSON.stringify(mutateJson(JSON.parse(line), random))
        return drawn < 0.8 ? mutateText(line, random) : line
      })
      return mutateBytes(encoder.encode(`${lines.join('\n')}\n`), random)
    },
    check(input) {
      const [scanned, parsed] = [tallyByScanner(input), tallyByJson(input)]
      if (!isDeepStrictEqual(scanned, parsed))
        throw new Error('the scanner and JSON.parse disagree')
      return 'agreed'
    },
  },
  wire: {
    share: 0.4,
    make(random) {
      const name = pick(Object.keys(readers), random)
      const value = mutateJson(pick(corpus.wire[name] ?? [null], random), random)
      return encoder.encode(JSON.stringify([name, value]))
    },
    check(input) {
      const [name, value] = partsOf(decoder.decode(input))
      const read = readers[name]
      if (read === undefined) return 'for no reader'
      return outcomeOf(() => read(value), [TypeError])
    },
  },
  plan: {
    share: 0.05,
    make(random) {
      const { version, promote, alpha, stages } = defaultPlan
      // A short one is read in a quarter of the time, and hit where it hurts as often again.
      const some = random() < 0.8 ? [shortened(pick(stages, random), random)] : stages
      const value = mutateJson({ version, promote, alpha, stages: some }, random)
      const text = JSON.stringify(value, null, 1)
      return encoder.encode(random() < 0.5 ? text : mutateText(text, random))
    },
    check: (input) => outcomeOf(() => readPlan(decoder.decode(input), 'plan.yaml'), [UserError]),
  },
  policy: {
    share: 0.05,
    make: (random) => encoder.encode(mutateText(pick(corpus.policies, random), random)),
    check: (input) =>
      outcomeOf(() => parsePolicy(decoder.decode(input), 'policy.yaml', { env: {} }), []),
  },
}

/** A stage with one rule to go on and one to close it. */
function shortened({ go, no_go: noGo, ...stage }: Plan['stages'][number], random: Random): unknown {
  return { ...stage, go: [pick(go, random)], no_go: [pick(noGo, random)] }
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

/** Read or refused, in time, and with nothing but an error that is meant for it. */
function outcomeOf(
  read: () => unknown,
  expected: readonly (new (...of: never[]) => Error)[],
): string {
  const beganMs = performance.now()
  const outcome = readOrRefused(read, expected)
  if (performance.now() - beganMs > mostMs) {
    // A machine that is busy, or stands still, is no fault of a reader: what it takes of the processor is.
    const began = process.cpuUsage()
    readOrRefused(read, expected)
    const { user, system } = process.cpuUsage(began)
    const tookMs = (user + system) / 1000
    if (tookMs > mostMs) throw new Error(`it took ${Math.round(tookMs)} ms`)
  }
  return outcome
}

function readOrRefused(
  read: () => unknown,
  expected: readonly (new (...of: never[]) => Error)[],
): string {
  try {
    read()
    return 'read'
  } catch (error) {
    if (expected.some((kind) => error instanceof kind)) return 'refused'
    throw error
  }
}

function tallyByScanner(bytes: Uint8Array): unknown {
  const tally = new LogTally()
  const fold = new ScanFold(tally, allTime)
  for (let at = 0; at < bytes.length;) {
    const { room } = fold
    const some = bytes.subarray(at, at + room.length)
    room.set(some)
    fold.took(some.length)
    at += some.length
  }
  fold.endFile()
  fold.finish()
  return told(tally)
}

function tallyByJson(bytes: Uint8Array): unknown {
  const tally = new LogTally()
  const splitter = new LineSplitter()
  for (const line of [...splitter.take(bytes), ...splitter.end()]) {
    if (line === null) tally.parseErrors += 1
    else foldLine(tally, line, allTime)
  }
  return told(tally)
}

/** A tally without the order in which its parts were first met. */
function told(tally: LogTally): unknown {
  const { cohorts, cells, seen, latencies, ...rest } = tally.snapshot()
  return {
    ...rest,
    latencies: sorted(latencies),
    cohorts: sorted(cohorts.map((cohort) => ({ ...cohort, untimed: [...cohort.untimed] }))),
    cells: sorted(
      Array.from(tally.cells.cells(), ({ cohort, bucket, vector }) => [
        tally.cohorts[cohort]?.cohort,
        bucket,
        [...vector],
      ]),
    ),
    seen: seen.generations
      .flatMap((slots) => [...slots].filter((id) => id !== 0))
      .toSorted(byValue),
    scale: cells.scale,
  }
}

function byValue(a: number, b: number): number {
  return a - b
}

function sorted(list: Iterable<unknown>): readonly string[] {
  return Array.from(list, (entry) => JSON.stringify(entry)).toSorted()
}
