import fc from 'fast-check'
import { attemptFailures, refusals } from '../record/index.js'
import { agreement, type Observation } from './observation.js'

export const sampleObservation: Observation = {
  atMs: Date.UTC(2026, 2, 5, 12),
  instance: 'i-1',
  traceId: 'trace-1',
  commandId: 'cmd-1',
  corridor: 'decide_refund',
  epoch: 'e1',
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
  confidence: 0.9,
}

const ending = fc.oneof(
  fc.constant({ status: 'accepted_llm', reasonCode: 'accepted', sampled: true }),
  fc.record({
    status: fc.constantFrom('fallback_deterministic', 'shadow'),
    reasonCode: fc.constantFrom(...attemptFailures, ...refusals),
    sampled: fc.constant(true),
  }),
  fc.record({
    status: fc.constant('error'),
    reasonCode: fc.constant('TypeError'),
    sampled: fc.boolean(),
  }),
  fc.constant({ status: 'not_sampled', reasonCode: 'not_sampled', sampled: false }),
)

/** Records of a few processes, stages and epochs in a few minutes. */
export const observations: fc.Arbitrary<Observation> = fc
  .record({
    ending,
    instance: fc.constantFrom('a', 'b', 'c'),
    atMs: fc.integer({ min: 0, max: 120_000 }).map((ms) => Date.UTC(2026, 2, 5) + ms),
    epoch: fc.constantFrom('e1', 'e2'),
    stage: fc.constantFrom('canary', 'expanded', null),
    latencyMs: fc.option(fc.integer({ min: 0, max: 70_000 })),
    mismatch: fc.option(
      fc.record({
        intent: fc.boolean(),
        decisionType: fc.option(fc.boolean()),
        actionCount: fc.option(fc.boolean()),
        entityKeys: fc.boolean(),
      }),
    ),
    traceId: fc.string({ minLength: 8, maxLength: 8 }),
  })
  .map(({ ending: end, ...rest }) => ({ ...sampleObservation, ...rest, ...end }))
