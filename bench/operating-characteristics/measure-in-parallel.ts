import { Worker } from 'node:worker_threads'
import { groupCount, measureGroup, type Measured } from './groups.ts'
import type { Effort } from './row.ts'

/**
 * {@link measureGroup} for every group, on so many threads. The last one measures time, so it has the machine to
 * itself.
 *
 * @param onMeasured Called with each group as it is done.
 */
export async function measureInParallel(
  effort: Effort,
  threads: number,
  onMeasured: (measured: Measured) => void,
): Promise<Measured> {
  const measured = new Map<number, Measured>()
  const keep = (index: number, one: Measured): void => {
    measured.set(index, one)
    onMeasured(one)
  }
  let next = 0
  const runs = Array.from({ length: threads }, async () => {
    const worker = new Worker(new URL('measure-thread.ts', import.meta.url), { workerData: effort })
    try {
      while (next < groupCount - 1) {
        const index = next++
        keep(index, await answerOf(worker, index))
      }
    } finally {
      await worker.terminate()
    }
  })
  await Promise.all(runs)
  keep(groupCount - 1, measureGroup(groupCount - 1, effort))
  const all = [...measured].toSorted(([a], [b]) => a - b).map(([, one]) => one)
  return { rows: all.flatMap(({ rows }) => rows), prices: all.flatMap(({ prices }) => prices) }
}

function answerOf(worker: Worker, index: number): Promise<Measured> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (answer: Measured) => {
      worker.off('error', reject)
      resolve(answer)
    })
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no other origin
    worker.postMessage(index)
  })
}
