import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BucketCount } from './bucket-count.js'
import { defaultPlan } from './default-plan.js'
import { judgeStage } from './judge-stage.js'
import type { NoGoGate, Plan } from './plan.js'
import { noEvidence, type StageEvidence } from './stage-evidence.js'

const at = '2026-03-08T12:00:00.000Z'
const startMs = Date.UTC(2026, 2, 1)
const dayMs = 86_400_000

/** `s` of `n` spread evenly over `days`, one decision a bucket. */
function spread(s: number, n: number, days = 7): readonly BucketCount[] {
  return Array.from({ length: n }, (_, i) => ({
    startMs: startMs + Math.floor((i * days * dayMs) / n),
    s: Math.floor(((i + 1) * s) / n) - Math.floor((i * s) / n),
    n: 1,
  }))
}

function evidence(
  counts: Readonly<Record<string, readonly BucketCount[]>>,
  more: Partial<StageEvidence> = {},
): StageEvidence {
  const metrics = new Map(Object.entries(counts))
  const longest = Math.max(0, ...[...metrics.values()].map((list) => list.length))
  return {
    ...noEvidence,
    metrics,
    sampled: longest,
    firstMs: startMs,
    lastMs: startMs + 7 * dayMs,
    ...more,
  }
}

const cleanCanary = {
  attempt_error: spread(2, 500),
  intent_mismatch: spread(5, 480),
  deadline_exceeded: spread(1, 500),
}

