import fc from 'fast-check'
import { controlPlan, untouched } from '@partial-trust/control'
import type { CorridorState, Rollout } from '@partial-trust/control'
import {
  bucketMs,
  counterIndex,
  counterNames,
  countWidth,
  defaultPlan,
  evidenceFromMetrics,
  judgeStage,
} from '@partial-trust/core'
import type { Cell, CountVector } from '@partial-trust/core'
import { expect, it } from 'vitest'
import { checkRolloutBundle } from './check-rollout-bundle.js'
import { makeRolloutBundle } from './make-rollout-bundle.js'

const intent = 'decide_refund'
const about = {
  versions: { product: '1', node: 'v24', commit: null },
  configuration: '0'.repeat(64),
}

const startMs = Date.UTC(2026, 2, 5, 12)
const iso = (ms: number): string => new Date(ms).toISOString()

/** Few of each, so that much begins and ends in one bucket. */
const key = fc.record({
  instance: fc.constantFrom('b', 'a', '~6', '10', '9'),
  bucket: fc.option(fc.integer({ min: -3, max: 40 }).map((at) => startMs / bucketMs + at)),
  corridor: fc.constant(intent),
  epoch: fc.constantFrom('e2', 'e1', null),
  stage: fc.constantFrom('target', 'canary', 'shadow', null),
  sampleRate: fc.constantFrom(0.1, 0.01, 1, null),
  mode: fc.constantFrom('live', 'shadow'),
  model: fc.constantFrom('m2', 'm1', null),
  part: fc.constantFrom(null, 'eu', 'us'),
})

/** What can have been counted, times and tokens that are no whole numbers among it. */
const vector: fc.Arbitrary<CountVector> = fc
  .record({
    beside: fc.nat({ max: 60 }),
    accepted: fc.nat({ max: 60 }),
    refused: fc.nat({ max: 9 }),
    failed: fc.nat({ max: 9 }),
    sum: fc.double({ min: 0, max: 1e6, noNaN: true }),
    bin: fc.nat({ max: 12 }),
  })
  .map(({ beside, accepted, refused, failed, sum, bin }) => {
    const attempts = accepted + refused + failed
    const counts = new Float64Array(countWidth)
    const named = {
      eligible: attempts + beside,
      sampled: attempts,
      started: attempts,
      attempts,
      judged: accepted + refused,
      accepted,
      errors: failed,
      timeouts: failed,
      deadlineExceeded: failed,
      compared: accepted,
      comparedInFull: accepted,
      disagreement: Math.floor(accepted / 4),
      metered: attempts,
      inputTokens: sum,
      waits: refused,
      waitedMs: sum / 3,
      candidateOutcomes: accepted,
      candidateUndone: Math.floor(accepted / 3),
      baselineOutcomes: beside,
    }
    for (const name of counterNames) counts[counterIndex[name]] = Reflect.get(named, name) ?? 0
    counts[counterNames.length + bin] = accepted + refused
    return counts
  })

const counted: fc.Arbitrary<readonly Cell[]> = fc.array(fc.record({ key, vector }), {
  maxLength: 30,
})

const moment = fc.integer({ min: -60_000, max: 500_000 }).map((ms) => startMs + ms)
const plan = controlPlan(defaultPlan)

/** What a closing may rest on: nothing, the counts of a sentinel, the controller's verdict. */
const closingEvidence = (() => {
  const question = { plan: defaultPlan, stage: 'canary', corridor: intent, nowMs: startMs }
  const evidence = evidenceFromMetrics({ cells: new Map() }, { ...question, incidents: 1 })
  return [
    null,
    { failed: -0, of: 0.1 + 0.2 },
    judgeStage(defaultPlan, 'canary', evidence, iso(startMs)),
  ]
})()

const rollout: fc.Arbitrary<Rollout> = fc
  .record({
    stage: fc.constantFrom(...plan.stages),
    closed: fc.constantFrom(null, 'sentinel', 'incident', 'no_go'),
    evidence: fc.constantFrom(...closingEvidence),
    enteredMs: moment,
    fromMs: moment,
    parts: fc.constantFrom([], ['eu'], ['eu', 'us']),
  })
  .map(({ stage: { name, ...standing }, closed, evidence, enteredMs, fromMs, parts }) => {
    const said = { at: iso(fromMs), by: 'ana', reason: 'because' }
    return {
      ...standing,
      plan: plan.digest,
      stage: name,
      closed,
      ...(closed === null ? {} : { closing: { ...said, evidence } }),
      epoch: null,
      entered_at: iso(enteredMs),
      evidence_from: iso(fromMs),
      ...(parts.length === 0
        ? {}
        : {
            parts: parts.map((part) => ({
              part,
              closed: part === 'eu',
              evidence_from: iso(fromMs),
              ...said,
            })),
          }),
    }
  })

const state: fc.Arbitrary<CorridorState> = fc
  .record({ killed: fc.boolean(), rollout })
  .map((own) => ({ ...untouched(intent), ...own, version: 1 }))

it('follows from what it holds, whatever was counted, in whatever order, and however the rollout stands', () => {
  fc.assert(
    fc.property(state, counted, moment, (standing, cells, nowMs) => {
      const counts = { cells: new Map(cells.map((cell, place) => [`${place}`, cell])) }
      const grounds = { state: standing, plan: defaultPlan, counts, nowMs }
      const { text } = makeRolloutBundle(grounds, about)
      expect(checkRolloutBundle(text, 'b.json').differences).toEqual([])
    }),
    { numRuns: 40 },
  )
})
