import { parentPort } from 'node:worker_threads'
import { runWorld } from './run-world.ts'

// A machine has more than one core; each of these takes seeds as they come.
parentPort?.on('message', (seed: number) => {
  runWorld(seed).then(
    ({ trace: _trace, ...run }) => tell(run),
    (error: unknown) => tell({ seed, failed: String(error) }),
  )
})

function tell(answer: unknown): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no other origin
  parentPort?.postMessage(answer)
}
