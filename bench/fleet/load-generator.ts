import { openControl, openControlFeed } from '../../packages/control/dist/index.js'
import { counterIndex, emptyVector } from '../../packages/core/dist/index.js'
import { monotonicMs } from './monotonic.ts'

/** Many processes under a relay, each with a lease, a connection and counts of its own, in one. */

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

const corridor = 'decide_refund'
const lookEveryMs = 5
const saveEveryMs = 10_000

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

function start({ at, count, leaseMs }: Extract<Order, { kind: 'start' }>): void {
  for (let i = 0; i < count; i += 1) processes.push(processUnder(at, leaseMs, i))
  setInterval(() => {
    for (const [i, one] of processes.entries()) if (one.isOpen()) lastOpenMs[i] = monotonicMs()
  }, lookEveryMs)
}

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
  const feed = openControlFeed(control.store, { leaseMs, clock })
  const save = () =>
    control.evidence.save([cellOf(`${process.pid}-${i}`, i)]).catch(() => undefined)
  setTimeout(() => setInterval(() => void save(), saveEveryMs), Math.random() * saveEveryMs)
  return {
    isOpen: () => feed.view(corridor).kind !== 'closed',
    step: (byMs) => (offsetMs += byMs),
  }
}

/** What it counted in the last ten seconds; every second process runs the newer version. */
function cellOf(instance: string, i: number) {
  const vector = emptyVector()
  for (const name of [
    'eligible',
    'sampled',
    'started',
    'attempts',
    'judged',
    'accepted',
  ] as const) {
    vector[counterIndex[name]] = 3
  }
  const key = {
    instance,
    bucket: Math.floor(Date.now() / saveEveryMs),
    corridor,
    epoch: i % 2 === 0 ? 'e1' : 'e2',
    stage: 'canary',
    sampleRate: 0.01,
    mode: 'live',
    model: null,
  } as const
  return { key, vector }
}
