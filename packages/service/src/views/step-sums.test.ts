import { foldRecords, MetricsCounter, observe, readMetrics } from '@partial-trust/core'
import type { Observation } from '@partial-trust/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketOf, stepSums } from './step-sums.js'

const startMs = Date.UTC(2026, 0, 1)

function record(atMs: number, status: string, reason: string): Observation {
  const observation = observe({
    timestamp: new Date(atMs).toISOString(),
    trace_id: `trace-${atMs}`,
    corridor_intent: 'corridor',
    sampled: true,
    status,
    reason_code: reason,
    schema: 1,
    instance: 'instance',
  })
  if (observation === null) throw new TypeError('not a record')
  return observation
}

const records = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 0, max: 3_599_999 }),
    failed: fc.boolean(),
  }),
  { maxLength: 60 },
)

describe('stepSums', () => {
  it('loses and invents nothing, however the hour is cut into steps', () => {
    fc.assert(
      fc.property(records, fc.integer({ min: 1, max: 400 }), (drawn, width) => {
        const metrics = foldRecords(
          drawn.map(({ afterMs, failed }) =>
            record(
              startMs + afterMs,
              'fallback_deterministic',
              failed ? 'timeout' : 'low_confidence',
            ),
          ),
        )
        const first = bucketOf(startMs)
        const range = { first, end: first + 360, width }
        const steps = stepSums(metrics, ['attempts', 'errors'], range)
        const { attempts, errors } = readMetrics(metrics)
        expect(steps('attempts').length).toBe(Math.ceil(360 / width))
        expect(sum(steps('attempts'))).toBe(attempts)
        expect(sum(steps('errors'))).toBe(errors)
      }),
    )
  })

  it('leaves out what lies before and after the range', () => {
    const metrics = foldRecords([
      record(startMs - 1, 'accepted_llm', 'accepted'),
      record(startMs, 'accepted_llm', 'accepted'),
      record(startMs + 10_000, 'accepted_llm', 'accepted'),
    ])
    const first = bucketOf(startMs)
    const steps = stepSums(metrics, ['accepted'], { first, end: first + 1, width: 1 })
    expect(steps('accepted')).toEqual([1])
  })

  it('counts every start without a record as a failed and late attempt, bucket by bucket', () => {
    const metrics = new MetricsCounter()
    const failed = record(startMs, 'fallback_deterministic', 'timeout')
    for (const observation of [failed, failed, failed]) metrics.record(observation)
    const key = [...metrics.cells.values()][0]?.key
    if (key === undefined) throw new Error('nothing was counted')
    for (let start = 0; start < 5; start++) metrics.start(key)
    // A record whose start was not counted makes up for no lost one of another bucket.
    metrics.record(record(startMs + 10_000, 'accepted_llm', 'accepted'))
    const first = bucketOf(startMs)
    const names = ['attempts', 'errors', 'deadlineExceeded'] as const
    const steps = stepSums(metrics, names, { first, end: first + 2, width: 2 })
    expect(names.map((name) => steps(name))).toEqual([[6], [5], [6]])
  })

  it('takes memory for its steps and not for its buckets, over a hundred years as over an hour', () => {
    const metrics = foldRecords([record(startMs, 'accepted_llm', 'accepted')])
    const first = bucketOf(startMs)
    const range = { first, end: first + 315_360_000, width: 3_153_600 }
    expect(sum(stepSums(metrics, ['accepted'], range)('accepted'))).toBe(1)
  })
})

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
