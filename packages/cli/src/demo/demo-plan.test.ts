import { judgeStage, noEvidence } from '@partial-trust/core'
import type { BucketCount, GateVerdict } from '@partial-trust/core'
import { seededRandom } from '@partial-trust/testing'
import { expect, it } from 'vitest'
import { demoPlan } from './demo-plan.js'

/** Eligible commands of the demo's default 60 a second, as counted in a run of it. */
const eligiblePerSecond = 37
const windowSeconds = demoPlan.bursts.window_minutes * 60
const startMs = Date.UTC(2026, 0, 1)

/** What a stage's gates say after `seconds` of the demo at a true share of disagreements. */
function verdictAfter(
  seconds: number,
  stage: (typeof demoPlan.stages)[number],
  disagreement: number,
  seed: number,
): GateVerdict {
  const random = seededRandom(seed)
  const windows = Math.floor(seconds / windowSeconds)
  const n = Math.round(eligiblePerSecond * stage.rate * windowSeconds)
  const counts = (share: number): readonly BucketCount[] =>
    Array.from({ length: windows }, (_, index) => ({
      startMs: startMs + index * windowSeconds * 1000,
      s: Array.from({ length: n }, random).filter((draw) => draw < share).length,
      n,
    }))
  const evidence = {
    ...noEvidence,
    metrics: new Map([
      ['disagreement', counts(disagreement)],
      ['attempt_error', counts(0.002)],
    ]),
    sampled: n * windows,
    firstMs: startMs,
    lastMs: startMs + seconds * 1000,
  }
  return judgeStage(demoPlan, stage.name, evidence, new Date(startMs).toISOString()).verdict
}

const seeds = [1, 2, 3, 4, 5, 6, 7, 8]

it('promotes a healthy model by GO: a stage takes less than a minute and a half', () => {
  for (const stage of demoPlan.stages) {
    for (const seed of seeds) expect(verdictAfter(85, stage, 0.12, seed), stage.name).toBe('GO')
  }
})

it('stops a model that is wrong in every answer by the gate made for that', () => {
  for (const stage of demoPlan.stages) {
    for (const seed of seeds) expect(verdictAfter(20, stage, 0.98, seed), stage.name).toBe('NO_GO')
  }
})
