import { setImmediate } from 'node:timers/promises'
import { isInside, type TimeWindow, allTime } from './time-window.js'
import { readLine } from './fold-line.js'
import { LineSplitter } from './line-splitter.js'
import type { RiskLog } from './log-part.js'
import { LogTally, raise } from './log-tally.js'
import { partChunks } from './part-chunks.js'
import { recordHash } from './record-hash.js'

export type WholeLinesOptions = {
  readonly window?: TimeWindow
  readonly signal?: AbortSignal
  /** Count this corridor's records alone; default: all. A line that cannot be read may be one of them. */
  readonly corridor?: string | undefined
}

/** What was counted, and of which other corridors how many records were passed over. */
export type WholeLines = { readonly tally: LogTally; readonly others: ReadonlyMap<string, number> }

/**
 * Counts the records of a log with the parts of their corridors told apart. Each line is parsed whole: which
 * closed lists a corridor declares is not known beforehand.
 */
export async function tallyWholeLines(
  log: RiskLog,
  { window = allTime, signal, corridor }: WholeLinesOptions,
): Promise<WholeLines> {
  const tally = new LogTally({ byPart: true })
  const others = new Map<string, number>()
  tally.holes.push(...log.holes)
  const take = (line: Uint8Array | null): void => {
    const read = line === null ? 'unreadable' : readLine(line)
    if (read === 'blank') return
    if (read === 'unreadable') tally.parseErrors += 1
    else if (corridor !== undefined && read.corridor !== corridor) raise(others, read.corridor, 1)
    else if (isInside(window, read.atMs)) tally.add(read, recordHash(read))
    else tally.outside += 1
  }
  for (const part of log.parts) {
    const splitter = new LineSplitter()
    for await (const chunk of partChunks(part, (hole) => tally.holes.push(hole))) {
      await setImmediate() // a Ctrl-C gets through
      signal?.throwIfAborted()
      for (const line of splitter.take(chunk)) take(line)
    }
    for (const line of splitter.end()) take(line)
  }
  return { tally, others }
}
