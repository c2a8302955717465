import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketMs, counterIndex, emptyVector, type Cell, type Counter } from '../metrics/index.js'
import { defaultPlan } from './default-plan.js'
import { evidenceFromMetrics } from './evidence-from-metrics.js'
import { judgeStage } from './judge-stage.js'
import { KnownWindows } from './known-windows.js'
import type { Plan } from './plan.js'

const startBucket = 180_000_000
const hour = 3_600_000 / bucketMs

const someCell = fc
  .record({
    bucket: fc.oneof(fc.nat(3 * hour), fc.nat(12), fc.integer({ min: 3 * hour, max: 4 * hour })),
    stage: fc.constantFrom('canary', 'expanded', 'expanded', null),
    epoch: fc.constantFrom('e1', 'e1', 'e2'),
    model: fc.constantFrom('m', null),
    sampleRate: fc.constantFrom(0.01, 0.05, 0.1),
    asked: fc.nat(30),
    failed: fc.nat(30),
    lost: fc.nat(2),
    undone: fc.nat(3),
  })
  .map(({ bucket, asked, failed, lost, undone, ...of }): Cell => {
    const vector = emptyVector()
    const add = (count: number, ...names: readonly Counter[]): void => {
      for (const name of names) vector[counterIndex[name]] = count
    }
    add(asked + 1, 'eligible', 'sampled', 'attempts', 'judged', 'compared')
    add(asked + 1 + lost, 'started')
    add(Math.min(asked, failed), 'errors', 'intentMismatch')
    add(asked + 1 - Math.min(asked, failed), 'accepted')
    add(undone, 'candidateUndone', 'baselineTakenBack')
    add(undone + 1, 'candidateOutcomes', 'baselineOutcomes')
    vector[vector.length - 9] = asked + 1
    const key = { instance: '', bucket: startBucket + bucket, corridor: 'c', mode: 'live' } as const
    return { key: { ...key, ...of }, vector }
  })

/** What happens to counts between two verdicts. */
const event = fc.oneof(
  { weight: 6, arbitrary: someCell.map((cell) => ({ kind: 'counted', cell }) as const) },
  { weight: 1, arbitrary: fc.nat().map((at) => ({ kind: 'gone', at }) as const) },
  { weight: 1, arbitrary: fc.nat().map((at) => ({ kind: 'raised', at }) as const) },
  { weight: 3, arbitrary: fc.nat(40).map((buckets) => ({ kind: 'passed', buckets }) as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'other-store' } as const) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(10, 60, 7).map((minutes) => ({ kind: 'plan', minutes }) as const),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('canary', 'expanded', 'target')
      .map((stage) => ({ kind: 'stage', stage }) as const),
  },
)

describe('windows that are known again', () => {
  it('give the same evidence and verdict as counting all anew, whatever happens to the counts', () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 5, maxLength: 60 }), (events) => {
        const known = new KnownWindows()
        let cells = new Map<string, Cell>()
        let nowMs = (startBucket + 3 * hour) * bucketMs
        let plan: Plan = defaultPlan
        let stage = 'expanded'
        const nameAt = (at: number): string => [...cells.keys()][at % Math.max(1, cells.size)] ?? ''
        for (const one of events) {
          if (one.kind === 'counted') cells.set(JSON.stringify(one.cell.key), one.cell)
          if (one.kind === 'gone') cells.delete(nameAt(one.at))
          if (one.kind === 'passed') nowMs += one.buckets * bucketMs
          if (one.kind === 'stage') ({ stage } = one)
          if (one.kind === 'other-store') cells = new Map([...cells].slice(cells.size >> 1))
          if (one.kind === 'plan')
            plan = { ...plan, bursts: { ...plan.bursts, window_minutes: one.minutes } }
          const raised = one.kind === 'raised' ? cells.get(nameAt(one.at)) : undefined
          if (raised !== undefined) {
            const vector = raised.vector.map((count) => count * 2)
            cells.set(JSON.stringify(raised.key), { ...raised, vector })
          }
          const question = { plan, stage, corridor: 'c', nowMs }
          const evidence = evidenceFromMetrics({ cells }, question, known)
          const anew = evidenceFromMetrics({ cells }, question)
          expect(evidence).toEqual(anew)
          const at = new Date(nowMs).toISOString()
          expect(judgeStage(plan, stage, evidence, at)).toEqual(judgeStage(plan, stage, anew, at))
        }
      }),
      { numRuns: 40 },
    )
  })

  it('are known by their very cells, so that equal ones of another store are counted anew', () => {
    const known = new KnownWindows()
    const [stage] = defaultPlan.stages
    const [cell] = fc.sample(someCell, { numRuns: 1, seed: 1 })
    if (cell === undefined) throw new Error('no cell')
    const digest = known.digest(0, [cell], stage)
    expect(known.digest(0, [cell], stage)).toBe(digest)
    expect(known.digest(0, [{ ...cell }], stage)).not.toBe(digest)
    expect(known.digest(0, [cell, { ...cell }], stage).attempts).toBe(2 * digest.attempts)
  })
})
