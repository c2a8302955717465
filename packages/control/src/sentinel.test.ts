import {
  decisionsToFalseAlarm,
  defaultPlan,
  detectorBudget,
  detectRegression,
} from '@partial-trust/core'
import type { Plan } from '@partial-trust/core'
import { describe, expect, it } from 'vitest'
import { controlPlan } from './control-plan.js'
import { transition } from './transition.js'
import { parseCorridorState } from './parse-corridor-state.js'
import { calmSentinel, observeCandidate } from './sentinel.js'
import { untouched } from './control-state.js'
import type { Rollout } from './control-state.js'

const start = Date.UTC(2026, 0, 1)
const hourMs = 3_600_000
const busy: Plan = { ...defaultPlan, expect: { ...defaultPlan.expect, decisions_per_day: 200_000 } }

function enteredUnder(plan: Plan): Rollout {
  const action = { kind: 'rollout', plan: controlPlan(plan) } as const
  const change = { at: new Date(start).toISOString(), by: 'ana', reason: 'x' }
  const actor = { person: null, version: 0 }
  const led = transition({ killed: false, rollout: null }, action, null, change, actor)
  if (led.kind === 'refused' || led.to.rollout === null) throw new Error('not started')
  return led.to.rollout
}

/** Candidates until the sentinel rings after `healthy` good ones, when all of the others fail. */
function untilAlarm(
  rollout: Pick<Rollout, 'error_limit' | 'detector'>,
  { healthy, everyMs = 0 }: { healthy: number; everyMs?: number },
): { readonly failed: number; readonly alarm: number | null } {
  let sentinel = calmSentinel
  for (let seen = 1; seen < healthy + 1000; seen += 1) {
    const candidate = { failed: seen > healthy, atMs: start + seen * everyMs }
    sentinel = observeCandidate(sentinel, candidate, rollout)
    if (sentinel.alarm !== null) return { failed: seen - healthy, alarm: sentinel.alarm }
  }
  throw new Error('never rang')
}

describe('the sentinel of a process', () => {
  it('rings at the A of the gates: m N / alpha.detector, itself counted, over the traffic the plan states', () => {
    const rollout = enteredUnder(busy)
    const [canary] = busy.stages
    // attempt_error and the sentinel; a hundredth of 200,000 decisions on each of 30 days.
    const limit = (2 * 2000 * 30) / 0.01
    expect(decisionsToFalseAlarm(detectorBudget(busy, canary), null)).toBeCloseTo(limit, 6)
    const rang = untilAlarm(rollout, { healthy: 2000 })
    expect(rang.alarm).toBeCloseTo(limit, 6)
    const buckets = Array.from({ length: 2000 + rang.failed }, (_, at) => ({
      startMs: at,
      s: at < 2000 ? 0 : 1,
      n: 1,
    }))
    const gates = { decisionsToFalseAlarm: limit }
    expect(detectRegression(buckets, rollout.error_limit, gates).kind).toBe('alarm')
    const before = detectRegression(buckets.slice(0, -1), rollout.error_limit, gates)
    expect(before.kind).toBe('quiet')
  })

  it('goes by its own traffic where the plan states none, once an hour of it was seen', () => {
    const rollout = enteredUnder(defaultPlan)
    expect(untilAlarm(rollout, { healthy: 2000 }).alarm).toBe(1e6)
    // 2000 candidates in two hours are 24,000 a day.
    const { alarm } = untilAlarm(rollout, { healthy: 2000, everyMs: (2 * hourMs) / 2000 })
    expect(alarm).toBeGreaterThan((2 * 24_000 * 30) / 0.01 / 1.01)
    expect(alarm).toBeLessThan(((2 * 24_000 * 30) / 0.01) * 1.01)
  })

  it.each([
    ['a rollout that was started before it kept a budget', undefined, 1e6],
    ['one of the default plan', detectorBudget(defaultPlan, defaultPlan.stages[0]), 1e6],
    ['a busy one', detectorBudget(busy, busy.stages[0]), 1.2e7],
  ])('keeps golden delays: %s', (_what, detector, limit) => {
    const kept = detector === undefined ? {} : { detector }
    const rang = untilAlarm({ error_limit: 0.05, ...kept }, { healthy: 2000 })
    expect(rang.alarm).toBeCloseTo(limit, 6)
    expect(rang.failed).toBe(limit === 1e6 ? 6 : 7)
  })

  it('keeps the budget with the rollout through the store and back, and refuses one that is none', () => {
    const state = { ...untouched('decide_refund'), rollout: enteredUnder(busy) }
    const stored: unknown = JSON.parse(JSON.stringify(state))
    expect(parseCorridorState(stored).rollout?.detector).toEqual(
      detectorBudget(busy, busy.stages[0]),
    )
    const { detector: _none, ...older } = state.rollout
    expect(parseCorridorState({ ...state, rollout: older }).rollout?.detector).toBeUndefined()
    for (const broken of [null, 7, {}, { ...state.rollout.detector, share: 0 }]) {
      const edited = { ...state, rollout: { ...state.rollout, detector: broken } }
      expect(() => parseCorridorState(edited)).toThrow(/detector/)
    }
  })
})
