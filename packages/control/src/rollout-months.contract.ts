import { agreement, bucketMs, defaultPlan, MetricsCounter } from '@partial-trust/core'
import type { Observation, Plan } from '@partial-trust/core'
import { seededRandom } from '@partial-trust/testing'
import type { Random } from '@partial-trust/testing'
import { applyChange } from './apply-change.js'
import { chainStart } from './audit-entry.js'
import { controlPlan } from './control-plan.js'
import type { ControlAction } from './control-action.js'
import { untouched } from './control-state.js'
import type { CorridorState } from './control-state.js'
import { rolloutStep } from './rollout-step.js'
import { epochInForce, epochsSeen } from './epoch-in-force.js'
import { judgeRollout } from './judge-rollout.js'

/** What the candidate and its surroundings are like; hours count from the rollout's start. */
export type Scenario = {
  readonly name: string
  /** Chance that a candidate fails in this hour. */
  readonly failing: (hour: number) => number
  /** How much of the usual traffic there is. Default 1. */
  readonly traffic?: (hour: number) => number
  /** Whether the store is away: then leases have run out, and nobody decides or judges. */
  readonly storeAway?: (hour: number) => boolean
  /** From when on the candidate must not be trusted; null: it is good throughout. */
  readonly badFromHour: number | null
}

export type Month = {
  /** Stage at the end, or at which it was closed. */
  readonly stage: string
  readonly closedAtHour: number | null
  /** Candidates asked for from the moment it was bad until it was closed or the month was over. */
  readonly candidatesWhileBad: number
  /** Stages entered, in order. */
  readonly stages: readonly string[]
}

const hourMs = 3_600_000
const hours = 30 * 24
const perHour = 20_000 / 24
/** Decisions are dealt into this many buckets an hour. */
const slots = 2

const plan: Plan = { ...defaultPlan, promote: 'auto' }
const stored = controlPlan(plan)
const intent = 'decide_refund'

/** A month of one rollout in virtual time, looked at every hour by the controller's own step. */
export function simulateMonth(seed: number, scenario: Scenario): Month {
  const random = seededRandom('month', scenario.name, seed)
  const startMs = Date.UTC(2026, 0, 1)
  const counter = new MetricsCounter()
  const stages: string[] = []
  let state: CorridorState = untouched(intent)
  let candidatesWhileBad = 0

  function act(action: ControlAction, nowMs: number): void {
    const at = new Date(nowMs).toISOString()
    const request = { intent, action, by: 'x', reason: 'x', expectedVersion: state.version }
    const applied = applyChange(state, request, stored, chainStart, at)
    if (applied.kind !== 'replaced') throw new Error(applied.kind)
    state = applied.state
    const stage = state.rollout?.stage
    if (stage !== undefined && stage !== stages.at(-1)) stages.push(stage)
  }

  act({ kind: 'rollout', plan: stored }, startMs)
  for (let hour = 0; hour < hours; hour += 1) {
    if (scenario.storeAway?.(hour) === true) continue
    const { rollout } = state
    if (rollout === null) throw new Error('no rollout')
    const bad = scenario.badFromHour !== null && hour >= scenario.badFromHour
    const expected = (perHour * rollout.rate * (scenario.traffic?.(hour) ?? 1)) / slots
    for (let slot = 0; slot < slots; slot += 1) {
      const atMs = startMs + hour * hourMs + (slot * hourMs) / slots + bucketMs / 2
      const decisions = poisson(expected, random)
      for (let i = 0; i < decisions; i += 1) {
        const failed = random() < scenario.failing(hour)
        counter.record(decided(atMs, rollout.stage, rollout.rate, failed, random))
      }
      if (bad) candidatesWhileBad += decisions
    }
    // Good hours change little from one to the next, and looking is what a run spends its time on.
    if (!bad && hour % 6 !== 5) continue
    const nowMs = startMs + (hour + 1) * hourMs
    // The controller looks again at once after a change: noting an epoch must not cost it an hour.
    for (let looks = 0; looks < 2; looks += 1) {
      const verdict = judgeRollout(state, plan, counter, nowMs)?.verdict ?? null
      if (verdict === null) throw new Error('no verdict')
      const step = rolloutStep(
        state,
        plan,
        verdict,
        epochInForce(epochsSeen(counter, state), state, false),
        nowMs,
      )
      if (step === null) break
      act(step.action, nowMs)
    }
    if (state.rollout?.closed === 'no_go') {
      return { stage: state.rollout.stage, closedAtHour: hour, candidatesWhileBad, stages }
    }
  }
  const stage = state.rollout?.stage ?? ''
  return { stage, closedAtHour: null, candidatesWhileBad, stages }
}

function decided(
  atMs: number,
  stage: string,
  rate: number,
  failed: boolean,
  random: Random,
): Observation {
  const accepted = !failed && random() < 0.85
  const reason = failed ? 'timeout' : accepted ? 'accepted' : 'low_confidence'
  return {
    atMs,
    instance: 'i',
    traceId: null,
    commandId: null,
    corridor: intent,
    epoch: 'e',
    stage,
    sampleRate: rate,
    mode: 'live',
    model: 'm',
    sampled: true,
    status: accepted ? 'accepted_llm' : 'fallback_deterministic',
    reasonCode: reason,
    latencyMs: 0,
    deadlineMs: 200,
    mismatch: failed ? null : { ...agreement, intent: random() < 0.01 },
    inputTokens: null,
    outputTokens: null,
    schema: 1,
    confidence: null,
  }
}

/** Knuth's product of uniforms; fine for the small means here. */
function poisson(mean: number, random: Random): number {
  const limit = Math.exp(-mean)
  let product = random()
  let count = 0
  while (product > limit) {
    product *= random()
    count += 1
  }
  return count
}
