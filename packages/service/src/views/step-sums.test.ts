import { foldRecords, MetricsCounter, observe, readMetrics } from '@partial-trust/core'
import type { Cell, Metrics, Observation } from '@partial-trust/core'
import { byHour } from '@partial-trust/control'
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
        const steps = stepSums(byHour(metrics), ['attempts', 'errors'], range)
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
    const steps = stepSums(byHour(metrics), ['accepted'], { first, end: first + 1, width: 1 })
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
    const steps = stepSums(byHour(metrics), names, { first, end: first + 2, width: 2 })
    expect(names.map((name) => steps(name))).toEqual([[6], [5], [6]])
  })

  it('takes memory for its steps and not for its buckets, over a hundred years as over an hour', () => {
    const metrics = foldRecords([record(startMs, 'accepted_llm', 'accepted')])
    const first = bucketOf(startMs)
    const range = { first, end: first + 315_360_000, width: 3_153_600 }
    expect(sum(stepSums(byHour(metrics), ['accepted'], range)('accepted'))).toBe(1)
  })

  it('sums in wide steps what it sums in narrow ones, of the stage and epoch that is asked for', () => {
    const seen = fc.record({
      afterMs: fc.nat(8 * 3_600_000),
      stage: fc.constantFrom('canary', 'expanded'),
      epoch: fc.constantFrom('first', 'second'),
    })
    const asked = fc.record(
      {
        stage: fc.constantFrom('canary', 'expanded'),
        epoch: fc.constantFrom('first', 'second'),
        since: fc.nat(8 * 360).map((bucket) => bucketOf(startMs) + bucket),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.array(seen, { maxLength: 40 }), asked, (drawn, chosen) => {
        const metrics = byHour(
          foldRecords(
            drawn.map(({ afterMs, stage, epoch }) => ({
              ...record(startMs + afterMs, 'accepted_llm', 'accepted'),
              stage,
              epoch,
            })),
          ),
        )
        const first = bucketOf(startMs)
        const sums = (width: number) =>
          stepSums(
            metrics,
            ['accepted'],
            { first, end: first + 8 * 360 - 100, width },
            chosen,
          )('accepted')
        const narrow = sums(1)
        const wide = sums(720)
        expect(wide).toEqual(
          wide.map((_count, step) => sum(narrow.slice(step * 720, (step + 1) * 720))),
        )
        expect(sums(720)).toEqual(wide)
      }),
    )
  })

  it('goes through the hours that changed since the last time alone, however many there are', () => {
    let read = 0
    const first = bucketOf(startMs)
    const hourOf = (at: number): Metrics => {
      const { cells } = foldRecords([record(startMs + at * 3_600_000, 'accepted_llm', 'accepted')])
      return {
        get cells() {
          read += 1
          return cells
        },
      }
    }
    const hours = new Map(Array.from({ length: 480 }, (_, at) => [first + at * 360, hourOf(at)]))
    const counts = { cells: new Map<string, Cell>(), hours }
    const range = { first, end: first + 480 * 360, width: 720 }
    const sums = () => sum(stepSums(counts, ['accepted'], range)('accepted'))
    expect([sums(), read]).toEqual([480, 480])
    hours.set(first + 7 * 360, hourOf(7))
    read = 0
    expect([sums(), read]).toEqual([480, 1])
  })
})

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
