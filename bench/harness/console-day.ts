import { bucketMs, MetricsCounter } from '@partial-trust/core'
import type { Metrics } from '@partial-trust/core'

/** A made-up day of one corridor: counts by bucket, and the same as the page gets them. */
export type MadeUpDay = {
  readonly metrics: Metrics
  readonly first: number
  readonly trend: Steps
  readonly points: Steps
}

type Steps = { readonly s: readonly number[]; readonly n: readonly number[] }

const start = Date.UTC(2026, 0, 1)

export function runDay(buckets: number): MadeUpDay {
  const counter = new MetricsCounter()
  const first = start / bucketMs
  for (let bucket = first; bucket < first + buckets; bucket++) {
    for (let nth = 0; nth < 3; nth++) {
      counter.record({
        atMs: bucket * bucketMs + nth,
        instance: 'made-up',
        traceId: null,
        commandId: null,
        corridor: 'made_up',
        epoch: 'epoch',
        stage: 'canary',
        sampleRate: 0.01,
        mode: 'live',
        model: 'model',
        sampled: true,
        status: 'fallback_deterministic',
        reasonCode: (bucket + nth) % 50 === 0 ? 'timeout' : 'low_confidence',
        latencyMs: 0,
        deadlineMs: 200,
        mismatch: null,
        inputTokens: null,
        outputTokens: null,
        schema: 1,
        confidence: null,
      })
    }
  }
  return { metrics: counter, first, trend: steps(96, 270), points: steps(240, 108) }
}

function steps(length: number, each: number): Steps {
  return {
    s: Array.from({ length }, (_, index) => Math.round(each * 0.02) + (index % 3)),
    n: Array.from({ length }, () => each),
  }
}
