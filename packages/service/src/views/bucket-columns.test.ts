import { foldRecords, observe, readMetrics } from '@partial-trust/core'
import type { Observation } from '@partial-trust/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketColumns, bucketOf, inSteps, settleColumns } from './bucket-columns.js'

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

describe('bucketColumns', () => {
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
        const columns = bucketColumns(metrics, ['attempts', 'errors'], { first, end: first + 360 })
        const { attempts, errors } = readMetrics(metrics)
        expect(sum(inSteps(columns.attempts, width))).toBe(attempts)
        expect(sum(inSteps(columns.errors, width))).toBe(errors)
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
    const { accepted } = bucketColumns(metrics, ['accepted'], { first, end: first + 1 })
    expect([...accepted]).toEqual([1])
  })
})

describe('settleColumns', () => {
  it('counts every start without a record as a failed and late attempt', () => {
    const columns = {
      started: Float64Array.of(5, 2, 0),
      attempts: Float64Array.of(3, 2, 1),
      errors: Float64Array.of(1, 0, 0),
      deadlineExceeded: Float64Array.of(0, 0, 0),
    }
    settleColumns(columns)
    expect([...columns.attempts]).toEqual([5, 2, 1])
    expect([...columns.errors]).toEqual([3, 0, 0])
    expect([...columns.deadlineExceeded]).toEqual([2, 0, 0])
  })
})

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
