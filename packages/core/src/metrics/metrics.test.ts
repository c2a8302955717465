import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { counterNames } from './counter-table.js'
import { addVector, emptyVector, readVector, settleStarts } from './counts.js'
import { metricCount } from './metric-counts.js'
import {
  bucketMs,
  foldRecords,
  isSealed,
  mergeMetrics,
  MetricsCounter,
  readBuckets,
  readMetrics,
  type Metrics,
} from './metrics.js'
import { observations, sampleObservation } from './observations.contract.js'
import { distinctRecords } from './record-identity.js'
import { isOfStage } from './stage-of.js'

const logs = fc.array(observations, { maxLength: 60 })

/** Everything a map says, in an order of its own. */
function told(metrics: Metrics): unknown {
  return [...metrics.cells]
    .map(([name, cell]) => [name, readVector(cell.vector)])
    .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))
}

describe('mergeMetrics', () => {
  it('does not care about order, grouping or repetition of snapshots', () => {
    fc.assert(
      fc.property(logs, logs, logs, (one, two, three) => {
        const [a, b, c] = [foldRecords(one), foldRecords(two), foldRecords(three)]
        expect(told(mergeMetrics(a, b))).toEqual(told(mergeMetrics(b, a)))
        expect(told(mergeMetrics(mergeMetrics(a, b), c))).toEqual(
          told(mergeMetrics(a, mergeMetrics(b, c))),
        )
        expect(told(mergeMetrics(a, b, a))).toEqual(told(mergeMetrics(a, b)))
      }),
    )
  })

  it('takes the later of two snapshots of a growing process, whichever arrives last', () => {
    fc.assert(
      fc.property(logs, fc.nat(60), (log, cut) => {
        const early = foldRecords(log.slice(0, cut))
        const late = foldRecords(log)
        expect(told(mergeMetrics(late, early))).toEqual(told(late))
        expect(told(mergeMetrics(early, late))).toEqual(told(late))
      }),
    )
  })

  it('leaves its arguments alone', () => {
    const a = foldRecords([sampleObservation])
    const merged = mergeMetrics(a, foldRecords([sampleObservation, sampleObservation]))
    expect(readMetrics(merged).attempts).toBe(2)
    expect(readMetrics(a).attempts).toBe(1)
  })
})

describe('foldRecords', () => {
  it('counts the same whatever the order and repetition of the records', () => {
    fc.assert(
      fc.property(logs, fc.nat(), (log, seed) => {
        const shuffled = [...log, ...log.slice(seed % 7)].toSorted(
          (x, y) => (((x.atMs ?? 0) * seed) % 97) - (((y.atMs ?? 0) * seed) % 97),
        )
        const plain = told(foldRecords(distinctRecords(log)))
        expect(told(foldRecords(distinctRecords(shuffled)))).toEqual(plain)
      }),
    )
  })

  it('counts the same when the records are dealt out to several processes', () => {
    fc.assert(
      fc.property(logs, fc.array(fc.nat(3), { minLength: 60, maxLength: 60 }), (log, deal) => {
        const dealt = log.map((record, i) => ({ ...record, instance: `p${deal[i] ?? 0}` }))
        const parts = [0, 1, 2, 3].map((p) =>
          foldRecords(dealt.filter((record) => record.instance === `p${p}`)),
        )
        expect(readMetrics(mergeMetrics(...parts))).toEqual(readMetrics(foldRecords(log)))
      }),
    )
  })

  it('loses nothing between the sum and the buckets', () => {
    fc.assert(
      fc.property(logs, (log) => {
        const metrics = foldRecords(log)
        const sum = emptyVector()
        for (const { counts } of readBuckets(metrics)) {
          addVector(
            sum,
            Float64Array.from([...counterNames.map((n) => counts[n]), ...counts.latency]),
          )
        }
        expect(readVector(sum)).toEqual(readMetrics(metrics))
      }),
    )
  })

  it('counts more events of no metric than there are decisions in it', () => {
    fc.assert(
      fc.property(logs, (log) => {
        const counts = readMetrics(foldRecords(log))
        for (const name of ['attempt_error', 'deadline_exceeded', 'acceptance'] as const) {
          const { s, n } = metricCount(name, counts)
          expect(s).toBeLessThanOrEqual(n)
        }
      }),
    )
  })
})

describe('MetricsCounter', () => {
  const { instance, corridor, epoch, stage, sampleRate, mode } = sampleObservation
  const key = { instance, corridor, epoch, stage, sampleRate, mode, model: null, bucket: 7 }

  it('counts a start whose record never came as a failed attempt once the bucket is sealed', () => {
    const counter = new MetricsCounter()
    for (let i = 0; i < 3; i += 1) counter.start(key)
    counter.record({ ...sampleObservation, atMs: 7 * bucketMs + 500 })
    expect(readMetrics(counter)).toMatchObject({ started: 3, attempts: 1, errors: 0 })
    expect(settleStarts(readMetrics(counter))).toMatchObject({ attempts: 3, errors: 2 })
  })

  it('counts outcomes under the arm the draw assigned', () => {
    const counter = new MetricsCounter()
    counter.outcome(key, 'candidate', true)
    counter.outcome(key, 'candidate', false)
    counter.outcome(key, 'baseline', false)
    expect(readMetrics(counter)).toMatchObject({
      candidateOutcomes: 2,
      candidateUndone: 1,
      baselineOutcomes: 1,
      baselineUndone: 0,
    })
  })
})

describe('isSealed', () => {
  it('seals a bucket when its slowest decision and the grace are over, never earlier', () => {
    const sealing = { deadlineMs: 200, graceMs: 5000 }
    expect(isSealed(0, { ...sealing, nowMs: 15_199 })).toBe(false)
    expect(isSealed(0, { ...sealing, nowMs: 15_200 })).toBe(true)
  })

  it('never seals a bucket in the future or without a time', () => {
    expect(isSealed(100, { nowMs: 0, deadlineMs: 200 })).toBe(false)
    expect(isSealed(null, { nowMs: 1e15, deadlineMs: 200 })).toBe(false)
  })
})

describe('isOfStage', () => {
  const canary = { name: 'canary', rate: 0.01 }
  it.each([
    [{ stage: 'canary', sampleRate: 0.05 }, true],
    [{ stage: 'expanded', sampleRate: 0.01 }, false],
    [{ stage: null, sampleRate: 0.01 }, true],
    [{ stage: null, sampleRate: 0.05 }, false],
    [{ stage: null, sampleRate: null }, false],
  ])('places %j by its name, or else by its rate', (cohort, expected) => {
    expect(isOfStage(cohort, canary)).toBe(expected)
  })
})
