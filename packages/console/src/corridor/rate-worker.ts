import type { MetricsView } from '../api/views.js'
import { runningRate } from './running-rate.js'
import type { Counted, RunningRate } from './running-rate.js'

export type RateQuestion = {
  readonly id: number
  readonly counts: readonly Counted[]
  readonly alpha: MetricsView['alpha']
}

export type RateAnswer = { readonly id: number; readonly rates: readonly RunningRate[] }

type Hear = (rates: readonly RunningRate[]) => void

/** Who waits for which answer. */
const asked = new Map<number, { readonly question: RateQuestion; readonly hear: Hear }>()
let lastId = 0
let worker: Worker | null = null
/** Where its part does not arrive, as after a deployment, the page works the rates out itself. */
let alone = false

/** The rates of counts, worked out beside the page: one worker for all charts. Returns the way to give up. */
export function askRates(
  counts: readonly Counted[],
  alpha: MetricsView['alpha'],
  hear: Hear,
): () => void {
  const id = ++lastId
  const question = { id, counts, alpha }
  asked.set(id, { question, hear })
  if (alone) answerHere(id)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no other origin
  else (worker ??= start()).postMessage(question)
  return () => void asked.delete(id)
}

function start(): Worker {
  const made = new Worker(new URL('./running-rate.worker.ts', import.meta.url), { type: 'module' })
  made.addEventListener('message', ({ data: { id, rates } }: MessageEvent<RateAnswer>) => {
    const { hear } = asked.get(id) ?? {}
    asked.delete(id)
    hear?.(rates)
  })
  made.addEventListener('error', () => {
    alone = true
    for (const id of asked.keys()) answerHere(id)
  })
  return made
}

/** In a task of its own: whoever asks is not answered before it waits. */
function answerHere(id: number): void {
  setTimeout(() => {
    const waits = asked.get(id)
    asked.delete(id)
    waits?.hear(waits.question.counts.map((one) => runningRate(one, waits.question.alpha)))
  })
}
