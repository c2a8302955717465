import { agreement, bucketMs, counterIndex, foldRecords } from '@partial-trust/core'
import type { Cell, Metrics, Observation } from '@partial-trust/core'
import { byHour } from '@partial-trust/control'
import { describe, expect, it } from 'vitest'
import { corridorDay, countsView, dayAnswers } from './corridor-day.js'
import { epochsApart } from './epochs-apart.js'

const nowMs = Date.UTC(2026, 10, 28, 12)
const atMs = nowMs - 60_000

const sampleObservation: Observation = {
  atMs,
  instance: 'one process',
  traceId: 't',
  commandId: 'c',
  corridor: 'decide_refund',
  epoch: 'e',
  stage: 'canary',
  sampleRate: 0.01,
  mode: 'live',
  model: 'm',
  sampled: true,
  status: 'accepted_llm',
  reasonCode: 'accepted',
  latencyMs: 80,
  deadlineMs: 200,
  mismatch: agreement,
  inputTokens: 10,
  outputTokens: 5,
  schema: 1,
  confidence: null,
}
const unsampled = {
  sampled: false,
  status: 'not_sampled',
  reasonCode: 'not_sampled',
  latencyMs: null,
  mismatch: null,
}
const killed = { ...unsampled, status: 'skipped', reasonCode: 'killed' }

describe('the LLM’s share of all decisions', () => {
  it('counts every decision of the last day, also those that could never have been the LLM’s', () => {
    const counts = foldRecords([
      { ...sampleObservation, atMs, status: 'accepted_llm', reasonCode: 'accepted' },
      { ...sampleObservation, ...unsampled, atMs },
      { ...sampleObservation, ...killed, atMs, instance: 'another process' },
      { ...sampleObservation, ...killed, atMs: nowMs - 2 * 86_400_000 },
    ])
    expect(dayAnswers(byHour(counts), nowMs)).toEqual({ total: 3, by_llm: 1 })
  })

  it('is of no answer that was only compared', () => {
    const counts = foldRecords([
      { ...sampleObservation, atMs, mode: 'shadow', status: 'shadow', reasonCode: 'accepted' },
    ])
    expect(dayAnswers(byHour(counts), nowMs)).toEqual({ total: 1, by_llm: 0 })
  })

  it('leaves out what was counted by a version that did not count every decision', () => {
    const counts = foldRecords([
      { ...sampleObservation, atMs, status: 'accepted_llm', reasonCode: 'accepted' },
    ])
    const older = [...counts.cells].map(([name, { key, vector }]): [string, Cell] => {
      const without = vector.slice()
      without[counterIndex.decided] = 0
      return [name, { key, vector: without }]
    })
    expect(dayAnswers(byHour({ cells: new Map(older) }), nowMs)).toEqual({ total: 0, by_llm: 0 })
  })
})

describe('what callers waited for nothing', () => {
  it('is the time of the candidates that were asked for and not used', () => {
    const refused = { status: 'fallback_deterministic', reasonCode: 'low_confidence' }
    const late = { status: 'fallback_deterministic', reasonCode: 'timeout' }
    const counts = foldRecords([
      { ...sampleObservation, atMs, status: 'accepted_llm', reasonCode: 'accepted', latencyMs: 50 },
      { ...sampleObservation, ...refused, atMs, latencyMs: 120 },
      { ...sampleObservation, ...late, atMs, latencyMs: 200, mismatch: null },
      { ...sampleObservation, ...late, atMs, latencyMs: null, mismatch: null },
    ])
    const { attempts, waits, waited_ms } = countsView(corridorDay(byHour(counts), nowMs))
    expect({ attempts, waits, waited_ms }).toEqual({ attempts: 4, waits: 2, waited_ms: 320 })
  })
})

describe('epochs apart', () => {
  it('gives the latest two that were asked, the older first, in the steps of the whole', () => {
    const seen = (epoch: string, ago: number, model: string) => ({
      ...sampleObservation,
      atMs: nowMs - ago * bucketMs,
      latencyMs: 0,
      epoch,
      model,
    })
    const counts: Metrics = foldRecords([
      seen('first', 9, 'm1'),
      seen('second', 6, 'm1'),
      seen('third', 5, 'm2'),
      seen('second', 4, 'm1'),
      seen('third', 3, 'm2'),
      { ...seen('fourth', 1, 'm3'), ...unsampled },
    ])
    const now = Math.floor(nowMs / bucketMs)
    const apart = epochsApart(byHour(counts), { first: now - 10, end: now, width: 5 }, {})
    expect(
      apart.map(({ epoch, model, metrics }) => ({
        epoch,
        model,
        n: metrics.find(({ name }) => name === 'attempt_error')?.n,
      })),
    ).toEqual([
      { epoch: 'second', model: 'm1', n: [1, 1] },
      { epoch: 'third', model: 'm2', n: [0, 2] },
    ])
  })
})
