import { agreement, defaultPlan, MetricsCounter } from '@partial-trust/core'
import { describe, expect, it } from 'vitest'
import { applyChange } from './apply-change.js'
import { chainStart } from './audit-entry.js'
import type { ControlAction } from './control-action.js'
import { controlPlan } from './control-plan.js'
import { untouched } from './control-state.js'
import type { CorridorState } from './control-state.js'
import { judgeRollout } from './judge-rollout.js'

const intent = 'a'
const startMs = Date.UTC(2026, 2, 1)
const dayMs = 86_400_000
const plan = { ...defaultPlan }
const stored = controlPlan(plan)

function after(state: CorridorState, action: ControlAction, atMs: number): CorridorState {
  const request = { intent, action, by: 'ana', reason: 'because', expectedVersion: state.version }
  const planNow = state.rollout === null ? null : stored
  const applied = applyChange(state, request, planNow, chainStart, new Date(atMs).toISOString())
  if (applied.kind !== 'replaced') throw new Error(applied.kind)
  return applied.state
}

const started = after(untouched(intent), { kind: 'rollout', plan: stored }, startMs)

/** Three good days at the canary. */
function goodDays(): MetricsCounter {
  const counter = new MetricsCounter()
  for (let i = 0; i < 2000; i++) {
    const atMs = startMs + Math.floor((i * 4 * dayMs) / 2000) + 10_000
    counter.record({
      atMs,
      instance: 'i',
      traceId: null,
      commandId: null,
      corridor: intent,
      epoch: 'e',
      stage: 'canary',
      sampleRate: 0.01,
      mode: 'live',
      model: null,
      sampled: true,
      status: 'accepted_llm',
      reasonCode: 'accepted',
      latencyMs: 20,
      deadlineMs: 200,
      mismatch: agreement,
      inputTokens: null,
      outputTokens: null,
      schema: 1,
      confidence: null,
    })
  }
  return counter
}

describe('judgeRollout', () => {
  it('names corridor, plan and since when, first of all', () => {
    const judged = judgeRollout(started, plan, { cells: new Map() }, startMs + dayMs)
    expect(judged?.verdict.source).toEqual({
      kind: 'rollout',
      name: 'merged counts of all processes',
      corridor: intent,
      plan: stored.digest,
      since: new Date(startMs).toISOString(),
    })
  })

  it('counts nothing from before an incident and a resume', () => {
    const counts = goodDays()
    const nowMs = startMs + 5 * dayMs
    expect(judgeRollout(started, plan, counts, nowMs)?.evidence.sampled).toBeGreaterThan(1900)
    const closed = after(started, { kind: 'incident' }, nowMs)
    expect(judgeRollout(closed, plan, counts, nowMs)?.verdict.verdict).toBe('NO_GO')
    const resumed = after(closed, { kind: 'resume' }, nowMs + 1000)
    const judged = judgeRollout(resumed, plan, counts, nowMs + 60_000)
    expect(judged?.evidence.sampled).toBe(0)
    expect(judged?.verdict.verdict).toBe('INSUFFICIENT')
  })

  it.each([
    ['a NO_GO', { kind: 'close', because: 'no_go', evidence: null }],
    ['a sentinel', { kind: 'close', because: 'sentinel', evidence: { attempts: 19 } }],
    ['an incident', { kind: 'incident' }],
    ['a demotion below the first stage', { kind: 'demote' }],
    ['a kill', { kind: 'kill' }],
  ] as const)(
    'is NO_GO while %s keeps the corridor closed, and says who and why',
    (_what, action) => {
      const counts = goodDays()
      const nowMs = startMs + 5 * dayMs
      const closed = after(started, action, nowMs)
      const verdict = judgeRollout(closed, plan, counts, nowMs)?.verdict
      expect(verdict?.verdict).toBe('NO_GO')
      expect(verdict?.because[0]).toMatch(/closed|killed/u)
      expect(verdict?.because[0]).toContain('by ana: because')
    },
  )

  it('shows what closed the stage with the counts as they were judged then', () => {
    const nowMs = startMs + dayMs
    const judged = judgeRollout(started, plan, { cells: new Map() }, nowMs)?.verdict
    if (judged === undefined) throw new Error('no verdict')
    const metrics = judged.metrics.map((row) => ({ ...row, s: 40, n: 100 }))
    const evidence = { ...judged, verdict: 'NO_GO', because: ['40 of 100 failed'], metrics }
    const closed = after(started, { kind: 'close', because: 'no_go', evidence }, nowMs)
    const later = judgeRollout(closed, plan, goodDays(), nowMs + dayMs)?.verdict
    expect(later?.metrics[0]).toMatchObject({ s: 40, n: 100 })
    expect(later?.because).toContain('40 of 100 failed')
  })
})
