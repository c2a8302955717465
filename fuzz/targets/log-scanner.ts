import { isDeepStrictEqual } from 'node:util'
import type { Random } from '@partial-trust/testing'
import { foldLine } from '../../packages/analysis/dist/log/fold-line.js'
import { LineSplitter } from '../../packages/analysis/dist/log/line-splitter.js'
import { LogTally } from '../../packages/analysis/dist/log/log-tally.js'
import { ScanFold } from '../../packages/analysis/dist/log/scan-fold.js'
import { allTime } from '../../packages/analysis/dist/log/time-window.js'
import { withoutOrder } from '../../packages/analysis/src/log/without-order.contract.ts'
import { corpus } from '../corpus.ts'
import { mutateBytes, mutateJson, mutateText, pick } from '../mutate.ts'
import { must, stateless } from '../target.ts'

const encoder = new TextEncoder()
const records = corpus.records.map((line) => ({ line, value: JSON.parse(line) }))

/** The scanner counts what `JSON.parse` counts. An input is a line, and a log of up to a hundred is scanned at once. */
export const logScanner = stateless(4, {
  make(random) {
    // A tally and a scanner are dear to make, and read a log of many lines as they read one of a few.
    const most = random() < 0.1 ? 4 : 100
    const lines = Array.from({ length: 1 + Math.floor(random() * most) }, () => madeLine(random))
    return mutateBytes(encoder.encode(`${lines.join('\n')}\n`), random)
  },
  weigh: linesIn,
  check(input) {
    must(isDeepStrictEqual(byScanner(input), byJson(input)), 'the scanner and JSON.parse disagree')
    return 'logs agreed on'
  },
})

function madeLine(random: Random): string {
  const { line, value } = pick(records, random)
  const drawn = random()
  if (drawn < 0.4) return JSON.stringify(mutateJson(value, random))
  return drawn < 0.8 ? mutateText(line, random) : line
}

function linesIn(input: Uint8Array): number {
  let lines = 0
  for (let at = input.indexOf(10); at !== -1; at = input.indexOf(10, at + 1)) lines += 1
  return Math.max(1, lines)
}

function byScanner(bytes: Uint8Array): unknown {
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

function byJson(bytes: Uint8Array): unknown {
  const tally = new LogTally()
  const splitter = new LineSplitter()
  for (const line of [...splitter.take(bytes), ...splitter.end()]) {
    if (line === null) tally.parseErrors += 1
    else foldLine(tally, line, allTime)
  }
  return told(tally)
}

function told(tally: LogTally): unknown {
  const seen = tally
    .snapshot()
    .seen.generations.flatMap((slots) => [...slots].filter((id) => id !== 0))
  return { ...withoutOrder(tally), seen: seen.toSorted((one, other) => one - other) }
}
