// What this imports is loaded while the other thread counts already: of the core only its metrics.
import { parentPort, workerData } from 'node:worker_threads'
import { LogTally } from './log-tally.js'
import { takeFromBack, type SharedWork } from './shared-work.js'
import { tallyRanges } from './tally-range.js'
import type { TimeWindow } from './time-window.js'

/** What {@link tallyInParallel} hands to the thread that runs this file. */
export type TallyTask = { readonly work: SharedWork; readonly window: TimeWindow }

// The other side of this is tallyInParallel, which passes nothing else.
const { work, window } = workerData as TallyTask // oxlint-disable-line typescript/no-unsafe-type-assertion
const tally = new LogTally({ backwards: true })
await tallyRanges(tally, takeFromBack(work), window, () => {})
const snapshot = tally.snapshot()
const { seen, cells } = snapshot
// Handed over, not copied: copies would be the peak of the whole analysis' memory.
const large = [...seen.generations, cells.keys, cells.vectors]
  .map((array) => array.buffer)
  .filter((buffer) => buffer instanceof ArrayBuffer)
parentPort?.postMessage(snapshot, large)
