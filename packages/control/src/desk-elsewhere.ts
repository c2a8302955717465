import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import process from 'node:process'
import { Worker } from 'node:worker_threads'
import { systemClock } from '@partial-trust/engine'
import type { StateAddress } from '@partial-trust/settings'
import { StoreUnavailableError } from './control-store.js'
import type { Desk } from './desk.js'

/** What the thread is started with. */
export type DeskWork = { readonly address: StateAddress; readonly cwd: string }

export type DeskCall = {
  readonly id: number
  readonly module: string
  readonly name: string
  readonly question: unknown
}

export type DeskReply = { readonly id: number } & (
  | { readonly kind: 'answer'; readonly answer: unknown }
  /** The store did not answer; anything else is a mistake of ours. */
  | { readonly kind: 'unavailable' | 'failed'; readonly problem: string }
)

/** Its heap: a year's counts are some 40 MB, and judging them needs as much again. */
const resourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 4 }
/** A thread that ended is not started anew before, in ms: it may end again. */
const restMs = 5000

/**
 * A desk in a thread of its own, with connections of its own. It is started by the first question, never keeps
 * the process alive, and is started anew after it was lost.
 */
export function deskElsewhere(address: StateAddress, cwd: string): Desk {
  const location = 'in the reading thread'
  const waiting = new Map<number, (reply: DeskReply) => void>()
  let worker: Worker | null = null
  let lostMs = Number.NEGATIVE_INFINITY
  let lastId = 0
  let closed = false

  function start(): Worker {
    const work: DeskWork = { address, cwd }
    const started = new Worker(new URL('./desk-worker.js', import.meta.url), {
      workerData: work,
      resourceLimits,
      execArgv: [], // flags of whoever started us are not for this file
      env: environment(),
    })
    started.unref()
    started.on('message', (reply: DeskReply) => {
      waiting.get(reply.id)?.(reply)
      waiting.delete(reply.id)
    })
    // The exit that follows is what counts; unheard, an error would end the process.
    started.on('error', () => {})
    started.on('exit', () => {
      if (worker !== started) return
      worker = null
      lostMs = systemClock.monotonicMs()
      for (const [id, settle] of waiting) settle({ id, ...lost })
      waiting.clear()
    })
    return started
  }

  return {
    ask(task, question) {
      return new Promise((resolve, reject) => {
        if (closed || (worker === null && systemClock.monotonicMs() - lostMs < restMs)) {
          reject(new StoreUnavailableError(location, lost.problem))
          return
        }
        const id = ++lastId
        waiting.set(id, (reply) => {
          if (reply.kind === 'answer') {
            // The task that was named ran there: what it answers is of its type.
            resolve(reply.answer as Awaited<ReturnType<typeof task.run>>) // oxlint-disable-line typescript/no-unsafe-type-assertion
          } else if (reply.kind === 'unavailable') {
            reject(new StoreUnavailableError(location, reply.problem))
          } else reject(new Error(reply.problem))
        })
        worker ??= start()
        const call: DeskCall = { id, module: task.module, name: task.name, question }
        worker.postMessage(call) // oxlint-disable-line unicorn/require-post-message-target-origin -- a thread has none
      })
    },
    async close() {
      closed = true
      const ending = worker
      worker = null
      for (const [id, settle] of waiting) settle({ id, ...lost })
      waiting.clear()
      await ending?.terminate()
    },
  }
}

/**
 * That of the process. A thread does not take over where the process keeps compiled code, and would compile anew what
 * the other did a moment ago.
 */
function environment(): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir()
  return folder === undefined
    ? process.env
    : { ...process.env, NODE_COMPILE_CACHE: dirname(folder) } // its own is named after the version of Node
}

const lost = {
  kind: 'unavailable',
  problem: 'the thread that reads what was counted has ended',
} as const
