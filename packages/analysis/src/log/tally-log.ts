import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import type { LogFile } from './log-files.js'
import { readSummary, writeSummary, type LogSummary } from './log-summary.js'
import { LogTally } from './log-tally.js'
import { completeBytes } from './split-ranges.js'
import { tallyInParallel, threadsFor } from './tally-in-parallel.js'
import { tallyRanges, type FileRange } from './tally-range.js'
import { allTime, isAllTime, type TimeWindow } from './time-window.js'

export type TallyOptions = {
  readonly window?: TimeWindow
  readonly signal?: AbortSignal
  /** Where to resume from and what to keep for the next time; default: nowhere. */
  readonly summary?: string
  /** Bytes that must be new before a summary is kept. Default 32 MiB: less is read in a blink. */
  readonly summaryWorthBytes?: number
  /** Default: 2 where the log is long enough and the machine has two processors. */
  readonly threads?: 1 | 2
}

/** Counts every record of the files, in memory that does not grow with them. */
export async function tallyLog(
  files: readonly LogFile[],
  options: TallyOptions = {},
): Promise<LogTally> {
  const { window = allTime, signal, summary: path } = options
  // What follows the last newline may be a line still being written: it is counted, not kept.
  const whole = files.map((file) => ({
    path: file.path,
    from: 0,
    to: completeBytes(file.path, file.bytes),
  }))
  const usesSummary = path !== undefined && isAllTime(window)
  const known = usesSummary ? readSummary(path, whole) : null
  const fresh = whole.map((range, i) => ({ ...range, from: known?.covered[i]?.to ?? 0 }))
  const bytes = fresh.reduce((sum, { from, to }) => sum + to - from, 0)
  const pause = breath(signal)
  const tally = await tallyFresh(fresh, known, window, {
    threads: options.threads ?? threadsFor(bytes, availableParallelism()),
    pause,
  })
  if (usesSummary && bytes >= (options.summaryWorthBytes ?? 32 << 20)) {
    writeSummary(path, tally.snapshot(), whole)
  }
  const torn = files.map(({ path: file, bytes: to }, i) => ({
    path: file,
    from: whole[i]?.to ?? 0,
    to,
  }))
  await tallyRanges(
    tally,
    torn.filter(({ from, to }) => from < to),
    window,
    pause,
  )
  return tally
}

async function tallyFresh(
  ranges: readonly FileRange[],
  known: LogSummary | null,
  window: TimeWindow,
  { threads, pause }: { threads: 1 | 2; pause: () => Promise<void> },
): Promise<LogTally> {
  if (threads === 2) {
    const tally = tallyFrom(known)
    if ((await tallyInParallel(tally, ranges, window, pause)) === 0) return tally
    // Two threads counted one decision: only a single count can tell which lines are its copies.
  }
  const tally = tallyFrom(known)
  await tallyRanges(tally, ranges, window, pause)
  return tally
}

function tallyFrom(known: LogSummary | null): LogTally {
  const tally = new LogTally()
  if (known !== null) tally.merge(known.tally)
  return tally
}

/** Lets Ctrl-C through every few megabytes. */
function breath(signal: AbortSignal | undefined): () => Promise<void> {
  let calls = 0
  return async () => {
    calls += 1
    if (calls % 8 !== 0) return
    await setImmediate()
    signal?.throwIfAborted()
  }
}
