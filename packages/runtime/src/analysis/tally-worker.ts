import { parentPort, workerData } from 'node:worker_threads'
import { LogTally } from './log-tally.js'
import { tallyRanges, type FileRange } from './tally-range.js'
import type { TimeWindow } from './time-window.js'

/** What {@link tallyInParallel} hands to the thread that runs this file. */
export type TallyTask = { readonly ranges: readonly FileRange[]; readonly window: TimeWindow }

// The other side of this is tallyInParallel, which passes nothing else.
const { ranges, window } = workerData as TallyTask // oxlint-disable-line typescript/no-unsafe-type-assertion
const tally = new LogTally({ follows: true })
await tallyRanges(tally, ranges, window, () => {})
const snapshot = tally.snapshot()
const { seen, cells } = snapshot
// Handed over, not copied: copies would be the peak of the whole analysis' memory.
const large = [seen.first, seen.previous, seen.current, cells.keys, cells.vectors]
  .map((array) => array?.buffer)
  .filter((buffer) => buffer instanceof ArrayBuffer)
parentPort?.postMessage(snapshot, large)
