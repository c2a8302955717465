import type { RiskRecord } from '@partial-trust/core'
import { describe, expect, it } from 'vitest'
import { createDecisionTally } from './decision-tally.js'

function record(corridor: string, status: 'skipped' | 'error', reason: string): RiskRecord {
  return {
    timestamp: '2026-11-22T10:00:00.000Z',
    trace_id: 't',
    command_id: 'c',
    corridor_intent: corridor,
    sample_rate: 0,
    sampled: false,
    status,
    reason_code: reason === 'killed' ? 'killed' : 'TypeError',
    latency_ms: null,
    model_meta: null,
    baseline_summary: null,
    llm_summary: null,
    diff_summary: null,
    schema: 1,
    epoch: 'e',
    stage: null,
    mode: 'live',
    bucket: 0,
    deadline_ms: 200,
    instance: 'i',
  }
}

describe('the decision tally', () => {
  it('counts every ending of every corridor, in runs and by turns', () => {
    const tally = createDecisionTally()
    const [killed, failed, other] = [
      record('one', 'skipped', 'killed'),
      record('one', 'error', 'TypeError'),
      record('two', 'skipped', 'killed'),
    ]
    for (const one of [killed, killed, failed, killed, other, other, killed, failed]) tally.add(one)
    expect([...tally.entries()]).toEqual([
      { corridor: 'one', status: 'skipped', reason: 'killed', count: 4 },
      { corridor: 'one', status: 'error', reason: 'TypeError', count: 2 },
      { corridor: 'two', status: 'skipped', reason: 'killed', count: 2 },
    ])
  })
})
