import { describe, expect, it } from 'vitest'
import { bucketMs, difference, MetricsCounter, observe, readMetrics } from '../metrics/index.js'
import { sampleObservation } from '../metrics/observations.contract.js'
import { totalOf } from './stage-evidence.js'
import { thresholdGroups } from './threshold-groups.js'

describe('counts by confidence', () => {
  const bucket = 7 * bucketMs
  const candidate = { ...sampleObservation, atMs: bucket + 500, confidenceKind: 'verbalized' }

  it('hold who would pass each threshold, and who of them decides otherwise', () => {
    const counter = new MetricsCounter()
    counter.record({ ...candidate, confidence: 0.92 })
    counter.record({ ...candidate, confidence: 0.72, mismatch: difference })
    counter.record({ ...candidate, confidence: 95, mismatch: difference })
    counter.record({ ...candidate, confidence: 0.92, mismatch: null })
    expect(readMetrics(counter)).toMatchObject({
      tuned: 2,
      tunedWrong: 1,
      passes95: 0,
      passes90: 1,
      wrong90: 0,
      passes70: 2,
      wrong70: 1,
    })
  })

  it.each([
    ['a number that was none, which no threshold lets pass', 'low', 0],
    ['nothing, which every threshold lets pass', 'missing', 1],
  ])('go by what a record says was stated: %s', (_what, confidence_bucket, passes) => {
    const seen = observe({
      timestamp: new Date(bucket + 500).toISOString(),
      corridor_intent: 'decide_refund',
      sampled: true,
      status: 'accepted_llm',
      reason_code: 'accepted',
      latency_ms: 80,
      llm_summary: { confidence: null, confidence_bucket, confidence_kind: 'verbalized' },
      diff_summary: { intent_mismatch: false, entity_key_mismatch: false },
    })
    const counter = new MetricsCounter()
    if (seen !== null) counter.record(seen)
    expect(readMetrics(counter)).toMatchObject({
      tuned: passes,
      passes50: passes,
      passes99: passes,
    })
  })

  it('never put kinds together, and let candidates without confidence pass everywhere', () => {
    const counter = new MetricsCounter()
    counter.record({ ...candidate, confidence: 0.92 })
    counter.record({ ...candidate, confidence: 0.92, confidenceKind: 'logprobs' })
    counter.record({ ...candidate, confidence: null, confidenceKind: 'missing' })
    const kinds = [...counter.cells.values()].map(({ key }) => key.confidenceKind ?? null)
    expect(kinds).toEqual(['verbalized', 'logprobs', null])
    const asked = { corridor: candidate.corridor, sealing: { nowMs: 1e15, deadlineMs: 200 } }
    const groups = thresholdGroups(counter, asked)
    expect(new Set(groups.map(({ kind }) => kind))).toEqual(new Set(['logprobs', 'verbalized']))
    expect(groups.map(({ compared }) => totalOf(compared).n)).toEqual([2, 2])
    expect(groups.map(({ passing }) => totalOf(passing[0] ?? []).n)).toEqual([1, 1])
  })
})
