import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { LogTally, TallySnapshot } from './log-tally.js'
import { sharedWork, takeFromFront } from './shared-work.js'
import { splitRanges } from './split-ranges.js'
import { tallyRanges, type FileRange } from './tally-range.js'
import type { TallyTask } from './tally-worker.js'
import type { TimeWindow } from './time-window.js'

/** What is taken at a time: read in some 15 ms, so that the threads end at about the same time. */
const runBytes = 16 << 20
const fewestRuns = 8

/** The counting makes short-lived garbage only; more room for it is memory without speed. */
const resourceLimits = { maxYoungGenerationSizeMb: 2 }

/**
 * The second thread has to load the code and hand back its counts, which takes as long as the first takes
 * to read some 100 MB (`npm run bench:analyzer`).
 */
const worthAThread = 256 << 20

/** Two at the most: more would take the analysis past its memory, each needs about 40 MiB. */
export function threadsFor(bytes: number, processors: number): 1 | 2 {
  return processors > 1 && bytes >= worthAThread ? 2 : 1
}

/**
 * Counts ranges on two threads, this one included. Answers how many decisions were counted by both of
 * them; with any, the tally is wrong and one thread has to count it all.
 */
export async function tallyInParallel(
  tally: LogTally,
  ranges: readonly FileRange[],
  window: TimeWindow,
  pause: () => void | Promise<void>,
): Promise<number> {
  const bytes = ranges.reduce((sum, { from, to }) => sum + to - from, 0)
  const runs = Math.max(fewestRuns, Math.ceil(bytes / runBytes))
  const work = sharedWork(splitRanges(ranges, runs))
  const task: TallyTask = { work, window }
  const worker = new Worker(new URL('./tally-worker.js', import.meta.url), {
    workerData: task,
    resourceLimits,
    execArgv: [], // flags of whoever started us, such as --input-type, are not for this file
  })
  try {
    const theirs = once(worker, 'message')
    await Promise.all([tallyRanges(tally, takeFromFront(work), window, pause), theirs])
    const [snapshot]: TallySnapshot[] = await theirs
    return snapshot === undefined ? 0 : tally.merge(snapshot)
  } finally {
    void worker.terminate() // its counts are here, or nobody wants them any more
  }
}
