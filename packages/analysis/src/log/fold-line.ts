import { observe, type Observation } from '@partial-trust/core/metrics'
import type { LogTally } from './log-tally.js'
import { recordHash } from './record-hash.js'
import { isInside, type TimeWindow } from './time-window.js'

/** Counts one line of a log into `tally`, the slow and certain way. Blank lines count nothing. */
export function foldLine(tally: LogTally, line: Uint8Array, window: TimeWindow): void {
  const read = readLine(line)
  if (read === 'blank') return
  if (read === 'unreadable') tally.parseErrors += 1
  else if (isInside(window, read.atMs)) tally.add(read, recordHash(read))
  else tally.outside += 1
}

/** The record on a line; `unreadable` when it is no JSON object in UTF-8. */
export function readLine(line: Uint8Array): Observation | 'blank' | 'unreadable' {
  let parsed: unknown
  try {
    const text = utf8.decode(line)
    if (text.trim() === '') return 'blank'
    parsed = JSON.parse(text)
  } catch {
    return 'unreadable'
  }
  return observe(parsed) ?? 'unreadable'
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
