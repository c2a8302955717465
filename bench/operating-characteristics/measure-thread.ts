import { parentPort, workerData } from 'node:worker_threads'
import { measureGroup } from './groups.ts'
import type { Effort } from './row.ts'

/** Measures the groups it is asked for, one after the other. */
const effort: Effort = workerData
parentPort?.on('message', (index: number) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no other origin
  parentPort?.postMessage({ index, ...measureGroup(index, effort) })
})
