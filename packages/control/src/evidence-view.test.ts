import { bucketMs, MetricsCounter, readBuckets, readMetrics } from '@partial-trust/core'
import type { CellKey } from '@partial-trust/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EvidenceView } from './evidence-view.js'

const hourMs = 3_600_000
const startMs = Date.UTC(2026, 0, 1)

function key(atMs: number): CellKey {
  return {
    instance: '',
    bucket: Math.floor(atMs / bucketMs),
    corridor: 'a',
    epoch: 'e',
    stage: 'canary',
    sampleRate: 0.01,
    mode: 'live',
    model: null,
  }
}

describe('the evidence view', () => {
  it('counts everything once, however often and late it comes', () => {
    const step = fc.record({ minutes: fc.integer({ min: 0, max: 180 }), repeat: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const counter = new MetricsCounter()
        const view = new EvidenceView()
        let nowMs = startMs
        for (const { minutes, repeat } of steps) {
          // A start up to two hours back: in a bucket that may have been put together already.
          counter.start(key(nowMs - minutes * 40_000))
          nowMs += minutes * 60_000
          view.take(counter, nowMs)
          if (repeat) view.take(counter, nowMs)
        }
        expect(readMetrics(view).started).toBe(steps.length)
      }),
    )
  })

  it('keeps the last hour as it was and puts older buckets together', () => {
    const counter = new MetricsCounter()
    for (let atMs = startMs; atMs < startMs + 3 * hourMs; atMs += bucketMs) counter.start(key(atMs))
    const view = new EvidenceView()
    view.take(counter, startMs + 3 * hourMs)
    const buckets = readBuckets(view)
    expect(buckets.length).toBe(360 + 24)
    expect(buckets[0]?.counts.started).toBe(30)
    expect(buckets.at(-1)?.counts.started).toBe(1)
  })
})
