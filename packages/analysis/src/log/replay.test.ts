import { describe, expect, it } from 'vitest'
import { observe, startBucket, type Observation } from '@partial-trust/core'
import { replayed } from './replay.js'

function attempt(more: Record<string, unknown>): Observation {
  const observation = observe({
    status: 'accepted_llm',
    reason_code: 'accepted',
    sampled: true,
    latency_ms: 120,
    deadline_ms: 200,
    llm_summary: { confidence: 0.75 },
    diff_summary: { intent_mismatch: false, entity_key_mismatch: false },
    ...more,
  })
  if (observation === null) throw new TypeError('not a record')
  return observation
}

const refused = { status: 'fallback_deterministic', reason_code: 'low_confidence' }
const asIs = { confidence: null, deadlineMs: null }

describe('replayed', () => {
  it('changes nothing where nothing is asked for', () => {
    for (const more of [{}, refused, { reason_code: 'timeout' }, { status: 'error' }]) {
      expect(replayed(attempt(more), asIs)).toEqual({ played: attempt(more), known: true })
    }
  })

  it.each([
    ['accepts at the threshold', {}, 0.75, 'accepted'],
    ['refuses below it', {}, 0.76, 'low_confidence'],
    ['lets a refused candidate pass a lower threshold', refused, 0.7, 'accepted'],
    ['lets a candidate without a stated confidence pass', { llm_summary: {} }, 0.9, 'accepted'],
    [
      'keeps refusing a confidence that was no number',
      { ...refused, llm_summary: {} },
      0,
      'low_confidence',
    ],
    [
      'keeps refusing a confidence above 1',
      { ...refused, llm_summary: { confidence: 95 } },
      0.5,
      'low_confidence',
    ],
    [
      'leaves other refusals alone',
      { ...refused, reason_code: 'invalid_schema' },
      0,
      'invalid_schema',
    ],
  ])('%s', (_, more, confidence, reasonCode) => {
    expect(replayed(attempt(more), { ...asIs, confidence }).played).toMatchObject({ reasonCode })
  })

  it('cuts off what took longer than a shorter deadline, comparison included', () => {
    const { played, known } = replayed(attempt({}), { ...asIs, deadlineMs: 100 })
    expect(known).toBe(true)
    expect(played).toMatchObject({
      status: 'fallback_deterministic',
      reasonCode: 'timeout',
      latencyMs: 100,
      mismatch: null,
    })
    expect(replayed(attempt({}), { ...asIs, deadlineMs: 120 }).played.reasonCode).toBe('accepted')
  })

  it('counts what it cuts off where it started, not where it ended', () => {
    const late = attempt({ timestamp: '2026-03-01T00:00:10.010Z' })
    const { played } = replayed(late, { ...asIs, deadlineMs: 100 })
    expect(startBucket(played)).toEqual(startBucket(late))
  })

  it('does not pretend to know what a longer deadline would have brought', () => {
    const late = attempt({ ...refused, reason_code: 'timeout', latency_ms: 201 })
    expect(replayed(late, { ...asIs, deadlineMs: 400 })).toMatchObject({
      known: false,
      played: { reasonCode: 'timeout' },
    })
    expect(replayed(late, { ...asIs, deadlineMs: 100 }).known).toBe(true)
  })

  it('stays in shadow what was in shadow', () => {
    const shadow = attempt({ status: 'shadow', mode: 'shadow' })
    const strict = { ...asIs, confidence: 0.9 }
    expect(replayed(shadow, strict).played).toMatchObject({
      status: 'shadow',
      reasonCode: 'low_confidence',
    })
  })
})
