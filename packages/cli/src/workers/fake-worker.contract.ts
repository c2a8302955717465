import { EventEmitter } from 'node:events'
import { openChannel } from './channel.js'
import type { Line, Message } from './channel.js'
import type { HostedWorker } from './hosted-worker.js'
import type { WorkerCalls } from './worker-link.js'

export type FakeWorker = HostedWorker & { readonly end: (how: string) => void }

/** @param answers Whether it answers its host. */
export function fakeWorker(id: number, answers: () => boolean): FakeWorker {
  const { promise: ended, resolve: end } = Promise.withResolvers<string>()
  const [ofHost, ofWorker] = lines(answers)
  const channel = openChannel<WorkerCalls>(ofHost, {})
  openChannel(ofWorker, {
    beat: () => undefined,
    metrics: () => [],
    hasDecided: () => false,
    adoptSession: () => undefined,
  })
  void ended.then(() => channel.close())
  return {
    id,
    pid: undefined,
    ask: channel.ask,
    ready: Promise.resolve('http://here'),
    listens: () => undefined,
    ended,
    kill: () => end('SIGKILL'),
    end,
    metrics: [],
  }
}

/** Two ends; what is sent while nobody answers is lost. */
function lines(answers: () => boolean): readonly [Line, Line] {
  const [here, there] = [new EventEmitter(), new EventEmitter()]
  const end = (own: EventEmitter, other: EventEmitter): Line => ({
    send: (message) => void (answers() && other.emit('message', message)),
    onMessage: (listener) => void own.on('message', (message: Message) => listener(message)),
  })
  return [end(here, there), end(there, here)]
}
