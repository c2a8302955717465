import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** What a worker says of itself. */
export type WorkerCount = {
  readonly accepted: number
  /** Candidates accepted on state older than the lease and 100 ms. */
  readonly late: number
  /** CLOCK_MONOTONIC at the last accepted candidate, in ns; `0` before the first. */
  readonly lastAcceptNs: string
}

export interface DrillProcess {
  /** Null when the process does not answer within two seconds, being stopped or dead. */
  count(): Promise<WorkerCount | null>
  /** `kill -9`. */
  destroy(): void
}

const worker = new URL('./drill-worker.js', import.meta.url)

export function startDrillProcess(state: string, leaseMs: number): DrillProcess {
  const child: ChildProcess = fork(worker, {
    env: {
      PARTIAL_TRUST_STATE: state,
      PARTIAL_TRUST_LEASE_MS: String(leaseMs),
      PARTIAL_TRUST_INTENT: 'kill_drill',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.on('error', () => undefined) // its silence is what counts
  return {
    async count() {
      if (!child.connected) return null
      try {
        child.send('count', () => undefined)
        const [message]: unknown[] = await once(child, 'message', {
          signal: AbortSignal.timeout(2000),
        })
        return isCount(message) ? message : null
      } catch {
        return null
      }
    },
    destroy() {
      child.kill('SIGKILL')
    },
  }
}

function isCount(value: unknown): value is WorkerCount {
  return typeof value === 'object' && value !== null && 'lastAcceptNs' in value
}
