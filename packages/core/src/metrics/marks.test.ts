import { describe, expect, it } from 'vitest'
import { attemptFailures, refusals } from '../record/index.js'
import { foldRecords, readMetrics } from './metrics.js'
import { latencyAbove, metricCount } from './metric-counts.js'
import type { Observation } from './observation.js'
import { sampleObservation } from './observations.contract.js'

function countsOf(...records: readonly Partial<Observation>[]) {
  return readMetrics(foldRecords(records.map((part) => ({ ...sampleObservation, ...part }))))
}

describe('attempt_error', () => {
  it.each([...attemptFailures])(
    'counts %s among the attempts, live and in shadow',
    (reasonCode) => {
      for (const status of ['fallback_deterministic', 'shadow']) {
        expect(metricCount('attempt_error', countsOf({ status, reasonCode }))).toEqual({
          s: 1,
          n: 1,
        })
      }
    },
  )

  it.each([...refusals])('does not count the refusal %s', (reasonCode) => {
    const counts = countsOf({ status: 'fallback_deterministic', reasonCode })
    expect(metricCount('attempt_error', counts)).toEqual({ s: 0, n: 1 })
    expect(metricCount('acceptance', counts)).toEqual({ s: 0, n: 1 })
  })

  it("takes a corridor's own reason for a refusal where the candidate was compared", () => {
    const refused = { status: 'fallback_deterministic', reasonCode: 'over_limit' }
    const counts = countsOf(refused, { ...refused, mismatch: null })
    expect(metricCount('attempt_error', counts)).toEqual({ s: 1, n: 2 })
    expect(metricCount('acceptance', counts)).toEqual({ s: 0, n: 2 })
  })

  it('counts an error after the draw, and not one before it', () => {
    const error = { status: 'error', reasonCode: 'TypeError' }
    expect(metricCount('attempt_error', countsOf({ ...error, sampled: true }))).toEqual({
      s: 1,
      n: 1,
    })
    expect(metricCount('attempt_error', countsOf({ ...error, sampled: false }))).toEqual({
      s: 0,
      n: 0,
    })
  })

  it("counts the seed's errors, which never say whether the model was asked", () => {
    const counts = countsOf({
      status: 'error',
      reasonCode: 'KeyError',
      sampled: false,
      schema: null,
    })
    expect(metricCount('attempt_error', counts)).toEqual({ s: 1, n: 1 })
  })

  it.each([
    ['a status nobody knows', { status: 'fallback_v2', reasonCode: 'timeout' }],
    [
      'a reason nobody knows of a candidate that was not compared',
      { status: 'fallback_deterministic', reasonCode: 'timed_out', mismatch: null },
    ],
    ['a fallback that was accepted', { status: 'fallback_deterministic', reasonCode: 'accepted' }],
    ['an acceptance for another reason', { status: 'accepted_llm', reasonCode: 'low_confidence' }],
    ['an acceptance outside the sample', { sampled: false }],
    ['a fallback outside the sample', { status: 'fallback_deterministic', sampled: false }],
    ['an unsampled decision in the sample', { status: 'not_sampled', reasonCode: 'not_sampled' }],
  ])('counts %s as a failed attempt, and never as an acceptance', (_, odd) => {
    const counts = countsOf(odd)
    expect(metricCount('attempt_error', counts)).toEqual({ s: 1, n: 1 })
    expect(metricCount('acceptance', counts)).toEqual({ s: 0, n: 1 })
  })

  it('leaves out who was not asked: skipped and not sampled decisions', () => {
    const counts = countsOf(
      { status: 'skipped', reasonCode: 'circuit_open', sampled: true },
      { status: 'skipped', reasonCode: 'baseline_non_execute', sampled: false },
      { status: 'not_sampled', reasonCode: 'not_sampled', sampled: false },
    )
    expect(counts).toMatchObject({ attempts: 0, eligible: 2, sampled: 1 })
  })
})

describe('latency', () => {
  it('counts a timeout as exceeding whatever its latency says', () => {
    const timeout = { status: 'fallback_deterministic', reasonCode: 'timeout', latencyMs: null }
    const counts = countsOf(timeout, { latencyMs: 201 }, { latencyMs: 200 })
    expect(metricCount('deadline_exceeded', counts)).toEqual({ s: 2, n: 3 })
    expect(latencyAbove(200, counts)).toEqual({ s: 2, n: 3, exact: true })
  })

  it('counts an attempt as too slow when its latency is missing, or less than nothing', () => {
    const counts = countsOf({ latencyMs: null }, { latencyMs: -5 }, { latencyMs: 80 })
    expect(metricCount('deadline_exceeded', counts)).toEqual({ s: 2, n: 3 })
    expect(latencyAbove(60_000, counts)).toEqual({ s: 2, n: 3, exact: true })
  })

  it("holds a record that names no deadline, as the seed's, to the usual 200 ms", () => {
    const counts = countsOf(
      { deadlineMs: null, latencyMs: 201 },
      { deadlineMs: null, latencyMs: 200 },
    )
    expect(metricCount('deadline_exceeded', counts)).toEqual({ s: 1, n: 2 })
  })

  it('counts the whole bin against the candidate when the limit is no edge', () => {
    const counts = countsOf({ latencyMs: 205 }, { latencyMs: 245 })
    expect(latencyAbove(210, counts)).toEqual({ s: 2, n: 2, exact: false })
    expect(latencyAbove(199, counts)).toEqual({ s: 2, n: 2, exact: true })
  })
})
