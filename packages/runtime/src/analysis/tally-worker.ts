import { parentPort, workerData } from 'node:worker_threads'
import { LogTally } from './log-tally.js'
import { tallyRanges, type FileRange } from './tally-range.js'
import type { TimeWindow } from './time-window.js'

/** What {@link tallyInParallel} hands to the thread that runs this file. */
export type TallyTask = { readonly ranges: readonly FileRange[]; readonly window: TimeWindow }

// The other side of this is tallyInParallel, which passes nothing else.
const { ranges, window } = workerData as TallyTask // oxlint-disable-line typescript/no-unsafe-type-assertion
const tally = new LogTally()
await tallyRanges(tally, ranges, window, () => {})
parentPort?.postMessage(tally.snapshot()) // oxlint-disable-line unicorn/require-post-message-target-origin
