import { openControl, openLiveControl } from '../../packages/control/dist/index.js'
import { bucketMs, grant, narrow } from '../../packages/core/dist/index.js'
import type { Terms } from '../../packages/core/dist/index.js'
import { monotonicMs } from './monotonic.ts'

/** Many processes under a relay, each with a lease, a connection, counts and reports of its own, in one. */

export type Order =
  | {
      readonly kind: 'start'
      readonly at: string
      readonly count: number
      readonly leaseMs: number
    }
  | { readonly kind: 'step'; readonly every: number; readonly byMs: number }
  | { readonly kind: 'tell' }

export type Told = { readonly lastOpenMs: readonly number[]; readonly open: number }

const intent = 'decide_refund'
const lookEveryMs = 5
const decideEveryMs = 1000
/**
 * Hundreds of processes share this one's thread: what holds it up for a moment is the load of all of them, and
 * no process of its own would stand still for it.
 */
const gapMs = 2000

type Process = { readonly isOpen: () => boolean; readonly step: (byMs: number) => void }
const processes: Process[] = []
const lastOpenMs: number[] = []

process.on('message', (order: Order) => {
  if (order.kind === 'start') start(order)
  if (order.kind === 'step') {
    for (const [i, one] of processes.entries()) if (i % order.every === 0) one.step(order.byMs)
  }
  const open = processes.filter(({ isOpen }) => isOpen()).length
  process.send?.({ lastOpenMs, open } satisfies Told)
})

/** They start over some seconds, as a deployment does, and save and report as spread as that. */
function start({ at, count, leaseMs }: Extract<Order, { kind: 'start' }>): void {
  for (let i = 0; i < count; i += 1) {
    setTimeout(() => processes.push(processUnder(at, leaseMs, i)), (i / count) * 2 * bucketMs)
  }
  setInterval(() => {
    for (const [i, one] of processes.entries()) if (one.isOpen()) lastOpenMs[i] = monotonicMs()
  }, lookEveryMs)
}

const terms: Terms = {
  settings: narrow(
    { intent },
    {
      enabled: true,
      problem: null,
      allowedIntents: null,
      sampleRate: null,
      deadlineMs: null,
      policyEnabled: true,
    },
  ),
  mode: 'live',
  answered: true,
  authorities: [],
}

/** Every second process runs the newer version. */
function processUnder(at: string, leaseMs: number, i: number): Process {
  let offsetMs = 0
  const clock = {
    epochMs: () => Date.now() + offsetMs,
    monotonicMs,
    setTimer: (run: () => void, delayMs: number) => setTimeout(run, delayMs),
    clearTimer: (timer: unknown) => clearTimeout(Number(timer)),
  }
  const control = openControl({ kind: 'remote', url: at }, { cwd: '/', now: Date.now })
  if (control === null) throw new Error('no control')
  const epoch = i % 2 === 0 ? 'e1' : 'e2'
  const live = openLiveControl({
    control,
    leaseMs,
    instance: `${process.pid}-${i}`,
    corridors: () => [{ intent, epoch, grant: () => grant(terms, () => live.view(intent)) }],
    longestDeadlineMs: () => 200,
    clock,
    host: 'bench',
    pid: process.pid,
    droppedRecords: () => 0,
    saveMs: 2 * bucketMs,
    gapMs,
  })
  setInterval(() => {
    live.started(intent, { epochMs: Date.now(), epoch, stage: 'canary', rate: 0.01 })
  }, decideEveryMs)
  return {
    isOpen: () => live.view(intent).kind !== 'closed',
    step: (byMs) => (offsetMs += byMs),
  }
}
