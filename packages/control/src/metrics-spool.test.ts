import { emptyVector, raiseVector, readMetrics } from '@partial-trust/core'
import type { Cell } from '@partial-trust/core'
import { seededRandom } from '@partial-trust/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MetricsSpool } from './metrics-spool.js'

/** A store that keeps the larger count of every cell. */
function store() {
  const cells = new Map<string, Cell>()
  return {
    save(batch: readonly Cell[]): void {
      for (const { key, vector } of batch) {
        const name = JSON.stringify(key)
        const kept = cells.get(name) ?? { key, vector: emptyVector() }
        raiseVector(kept.vector, vector)
        cells.set(name, kept)
      }
    },
    started: () => readMetrics({ cells }).started,
  }
}

describe('the counts on their way to the store', () => {
  it('lose nothing however the wall clock is set, and whatever the store does not hear', () => {
    const leap = fc.integer({ min: -3_600_000, max: 3_600_000 })
    fc.assert(
      fc.property(fc.array(leap, { maxLength: 12 }), fc.integer(), (leaps, seed) => {
        const random = seededRandom(seed)
        const spool = new MetricsSpool({ instance: 'i', deadlineMs: () => 200 })
        const held = store()
        let nowMs = Date.UTC(2026, 0, 1)
        let counted = 0
        for (const byMs of [0, ...leaps]) {
          nowMs += byMs
          for (let turn = 0; turn < 60; turn += 1) {
            nowMs += 500
            spool.started('c', { epochMs: nowMs, epoch: 'e', stage: null, rate: 1 })
            counted += 1
            if (random() < 0.3) continue // the store was away
            for (const batch of spool.batches(nowMs, 3)) {
              if (random() < 0.1) break // its turn was over
              held.save(batch)
              if (random() < 0.2) break // the answer was lost
              spool.saved(nowMs, batch)
            }
          }
        }
        for (const batch of spool.batches(nowMs, 3)) held.save(batch)
        expect(held.started()).toBe(counted)
      }),
      { numRuns: 10 },
    )
  })

  it('are let go of once the store has them, also where the clock was years ahead at first', () => {
    const spool = new MetricsSpool({ instance: 'i', deadlineMs: () => 200 })
    const beganMs = Date.UTC(2026, 0, 1)
    const count = (epochMs: number): void =>
      spool.started('c', { epochMs, epoch: 'e', stage: null, rate: 1 })
    count(beganMs + 70 * 365 * 86_400_000)
    let most = 0
    for (let nowMs = beganMs; nowMs < beganMs + 6 * 3_600_000; nowMs += 10_000) {
      count(nowMs)
      for (const batch of spool.batches(nowMs, 100)) spool.saved(nowMs, batch)
      most = Math.max(most, ...spool.parts(nowMs).map(({ changes }) => changes))
    }
    // As many as ten minutes have, and not all of six hours.
    expect(most).toBeLessThan(130)
  })
})
