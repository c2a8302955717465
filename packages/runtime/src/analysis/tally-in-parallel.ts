import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { LogTally, TallySnapshot } from './log-tally.js'
import { splitRanges } from './split-ranges.js'
import { tallyRanges, type FileRange } from './tally-range.js'
import type { TallyTask } from './tally-worker.js'
import type { TimeWindow } from './time-window.js'

/**
 * A second thread has to load the code and hand back its counts, which takes as long as one thread takes
 * to read some 200 MB (`npm run bench:analyzer`): with less than this for each it does not pay.
 */
const worthAThread = 512 << 20

/** More threads would take the analysis past its memory: a thread needs about 50 MiB. */
const mostThreads = 2

/** The counting makes short-lived garbage only; more room for it is memory without speed. */
const resourceLimits = { maxYoungGenerationSizeMb: 2 }

export function threadsFor(bytes: number, processors: number): number {
  return Math.max(1, Math.min(mostThreads, processors, Math.floor(bytes / worthAThread)))
}

/**
 * Counts ranges on several threads, this one included. Answers how many decisions were counted by
 * more than one of them; with any, the tally is wrong and one thread has to count it all.
 */
export async function tallyInParallel(
  tally: LogTally,
  ranges: readonly FileRange[],
  window: TimeWindow,
  threads: number,
  pause: () => void | Promise<void>,
): Promise<number> {
  const [ours = [], ...others] = splitRanges(ranges, threads)
  const workers = others.map((run) => {
    const task: TallyTask = { ranges: run, window }
    return new Worker(new URL('./tally-worker.js', import.meta.url), {
      workerData: task,
      resourceLimits,
    })
  })
  try {
    const answers = workers.map(async (worker): Promise<TallySnapshot> => {
      const [snapshot] = await once(worker, 'message')
      return snapshot
    })
    const [, ...counted] = await Promise.all([tallyRanges(tally, ours, window, pause), ...answers])
    return counted.reduce((both, snapshot) => both + tally.merge(snapshot), 0)
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}
