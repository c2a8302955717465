import type { Clock, RiskRecord } from '@partial-trust/core'
import { riskLineWriter } from '@partial-trust/core'
import { errorCode } from './error-code.js'
import { LineQueue } from './line-queue.js'
import { LogFile } from './log-file.js'
import { LossNotes } from './loss-notes.js'
import { systemClock } from '../edge/system-clock.js'

export type RiskLogOptions = {
  /** The file; its folder is made when missing. Several processes may share it. */
  readonly path: string
  /** Longest time a record waits in memory, so the most that a crash can lose. Default 50 ms. */
  readonly flushIntervalMs?: number
  /** Size at which the file becomes `path.1`; a file can exceed it by one write. Default 512 MiB. */
  readonly maxBytes?: number
  /** Rotated files kept, `path.1` to `path.<keep>`; older ones are deleted. Default 16, at least 1. */
  readonly keep?: number
  /** Most bytes waiting while the file cannot be written; beyond, records are dropped. Default 16 MiB. */
  readonly maxPendingBytes?: number
  readonly clock?: Clock
}

export type RiskLogStats = {
  /** Records that reached the file. */
  readonly written: number
  /** Records given up: no room while the file could not be written, or still waiting at close. */
  readonly dropped: number
  /** Records waiting for the next flush. */
  readonly pending: number
  /** Those of them that wait because the file cannot be written: lost, if the process ended now. */
  readonly stuck: number
  readonly bytes: number
  /** Flushes that failed. */
  readonly failures: number
  /** Code of the last failure, such as `ENOSPC`; null while the log is healthy. */
  readonly lastError: string | null
  readonly rotations: number
  /** Lines torn by a crash that this process terminated. */
  readonly tornLines: number
}

/** Appends records without ever blocking or failing the decision they come from. */
export interface RiskLog {
  /** Never throws. What cannot be kept is counted in `dropped`. May be handed on as it is. */
  readonly append: (record: RiskRecord) => void
  /** Resolves when all that was appended before is written, or an attempt to write it has failed. */
  flush(): Promise<void>
  /** Writes what is left and closes the file; records appended afterwards are dropped. */
  close(): Promise<void>
  stats(): RiskLogStats
}

/** With more than this waiting, the flush does not wait for its interval. */
const eagerBytes = 1024 * 1024
const longestRetryMs = 1000

/** @throws {RangeError} naming the option that is out of range. */
export function openRiskLog(options: RiskLogOptions): RiskLog {
  const { path, flushIntervalMs = 50, maxBytes = 512 * 1024 * 1024, keep = 16 } = options
  const { maxPendingBytes = 16 * 1024 * 1024, clock = systemClock } = options
  atLeastOne('flushIntervalMs', flushIntervalMs)
  atLeastOne('maxBytes', maxBytes)
  atLeastOne('keep', keep)
  atLeastOne('maxPendingBytes', maxPendingBytes)

  const file = new LogFile({ path, maxBytes, keep })
  const queue = new LineQueue(maxPendingBytes)
  const losses = new LossNotes(path, clock)
  const toLine = riskLineWriter()
  let written = 0
  let dropped = 0
  let failures = 0
  let failuresInARow = 0
  let lastError: string | null = null
  let timer: unknown = null
  let draining: Promise<void> | null = null
  let closed = false

  function append(record: RiskRecord): void {
    try {
      if (closed || !queue.add(toLine(record))) {
        dropped++
        return
      }
    } catch {
      dropped++ // a record that is none
      return
    }
    if (failuresInARow === 0 && queue.bytes > eagerBytes) void drain()
    else schedule()
  }

  function schedule(): void {
    if (timer !== null || draining !== null || closed) return
    const delayMs = Math.min(
      flushIntervalMs * 2 ** Math.min(failuresInARow, 10),
      Math.max(longestRetryMs, flushIntervalMs),
    )
    timer = clock.setTimer(() => {
      timer = null
      void drain()
    }, delayMs)
    // The first flush keeps the process alive, so that an idle exit loses nothing; a file that
    // cannot be written must not keep it alive for ever.
    if (failuresInARow > 0) letGo(timer)
  }

  function drain(): Promise<void> {
    draining ??= writeAll().finally(() => {
      draining = null
      if (queue.lines > 0) schedule()
    })
    return draining
  }

  /** Never rejects. */
  async function writeAll(): Promise<void> {
    if (timer !== null) clock.clearTimer(timer)
    timer = null
    if (queue.lines === 0) return
    try {
      await file.prepare()
      let toWrite = queue.lines // what arrives meanwhile is for the next run, after another look at the file
      for (let chunk = queue.first(); chunk && toWrite > 0; chunk = queue.first()) {
        await file.append(chunk)
        queue.remove()
        written += chunk.lines
        toWrite -= chunk.lines
      }
      failuresInARow = 0
      lastError = file.rotationError
      await losses.noteAll(dropped)
    } catch (error) {
      failures++
      failuresInARow++
      lastError = errorCode(error)
      await file.close()
      await losses.noteFirst(dropped, lastError)
    }
  }

  async function flush(): Promise<void> {
    // A run under way took only what was there when it began.
    if (draining !== null) await draining
    await drain()
  }

  async function close(): Promise<void> {
    if (closed) return
    closed = true
    await flush()
    const stuck = queue.first()
    const reached = stuck === undefined ? 0 : file.linesWrittenOf(stuck)
    written += reached
    dropped += queue.lines - reached
    queue.clear()
    await file.close()
    await losses.noteAll(dropped)
  }

  return {
    append,
    flush,
    close,
    stats: () => ({
      written,
      dropped,
      pending: queue.lines,
      stuck: failuresInARow > 0 ? queue.lines : 0,
      bytes: file.bytes,
      failures,
      lastError,
      rotations: file.rotations,
      tornLines: file.tornLines,
    }),
  }
}

function atLeastOne(name: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 1)) {
    throw new RangeError(`risk log: ${name} must be a whole number of at least 1, got ${value}`)
  }
}

function letGo(timer: unknown): void {
  if (timer instanceof Object && 'unref' in timer && typeof timer.unref === 'function')
    timer.unref()
}
