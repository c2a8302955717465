import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  counterIndex,
  distinctRecords,
  foldRecords,
  mergeMetrics,
  type Metrics,
  type Observation,
} from '../metrics/index.js'
import { sampleObservation, observations } from '../metrics/observations.contract.js'
import { defaultPlan } from './default-plan.js'
import { evidenceFromMetrics } from './evidence-from-metrics.js'
import { judgeStage } from './judge-stage.js'

const startMs = Date.UTC(2026, 2, 1)
const dayMs = 86_400_000
const nowMs = startMs + 100 * dayMs

const question = { plan: defaultPlan, stage: 'canary', corridor: null, nowMs }
const judge = (metrics: Metrics, more: Partial<typeof question> = {}) => {
  const asked = { ...question, ...more }
  return judgeStage(
    defaultPlan,
    asked.stage,
    evidenceFromMetrics(metrics, asked),
    new Date(asked.nowMs).toISOString(),
  )
}

/** One healthy record every `stepMs`. */
function healthy(n: number, stepMs: number, more: Partial<Observation> = {}): Observation[] {
  return Array.from({ length: n }, (_, i) => ({
    ...sampleObservation,
    traceId: `t-${more.epoch ?? ''}-${more.stage ?? ''}-${i}`,
    atMs: startMs + i * stepMs,
    ...more,
  }))
}

const week = healthy(500, (7 * dayMs) / 500)

describe('evidence of a stage from metrics', () => {
  it('leads a healthy week to GO', () => {
    expect(judge(foldRecords(week)).verdict).toBe('GO')
  })

  it('gives the same verdict for any permutation, duplication and partition of the records', () => {
    fc.assert(
      fc.property(
        fc.array(observations, { maxLength: 60 }),
        fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 60 }),
        fc.array(fc.nat(), { minLength: 1, maxLength: 60 }),
        fc.nat({ max: 20 }),
        fc.constantFrom('canary', 'expanded'),
        (records, places, keys, repeats, stage) => {
          const distinct = [...distinctRecords(records)]
          const whole = foldRecords(distinct)
          const shuffled = [...distinct, ...distinct.slice(0, repeats)]
            .map((record, i) => ({ record, key: keys[i % keys.length] ?? 0 }))
            .toSorted((a, b) => a.key - b.key)
            .map(({ record }) => record)
          // Each record is counted by one process of its own name, in several snapshots.
          const parts = Map.groupBy(
            distinctRecords(shuffled),
            (record) => places[(record.traceId?.codePointAt(0) ?? 0) % places.length] ?? 0,
          )
          const snapshots = [...parts].flatMap(([place, part]) => {
            const renamed = part.map((record) => ({ ...record, instance: `p${place}` }))
            return [
              foldRecords(renamed),
              foldRecords(renamed.slice(0, Math.ceil(renamed.length / 2))),
            ]
          })
          const merged = mergeMetrics(...snapshots, ...snapshots.toReversed())
          expect(judge(merged, { stage })).toEqual(judge(whole, { stage }))
        },
      ),
      { numRuns: 100 },
    )
  })

  it('keeps two epochs apart: what the old one proved is not evidence for the new', () => {
    const later = healthy(20, 60_000, { epoch: 'e2' }).map((record) => ({
      ...record,
      atMs: (record.atMs ?? 0) + 8 * dayMs,
    }))
    const evidence = evidenceFromMetrics(foldRecords([...week, ...later]), question)
    expect(evidence.sampled).toBe(20)
    expect(judge(foldRecords([...week, ...later])).verdict).toBe('INSUFFICIENT')
  })

  it('does not promote two epochs that answer side by side', () => {
    const both = [...week, ...healthy(500, (7 * dayMs) / 500, { epoch: 'e2' })]
    const verdict = judge(foldRecords(both))
    expect(verdict.verdict).toBe('INSUFFICIENT')
    expect(verdict.because.join(' ')).toMatch(/other epoch/)
  })

  it('counts a start without a record as a failure once its bucket is sealed', () => {
    const metrics = foldRecords(week)
    const [cell] = [...metrics.cells.values()]
    if (cell === undefined) throw new Error('there is a cell')
    const crashed = foldRecords([])
    const cells = new Map(crashed.cells)
    const vector = cell.vector.slice().fill(0)
    vector[counterIndex.started] = 30
    cells.set('crashed', { key: { ...cell.key, instance: 'crashed' }, vector })
    const evidence = evidenceFromMetrics(mergeMetrics(metrics, { cells }), question)
    expect(evidence.sampled).toBeGreaterThan(500)
    expect(evidence.unresolvedShare).toBeGreaterThan(0)
  })

  it('leaves out what is not sealed: the present bucket and the future', () => {
    const asOf = startMs + 3.5 * dayMs
    const evidence = evidenceFromMetrics(foldRecords(week), { ...question, nowMs: asOf })
    expect(evidence.sampled).toBe(250)
    expect(evidence.lastMs).toBeLessThan(asOf)
  })

  it('does not let one stray clock make a stage long enough', () => {
    const hour = healthy(500, 7_000)
    for (const atMs of [0, startMs - 40 * dayMs, startMs + 40 * dayMs]) {
      const stray = { ...sampleObservation, traceId: 'stray', atMs }
      const verdict = judge(foldRecords([...hour, stray]))
      expect(verdict.verdict).toBe('INSUFFICIENT')
      expect(verdict.because.join(' ')).toMatch(/GO needs 3 days/)
    }
  })

  it('reads records without stage by their rate, and takes the stage before as reference', () => {
    const records = [
      ...healthy(500, 10_000, { stage: null }),
      ...healthy(900, (6 * dayMs) / 900, { stage: null, sampleRate: 0.05 }).map((record, i) => ({
        ...record,
        traceId: `x-${i}`,
        atMs: (record.atMs ?? 0) + 10 * dayMs,
      })),
    ]
    const verdict = judge(foldRecords(records), { stage: 'expanded' })
    expect(verdict.verdict).toBe('GO')
    expect(verdict.metrics.find(({ name }) => name === 'acceptance')).toMatchObject({
      s: 900,
      n: 900,
      verdict: 'GO',
    })
  })

  it('widens the duration by records that had no candidate, by a day at most', () => {
    const { cohort } = { cohort: { ...sampleObservation } }
    const spans = [
      { cohort, firstMs: startMs - 3_600_000, lastMs: startMs + 7 * dayMs + 3_600_000 },
      { cohort, firstMs: 0, lastMs: nowMs + dayMs },
    ]
    const evidence = evidenceFromMetrics(foldRecords(week), { ...question, spans })
    expect(evidence.firstMs).toBe(startMs - 3_600_000)
    expect(evidence.lastMs).toBe(startMs + 7 * dayMs + 3_600_000)
  })
})
