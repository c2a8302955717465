import { defaultPlan } from '@partial-trust/core'
import type { Metrics } from '@partial-trust/core'
import { describe, expect, it } from 'vitest'
import { controlPlan } from './control-plan.js'
import type { CorridorState } from './control-state.js'
import { RolloutJudge } from './rollout-judge.js'
import { memoryControl } from './testing/memory-control.js'

/** Twenty rollouts, and a clock on which each judging takes `costMs`. */
async function twenty(costMs: number) {
  const { store, evidence } = memoryControl({ now: () => 0 })
  const plan = controlPlan(defaultPlan)
  const states: CorridorState[] = []
  for (let index = 0; index < 20; index++) {
    const action = { kind: 'rollout', plan } as const
    const request = { intent: `corridor_${index}`, action, by: 'ana', reason: 'x' }
    const made = await store.change({ ...request, expectedVersion: 0 })
    if (made.kind !== 'replaced') throw new Error(made.kind)
    states.push(made.state)
  }
  const clock = { nowMs: 0, judged: 0 }
  const counts = {
    refresh: async () => undefined,
    of(): Metrics {
      clock.nowMs += costMs
      clock.judged += 1
      return { cells: new Map() }
    },
  }
  const judge = new RolloutJudge({ store, evidence }, counts, () => clock.nowMs)
  const look = async (anew: boolean): Promise<number> => {
    const before = clock.judged
    for (const state of states) await judge.judge(state, clock.nowMs, anew)
    return clock.judged - before
  }
  return { clock, judge, look, states }
}

describe('verdicts that many ask for', () => {
  it('are those of whoever steers, for as long as that one needs to come round again', async () => {
    const { clock, look } = await twenty(100)
    expect(await look(true)).toBe(20)
    // The pause of a controller that judged for two seconds.
    clock.nowMs += 10_000
    expect(await look(false)).toBe(0)
    clock.nowMs += 2000
    expect(await look(false)).toBeGreaterThan(0)
  })

  it('are told again for some seconds where judging takes no time, and not of another state', async () => {
    const { clock, judge, look, states } = await twenty(0)
    expect(await look(false)).toBe(20)
    clock.nowMs += 3900
    expect(await look(false)).toBe(0)
    const [first] = states
    if (first === undefined) throw new Error('no corridor')
    await judge.judge({ ...first, version: first.version + 1 }, clock.nowMs, false)
    expect(clock.judged).toBe(21)
    clock.nowMs += 100
    expect(await look(false)).toBe(20)
  })
})
