import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  agreement,
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
import type { EvidenceQuestion } from './evidence-question.js'
import { judgeStage } from './judge-stage.js'
import type { Plan } from './plan.js'

const startMs = Date.UTC(2026, 2, 1)
const dayMs = 86_400_000
const nowMs = startMs + 100 * dayMs

const question = { plan: defaultPlan, stage: 'canary', corridor: null, nowMs }
const judge = (metrics: Metrics, more: Partial<EvidenceQuestion> = {}) => {
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

describe('a gate on the decision itself', () => {
  const canary = defaultPlan.stages[0]
  const plan: Plan = {
    ...defaultPlan,
    stages: [
      {
        ...canary,
        go: [...canary.go, { metric: 'decision_type_mismatch', below: 0.1, of: 'sampled' }],
        no_go: [...canary.no_go, { metric: 'disagreement', above: 0.5, of: 'sampled' }],
      },
    ],
  }
  const judged = (records: readonly Observation[]) =>
    judgeStage(
      plan,
      'canary',
      evidenceFromMetrics(foldRecords(records), { ...question, plan }),
      new Date(nowMs).toISOString(),
    )

  it('stops a model that decides otherwise in 89 of 120 decisions, though it reads every intent right', () => {
    const records = healthy(120, (7 * dayMs) / 120).map((record, i) => ({
      ...record,
      mismatch: { ...agreement, decisionType: i % 120 < 89 },
    }))
    const verdict = judged(records)
    expect(verdict.verdict).toBe('NO_GO')
    expect(verdict.metrics.find(({ name }) => name === 'decision_type_mismatch')).toMatchObject({
      s: 89,
      n: 120,
      verdict: 'INSUFFICIENT',
    })
  })

  it('lets one that agrees pass', () => {
    expect(judged(week).verdict).toBe('GO')
  })

  it('proves nothing from records that do not say', () => {
    const silent = week.map((record) => ({
      ...record,
      mismatch: { ...agreement, decisionType: null, actionCount: null },
    }))
    expect(judged(silent).verdict).toBe('INSUFFICIENT')
  })
})

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

  it('stops a stage for an epoch that fails beside the judged one, however it looks itself', () => {
    const bad = { epoch: 'e0', status: 'fallback_deterministic', reasonCode: 'timeout' }
    const failing = healthy(400, (7 * dayMs) / 400, bad)
    const verdict = judge(foldRecords([...week, ...failing]))
    expect(verdict.metrics[0]).toMatchObject({ s: 0, n: 500, verdict: 'GO' })
    expect(verdict.verdict).toBe('NO_GO')
    expect(verdict.because[0]).toMatch(/^Epoch e0, which still answers .*attempt_error 400 of 400/)
  })

  it('forgives what an epoch did that was replaced', () => {
    const bad = { epoch: 'e0', status: 'fallback_deterministic', reasonCode: 'timeout' }
    const failed = healthy(400, 6_000, bad) // its last 40 minutes
    const replaced = healthy(600, 6_000).map((record) => ({
      ...record,
      atMs: (record.atMs ?? 0) + 400 * 6_000 - 60_000,
    }))
    expect(judge(foldRecords([...failed, ...replaced])).verdict).toBe('INSUFFICIENT')
  })

  it.each([
    ['have no readable time', { atMs: null }],
    ['lie in the future', { atMs: nowMs + 10 * dayMs }],
    ['lie in the future under another epoch', { atMs: nowMs + 10 * dayMs, epoch: 'e2' }],
  ])('says no GO while failures may hide among decisions that %s', (_, where) => {
    const bad = { status: 'fallback_deterministic', reasonCode: 'timeout' }
    const hidden = healthy(100, 1, bad).map((record, i) => ({
      ...record,
      traceId: `h-${i}`,
      ...where,
    }))
    const verdict = judge(foldRecords([...week, ...hidden]))
    expect(verdict.verdict).toBe('INSUFFICIENT')
    expect(verdict.because.join(' ')).toMatch(
      /16\.7 % of the sampled decisions have no readable time/,
    )
    expect(judge(foldRecords([...week, ...hidden.slice(0, 4)])).verdict).toBe('GO')
  })

  it('says no GO while failures may hide in lines that cannot be read', () => {
    const metrics = foldRecords(week)
    expect(judge(metrics, { unreadableLines: 5 }).verdict).toBe('GO')
    const hidden = judge(metrics, { unreadableLines: 6 })
    expect(hidden.verdict).toBe('INSUFFICIENT')
    expect(hidden.because.join(' ')).toMatch(/1\.2 % of what may have been attempts are lines/)
  })

  it('does not lose sight of a decision whose latency is absurd', () => {
    const absurd = week.map((record) => ({ ...record, latencyMs: 1e15 }))
    const verdict = judge(foldRecords(absurd))
    expect(verdict.metrics[2]).toMatchObject({ name: 'latency_p95', s: 500, n: 500 })
  })

  it('seals nothing before the longest deadline that the records name', () => {
    const now = startMs + 60_000
    const sampled = (longestDeadlineMs: number) => {
      const asked = { ...question, nowMs: now, longestDeadlineMs }
      return evidenceFromMetrics(foldRecords(healthy(60, 1_000)), asked).sampled
    }
    expect(sampled(0)).toBe(41)
    expect(sampled(30_000)).toBe(21)
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