describe('judging a stage', () => {
  it('answers with the keys of the contract, in its order', () => {
    const verdict = judgeStage(defaultPlan, 'canary', evidence(cleanCanary), at)
    expect(Object.keys(verdict)).toEqual([
      'stage',
      'verdict',
      'decided_at',
      'alpha',
      'metrics',
      'because',
      'latency',
    ])
    for (const row of verdict.metrics) {
      expect(Object.keys(row)).toEqual([
        'name',
        'direction',
        's',
        'n',
        'estimate',
        'lower',
        'upper',
        'threshold',
        'log_e',
        'verdict',
        'needs',
      ])
    }
    expect(() => JSON.parse(JSON.stringify(verdict))).not.toThrow()
  })

  it('says GO when every gate is proved, long enough, with enough decisions', () => {
    const verdict = judgeStage(defaultPlan, 'canary', evidence(cleanCanary), at)
    expect(verdict).toMatchObject({
      stage: 'canary',
      verdict: 'GO',
      decided_at: at,
      // The first epoch tried may spend half of the plan's 0.05.
      alpha: { rollback: 0.01, detector: 0.01, go: 0.025 },
    })
    expect(verdict.metrics.filter(({ direction }) => direction === 'below')).toMatchObject([
      { name: 'attempt_error', s: 2, n: 500, threshold: 0.05, verdict: 'GO', needs: null },
      { name: 'intent_mismatch', verdict: 'GO' },
      { name: 'latency_p95', s: 1, n: 500, threshold: 0.05, verdict: 'GO' },
    ])
  })

  it.each([
    { what: 'no records at all', given: noEvidence },
    { what: 'a metric was not counted', given: evidence({ attempt_error: spread(0, 500) }) },
    {
      what: 'a metric has no denominator',
      given: evidence({ ...cleanCanary, intent_mismatch: [] }),
    },
    { what: 'too short', given: evidence(cleanCanary, { lastMs: startMs + 2.9 * dayMs }) },
    { what: 'no time at all', given: evidence(cleanCanary, { firstMs: null, lastMs: null }) },
    {
      what: 'a clock that ran backwards',
      given: evidence(cleanCanary, { lastMs: startMs - 9 * dayMs }),
    },
    { what: 'too few sampled', given: evidence(cleanCanary, { sampled: 49 }) },
    { what: 'two epochs answering', given: evidence(cleanCanary, { otherEpochsActive: 1 }) },
    {
      what: 'records of candidates missing from the sample',
      given: evidence(cleanCanary, {
        sampleRatios: [{ rate: 0.01, eligible: 100_000, sampled: 500 }],
      }),
    },
    {
      what: 'a rate between the thresholds',
      given: evidence({ ...cleanCanary, attempt_error: spread(35, 500) }),
    },
  ])('says INSUFFICIENT and why: $what', ({ given }) => {
    const verdict = judgeStage(defaultPlan, 'canary', given, at)
    expect(verdict.verdict).toBe('INSUFFICIENT')
    expect(verdict.because.length).toBeGreaterThan(0)
  })

  it('lets records of other decisions be missing: they hide no failure', () => {
    const sampleRatios = [{ rate: 0.01, eligible: 500, sampled: 500 }]
    const verdict = judgeStage(defaultPlan, 'canary', evidence(cleanCanary, { sampleRatios }), at)
    expect(verdict.verdict).toBe('GO')
  })

  it('says how many more and how long', () => {
    const counts = {
      attempt_error: spread(0, 40),
      intent_mismatch: spread(0, 40),
      deadline_exceeded: spread(0, 40),
    }
    const verdict = judgeStage(defaultPlan, 'canary', evidence(counts), at)
    const row = verdict.metrics.find(({ name }) => name === 'attempt_error')
    // 85 clean decisions are the fewest that reach GO at 0.05, and 99 windows with one each; 40 took 7 days.
    expect(row?.needs?.sampled).toBe(59)
    expect(row?.needs?.days).toBeCloseTo(59 / (40 / 7), 10)
    expect(verdict.because[0]).toMatch(/needs 59 more sampled decisions \(10\.3 days at 6 sampled/)
  })

  it('says beside the duration what a GO cannot know', () => {
    const { because } = judgeStage(defaultPlan, 'canary', evidence(cleanCanary), at)
    expect(because.join(' ')).toMatch(/7 days say nothing of outages rarer than one in 2\.3 days/)
    expect(because.join(' ')).toMatch(/longer than 10 minutes/)
  })

  it('lets a later epoch spend less, so that ten bad prompts pass no more easily than one', () => {
    expect([1, 2, 3].map((place) => atPlace(place).alpha.go)).toEqual([
      0.05 / 2,
      0.05 / 6,
      0.05 / 12,
    ])
    expect(atPlace(1).verdict).toBe('GO')
    expect(atPlace(1000).verdict).toBe('INSUFFICIENT')
    expect(atPlace(1000).because.join(' ')).toMatch(/epoch 1000 of those tried here may spend 5e-8/)
    const upper = (place: number) => atPlace(place).metrics[0]?.upper ?? 0
    expect(upper(2)).toBeGreaterThan(upper(1))
  })

  it('says what a stage may err in, evidence and change detector together', () => {
    const { because } = judgeStage(defaultPlan, 'canary', evidence(cleanCanary), at)
    expect(because.join(' ')).toMatch(
      /0\.01 by evidence and 0\.01 by the change detector, 0\.02 together/,
    )
  })

  it('says that a rate at its threshold never will pass, instead of a number', () => {
    const counts = { ...cleanCanary, attempt_error: spread(25, 500) }
    const verdict = judgeStage(defaultPlan, 'canary', evidence(counts), at)
    expect(verdict.metrics[0]).toMatchObject({ needs: { sampled: null, days: null } })
    expect(verdict.because.join(' ')).toMatch(/attempt_error .* never will be/)
  })

  it('asks for a person after the longest duration, unless the proof has come by then', () => {
    const late = { lastMs: startMs + 31 * dayMs }
    const undecided = evidence({ ...cleanCanary, attempt_error: spread(35, 500) }, late)
    const waiting = judgeStage(defaultPlan, 'canary', undecided, at)
    expect(waiting.verdict).toBe('INSUFFICIENT')
    expect(waiting.because.join(' ')).toMatch(/longer than its 30 days: a person must decide/)
    expect(judgeStage(defaultPlan, 'canary', evidence(cleanCanary, late), at).verdict).toBe('GO')
  })

  it('lets NO_GO win over gates that pass', () => {
    const counts = { ...cleanCanary, attempt_error: spread(100, 500) }
    const verdict = judgeStage(defaultPlan, 'canary', evidence(counts), at)
    expect(verdict.verdict).toBe('NO_GO')
    expect(verdict.because[0]).toMatch(/attempt_error 100 of 500 is shown to be above 0\.1/)
  })

  it('stops at an incident whatever the numbers say', () => {
    const verdict = judgeStage(defaultPlan, 'canary', evidence(cleanCanary, { incidents: 1 }), at)
    expect(verdict.verdict).toBe('NO_GO')
  })

  it('stops a regression after a long healthy start that the totals still forgive', () => {
    const counts = { ...cleanCanary, attempt_error: [...spread(5, 5000), ...spread(20, 20, 0)] }
    const verdict = judgeStage(
      defaultPlan,
      'canary',
      evidence(counts, { lastMs: startMs + 8 * dayMs }),
      at,
    )
    const row = verdict.metrics.find(({ direction }) => direction === 'above')
    expect(row?.log_e).toBeLessThan(0)
    expect(verdict.verdict).toBe('NO_GO')
    expect(verdict.because[0]).toMatch(/change detector/)
  })

  it('asks for stable acceptance only against a stage before', () => {
    const counts = {
      attempt_error: spread(2, 900),
      intent_mismatch: spread(3, 890),
      acceptance: spread(720, 900),
    }
    const alone = judgeStage(defaultPlan, 'expanded', evidence(counts), at)
    expect(alone.verdict).toBe('INSUFFICIENT')
    expect(alone.because.join(' ')).toMatch(/[Ss]table acceptance cannot be judged/)
    const reference = { stage: 'canary', metrics: new Map([['acceptance', spread(400, 500)]]) }
    const held = judgeStage(defaultPlan, 'expanded', evidence(counts, { reference }), at)
    expect(held.verdict).toBe('GO')
    const fallen = evidence({ ...counts, acceptance: spread(500, 900) }, { reference })
    expect(judgeStage(defaultPlan, 'expanded', fallen, at).verdict).toBe('INSUFFICIENT')
  })

  it('can be told to stop at a drop of acceptance or at undone decisions', () => {
    const plan = withNoGo([
      { metric: 'acceptance', max_drop: 0.2 },
      { metric: 'undone', ratio: 1 },
    ])
    const reference = { stage: 'canary', metrics: new Map([['acceptance', spread(800, 1000)]]) }
    const counts = {
      attempt_error: spread(2, 900),
      intent_mismatch: spread(3, 890),
      acceptance: spread(300, 900),
    }
    const dropped = judgeStage(plan, 'expanded', evidence(counts, { reference }), at)
    expect(dropped.verdict).toBe('NO_GO')
    expect(dropped.because[0]).toMatch(/acceptance 300 of 900 is shown to be below/)
    const day = {
      candidate: { undone: 20, n: 100 },
      baseline: { undone: 50, n: 1000 },
    }
    const undone = judgeStage(
      plan,
      'expanded',
      evidence(
        { ...counts, acceptance: spread(720, 900) },
        { reference, outcomes: [day, day, day] },
      ),
      at,
    )
    expect(undone.verdict).toBe('NO_GO')
    expect(undone.because[0]).toMatch(/undone 60 of 300/)
  })

  it('can ask for a proof that decisions are not undone more often than under the baseline', () => {
    const [canary] = defaultPlan.stages
    const plan: Plan = {
      ...defaultPlan,
      stages: [{ ...canary, go: [...canary.go, { metric: 'undone', ratio_below: 1.25 }] }],
    }
    const judged = (candidate: number, hours: number) => {
      const hour = { candidate: { undone: candidate, n: 42 }, baseline: { undone: 17, n: 420 } }
      const outcomes = Array.from({ length: hours }, () => hour)
      const verdict = judgeStage(plan, 'canary', evidence(cleanCanary, { outcomes }), at)
      return { verdict, row: verdict.metrics.find(({ name }) => name === 'undone') }
    }
    const few = judged(1, 5)
    expect(few.verdict.verdict).toBe('INSUFFICIENT')
    expect(few.row).toMatchObject({ direction: 'below', s: 5, n: 210, verdict: 'INSUFFICIENT' })
    expect(few.row?.needs?.sampled).toBeGreaterThan(0)
    expect(judged(1, 120).verdict.verdict).toBe('GO')
    const none = judged(0, 0)
    expect(none.verdict.verdict).toBe('INSUFFICIENT')
    expect(none.verdict.because.join(' ')).toMatch(/undone 0 of 0 .* 0 of 200 baseline outcomes/)
    expect(judged(4, 200).verdict.verdict).toBe('INSUFFICIENT')
  })

  it('does not take one burst for a proven rate when bursts are known', () => {
    const bursts = Array.from({ length: 400 }, (_, i) => ({
      startMs: startMs + i * 1_500_000,
      s: i % 25 === 0 ? 20 : 0,
      n: 20,
    }))
    const counts = { ...cleanCanary, attempt_error: bursts }
    const blind: Plan = { ...defaultPlan, bursts: { window_minutes: 5, correlation: 0 } }
    const aware: Plan = { ...defaultPlan, bursts: { window_minutes: 5, correlation: 0.3 } }
    const given = evidence(counts, { sampled: 8000 })
    // 4 % of the decisions fail, in bursts of 20: healthy against 0.1 either way in the long run, but
    // a single burst alone rings the detector that believes in independent decisions.
    expect(judgeStage(blind, 'canary', given, at).verdict).toBe('NO_GO')
    expect(judgeStage(aware, 'canary', given, at).verdict).not.toBe('NO_GO')
  })

  it('bets on a window when it is complete, not after each of its decisions', () => {
    const aware: Plan = { ...defaultPlan, bursts: { window_minutes: 5, correlation: 0.3 } }
    const complete = Array.from({ length: 300 }, (_, i) => ({
      startMs: startMs + i * 1_500_000,
      s: i % 60 === 0 ? 5 : 0,
      n: 20,
    }))
    // The first decision of a window says nothing about its mean.
    const growing = { startMs: startMs + 301 * 1_500_000, s: 1, n: 1 }
    const stops = (buckets: readonly BucketCount[], sealedUntilMs: number) => {
      const counts = { ...cleanCanary, attempt_error: buckets }
      const given = evidence(counts, { sampled: 6000, sealedUntilMs })
      const { metrics } = judgeStage(aware, 'canary', given, at)
      return metrics.find(({ direction }) => direction === 'above')?.log_e
    }
    const inside = growing.startMs + 10_000
    expect(stops([...complete, growing], inside)).toBe(stops(complete, inside))
    expect(stops([...complete, growing], inside + 290_000)).not.toBe(stops(complete, inside))
  })

  it('does not let a GO pass over a burst, whatever the plan says of correlation', () => {
    const burst = Array.from({ length: 60 }, (_, i) => ({
      startMs: startMs + i * 300_000,
      s: i === 30 ? 20 : 0,
      n: 20,
    }))
    const counts = { ...cleanCanary, attempt_error: burst }
    const measured = judgeStage(defaultPlan, 'canary', evidence(counts, { sampled: 1200 }), at)
    const row = measured.metrics.find(({ name }) => name === 'attempt_error')
    expect(row).toMatchObject({ s: 20, n: 1200, verdict: 'INSUFFICIENT' })
    expect(measured.verdict).not.toBe('GO')
  })

  it('warns of starts that never got a record (L14)', () => {
    const verdict = judgeStage(
      defaultPlan,
      'canary',
      evidence(cleanCanary, { unresolvedShare: 0.02 }),
      at,
    )
    expect(verdict.because.join(' ')).toMatch(/L14: 2\.0 %/)
  })

  it('is never GO without enough of everything, whatever the counts (property)', () => {
    const list = fc.array(
      fc.integer({ min: 0, max: 30 }).chain((n) =>
        fc.record({
          startMs: fc.integer({ min: startMs, max: startMs + 9 * dayMs }),
          s: fc.integer({ min: 0, max: n }),
          n: fc.constant(n),
        }),
      ),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('attempt_error', 'intent_mismatch', 'deadline_exceeded', 'acceptance'),
          list,
        ),
        fc.option(fc.integer({ min: startMs - dayMs, max: startMs + 10 * dayMs })),
        fc.constantFrom('canary', 'expanded', 'target'),
        (counts, lastMs, stage) => {
          const given = evidence(counts, { lastMs })
          const verdict = judgeStage(defaultPlan, stage, given, at)
          expect(verdict.because.length).toBeGreaterThan(0)
          for (const row of verdict.metrics) {
            const numbers = [row.s, row.n, row.estimate, row.lower, row.upper, row.log_e]
            for (const value of numbers) {
              if (value !== null) expect(Number.isFinite(value)).toBe(true)
            }
            expect(row.lower).toBeLessThanOrEqual(row.upper)
          }
          if (verdict.verdict !== 'GO') return
          expect(stage).toBe('canary')
          expect(lastMs).toBeGreaterThanOrEqual(startMs + 3 * dayMs)
          for (const row of verdict.metrics) {
            if (row.direction === 'below') expect(row.upper).toBeLessThan(row.threshold ?? 0)
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  it('refuses a stage that the plan does not have', () => {
    expect(() => judgeStage(defaultPlan, 'nowhere', noEvidence, at)).toThrow(RangeError)
  })
})

/** The verdict on a clean canary under the so-many-th epoch tried there. */
function atPlace(epochPlace: number) {
  return judgeStage(defaultPlan, 'canary', evidence(cleanCanary, { epochPlace }), at)
}

function withNoGo(gates: readonly NoGoGate[]): Plan {
  const [canary, expanded, ...rest] = defaultPlan.stages
  if (expanded === undefined) throw new Error('the default plan has a second stage')
  return { ...defaultPlan, stages: [canary, { ...expanded, no_go: gates }, ...rest] }
}
