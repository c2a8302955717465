import cluster from 'node:cluster'
import type { ProcessMetrics } from '@partial-trust/service'
import { openChannel } from './channel.js'
import type { Ask, Calls } from './channel.js'
import type { WorkerCalls } from './worker-link.js'

/** A process that answers, as its host sees it. */
export type HostedWorker = {
  readonly id: number
  readonly pid: number | undefined
  readonly ask: Ask<WorkerCalls>
  /** Settles with the URL once it listens. */
  readonly ready: Promise<string>
  readonly listens: (url: string) => void
  /** Settles with how it ended. */
  readonly ended: Promise<string>
  readonly kill: () => void
  /** Its numbers as it last told them. */
  metrics: ProcessMetrics
}

/** @param callsFor What a worker may ask of its host. */
export function startWorker(callsFor: (worker: HostedWorker) => Calls): HostedWorker {
  const started = cluster.fork()
  const { promise: ready, resolve: listens } = Promise.withResolvers<string>()
  const ended = new Promise<string>((settle) => {
    started.on('exit', (code, signal) => settle(signal === null ? `exit code ${code}` : signal))
    started.on('error', () => undefined) // of its channel; its exit is what counts
  })
  const worker: HostedWorker = {
    id: started.id,
    pid: started.process.pid,
    ask: (name, ...given) => channel.ask(name, ...given),
    ready,
    listens,
    ended,
    kill: () => void started.process.kill('SIGKILL'),
    metrics: [],
  }
  const channel = openChannel<WorkerCalls>(
    {
      send: (message) => void started.send(message),
      onMessage: (listener) => void started.on('message', listener),
    },
    callsFor(worker),
  )
  void ended.then(() => channel.close())
  return worker
}
