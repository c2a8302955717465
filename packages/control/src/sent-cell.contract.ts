import { bucketMs, counterIndex, emptyVector } from '@partial-trust/core'
import type { Cell, Metrics } from '@partial-trust/core'

export type SentCell = {
  readonly attempts: number
  readonly corridor?: string
  /** Default: a minute ago. */
  readonly bucket?: number
}

/** What one process counted in one bucket. */
export function sentCell({ attempts, corridor = 'decide_refund', bucket }: SentCell): Cell {
  const vector = emptyVector()
  vector[counterIndex.attempts] = attempts
  const key = {
    instance: 'one',
    bucket: bucket ?? Math.floor(Date.now() / bucketMs) - 6,
    corridor,
    epoch: 'e1',
    stage: 'canary',
    sampleRate: 0.01,
    mode: 'live',
    model: null,
  } as const
  return { key, vector }
}

/** Attempts of every cell that a store holds. */
export function attemptsOf({ cells }: Metrics): readonly (number | undefined)[] {
  return [...cells.values()].map(({ vector }) => vector[counterIndex.attempts])
}
