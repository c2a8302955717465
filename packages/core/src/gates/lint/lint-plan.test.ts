import { describe, expect, it } from 'vitest'
import { builtInPlan } from '../built-in-plan.js'
import { defaultPlan } from '../default-plan.js'
import type { GoGate, NoGoGate, Plan, PlanStage } from '../plan.js'
import { fewestCleanDecisions } from '../planning.js'
import type { Finding } from './finding.js'
import { lintPlan } from './lint-plan.js'

const error = (below: number): GoGate => ({ metric: 'attempt_error', below, of: 'sampled' })
const stop = (above: number): NoGoGate => ({ metric: 'attempt_error', above, of: 'sampled' })

function stage(more: Partial<PlanStage> = {}): PlanStage {
  return {
    name: 'one',
    rate: 0.01,
    mode: 'live',
    min_days: 3,
    max_days: 30,
    min_sampled: 500,
    go: [error(0.05)],
    no_go: [stop(0.1)],
    ...more,
  }
}

function plan(stages: Plan['stages'], more: Partial<Plan> = {}): Plan {
  const expectations = { ...defaultPlan.expect, decisions_per_day: 20_000 }
  return { ...defaultPlan, expect: expectations, stages, ...more }
}

const found = (given: Plan, id: string): readonly Finding[] =>
  lintPlan(given).filter((finding) => finding.id === id)

describe('linting a plan', () => {
  it('finds nothing wrong with a sound plan', () => {
    expect(lintPlan(plan([stage()]))).toEqual([])
  })

  it('finds no error in the built-in plan, with or without stated traffic', () => {
    const stated = {
      ...defaultPlan,
      expect: { ...defaultPlan.expect, decisions_per_day: 5000 },
    }
    for (const given of [defaultPlan, stated]) {
      expect(lintPlan(given).filter(({ severity }) => severity === 'error')).toEqual([])
    }
  })

  it('knows the fewest clean decisions (GATES section 2)', () => {
    const fewest = [0.05, 0.03, 0.02].map((p0) => fewestCleanDecisions(p0, 0.05))
    expect(fewest).toEqual([70, 118, 178])
    const strict = [0.05, 0.03, 0.02].map((p0) => fewestCleanDecisions(p0, 0.01))
    expect(strict).toEqual([105, 176, 266])
    expect([0.1, 0.01].map((p0) => fewestCleanDecisions(p0, 0.05))).toEqual([35, 358])
    expect([0.1, 0.01].map((p0) => fewestCleanDecisions(p0, 0.01))).toEqual([51, 534])
  })

  it('L1: names a latency limit beyond the deadline, and one at it that another gate implies', () => {
    const beyond = stage({
      go: [error(0.05), { metric: 'latency', quantile: 0.95, below_ms: 500 }],
    })
    expect(found(plan([beyond]), 'L1')).toMatchObject([
      { severity: 'error', path: ['stages', 0, 'go', 1], rule: 'latency-vacuous' },
    ])
    const at = stage({
      go: [error(0.05), { metric: 'latency', quantile: 0.95, below_ms: 'deadline' }],
    })
    expect(found(plan([at]), 'L1')).toMatchObject([{ severity: 'note' }])
    const alone = stage({ go: [{ metric: 'latency', quantile: 0.95, below_ms: 'deadline' }] })
    expect(found(plan([alone]), 'L1')).toEqual([])
    const useful = stage({
      go: [error(0.05), { metric: 'latency', quantile: 0.95, below_ms: 150 }],
    })
    expect(found(plan([useful]), 'L1')).toEqual([])
  })

  it('L2: names what a rate over all records comes to', () => {
    const diluted = stage({
      rate: 0.05,
      go: [{ metric: 'attempt_error', below: 0.03, of: 'all_records' }],
      no_go: [{ metric: 'attempt_error', above: 0.05, of: 'all_records' }],
    })
    const [never, weak] = found(plan([diluted]), 'L2')
    expect(never).toMatchObject({ severity: 'error', path: ['stages', 0, 'no_go', 0] })
    expect(weak).toMatchObject({ severity: 'warning' })
    expect(weak?.arithmetic).toMatch(/0\.03 \/ 0\.05 = 0\.6/)
  })

  it('L3 and L5: name a GO that the traffic does not allow, and ask for traffic that is not stated', () => {
    const slow = plan([stage()], {
      expect: { ...defaultPlan.expect, decisions_per_day: 200 },
    })
    expect(found(slow, 'L3')).toMatchObject([{ severity: 'error' }])
    const wait = plan([stage()], {
      expect: { ...defaultPlan.expect, decisions_per_day: 400 },
    })
    expect(found(wait, 'L3')).toEqual([])
    expect(found(wait, 'L5')).toMatchObject([{ severity: 'error' }])
    expect(found(plan([stage()], { expect: defaultPlan.expect }), 'L3')).toMatchObject([
      { severity: 'note' },
    ])
    const hopeless = stage({ go: [error(0.01)] })
    expect(found(plan([hopeless]), 'L5')[0]?.problem).toMatch(/wait for ever/)
  })

  it('L4: names a minimum that never binds and what it really shows', () => {
    const [minimum] = found(plan([stage({ min_sampled: 50 })]), 'L4')
    expect(minimum?.arithmetic).toMatch(/at least 85; 50 clean decisions .* below 0\.0834/)
    expect(found(plan([stage({ min_sampled: 85 })]), 'L4')).toEqual([])
  })

  it('L6: reckons as the reference does: 14 days for a doubling of 5 % at 20 sampled a day', () => {
    const quiet = plan([stage({ no_go: [stop(0.05)] })], {
      expect: { ...defaultPlan.expect, decisions_per_day: 2000 },
    })
    expect(found(quiet, 'L6')[0]?.arithmetic).toMatch(/= 29\d decisions, 14\.\d days/)
  })

  it('L7: names thresholds that contradict each other or leave no room', () => {
    expect(found(plan([stage({ go: [error(0.12)] })]), 'L7')).toMatchObject([{ severity: 'error' }])
    expect(found(plan([stage({ go: [error(0.09)] })]), 'L7')).toMatchObject([
      { severity: 'warning' },
    ])
    expect(found(plan([stage({ go: [error(0.08)] })]), 'L7')).toEqual([])
  })

  it('L8 and L9: name stages that ask for less than the one before, or throw out what it let through', () => {
    const loose = stage({ name: 'two', rate: 0.01, min_days: 1, go: [error(0.06)] })
    expect(found(plan([stage(), loose]), 'L8').map(({ problem }) => problem)).toEqual([
      expect.stringMatching(/samples no more/),
      expect.stringMatching(/runs shorter/),
      expect.stringMatching(/GO on attempt_error gets looser/),
    ])
    const strict = stage({ name: 'two', rate: 0.05, no_go: [stop(0.04)], go: [error(0.03)] })
    expect(found(plan([stage(), strict]), 'L9')).toMatchObject([{ severity: 'error' }])
    const latency = (ms: number): PlanStage =>
      stage({
        go: [{ metric: 'latency', quantile: 0.95, below_ms: ms }],
        no_go: [{ metric: 'latency', quantile: 0.95, above_ms: 175 }],
      })
    const far = plan([latency(100), { ...latency(100), name: 'two', rate: 0.02 }])
    expect(found(far, 'L8').map(({ problem }) => problem)).toEqual([
      expect.stringMatching(/only far beyond/),
    ])
  })

  it('L10: holds the harm of a doubled rate against the budget', () => {
    expect(found(plan([stage()], { harm_budget: 20 }), 'L10')[0]?.arithmetic).toMatch(
      /at 0\.2 about 135 .* 27 of them bad/,
    )
    expect(found(plan([stage()], { harm_budget: 30 }), 'L10')).toEqual([])
  })

  it('L11: names a limit that is no edge of the histogram', () => {
    const inside = stage({ go: [{ metric: 'latency', quantile: 0.95, below_ms: 160 }] })
    expect(found(plan([inside]), 'L11')[0]?.arithmetic).toMatch(/\(150, 175\] ms/)
    const edge = stage({ go: [{ metric: 'latency', quantile: 0.95, below_ms: 150 }] })
    expect(found(plan([edge]), 'L11')).toEqual([])
  })

  it('L12: names an acceptance gate that its reference cannot support', () => {
    const stable: GoGate = { metric: 'acceptance', max_drop: 0.2 }
    expect(found(plan([stage({ go: [stable] })]), 'L12')).toMatchObject([{ severity: 'error' }])
    const small = stage({ go: [error(0.3)], no_go: [stop(0.5)], min_sampled: 12 })
    const next = stage({ name: 'two', rate: 0.05, go: [stable] })
    const modest = { expect: { ...defaultPlan.expect, acceptance: 0.7 } }
    expect(found(plan([small, next], modest), 'L12')).toMatchObject([{ severity: 'warning' }])
    expect(found(plan([stage({ min_sampled: 2000 }), next]), 'L12')).toEqual([])
    const drop = stage({
      name: 'two',
      rate: 0.05,
      no_go: [{ metric: 'acceptance', max_drop: 0.2 }],
    })
    const [reference] = found(plan([stage({ min_sampled: 200 }), drop]), 'L12')
    // 200 decisions at 0.8 allow to notice a fall below 0.54, a third (GATES section 3).
    expect(reference?.arithmetic).toMatch(/0\.8 of that is 0\.5[34]\d?: .* 0\.3[23]/)
  })

  it('L13: asks for stated alphas that add up', () => {
    const undeclared = lintPlan(plan([stage()]), { declaresAlpha: false })
    expect(undeclared).toMatchObject([{ id: 'L13' }])
    const dear = { rollback: 0.02, detector: 0.04, go: 0.05, rollback_budget: 0.05 }
    expect(found(plan([stage()], { alpha: dear }), 'L13')[0]?.arithmetic).toMatch(
      /0\.02 by evidence and 0\.04 by the change detector each are 0\.06 > 0\.05/,
    )
    expect(found(plan([stage()], { alpha: { ...dear, detector: 0.03 } }), 'L13')).toEqual([])
  })

  it('L14: warns of starts without a record', () => {
    expect(lintPlan(plan([stage()]), { unresolvedShare: 0.02 })).toMatchObject([{ id: 'L14' }])
    expect(lintPlan(plan([stage()]), { unresolvedShare: 0.01 })).toEqual([])
  })

  it('puts errors first and gives every finding its numbers and a way out', () => {
    const bad = stage({
      min_sampled: 10,
      go: [error(0.12), { metric: 'latency', quantile: 0.95, below_ms: 500 }],
    })
    const findings = lintPlan(plan([bad]))
    const severities = findings.map(({ severity }) => severity)
    expect(severities.lastIndexOf('error')).toBeLessThan(severities.indexOf('warning'))
    for (const finding of findings) {
      expect(finding.arithmetic).toMatch(/\d/)
      expect(finding.suggestion.length).toBeGreaterThan(10)
    }
  })
})

const gated = (metric: 'intent_mismatch' | 'decision_type_mismatch' | 'disagreement') => ({
  ...defaultPlan,
  stages: [
    {
      ...defaultPlan.stages[0],
      go: [{ metric, below: 0.05, of: 'sampled' as const }],
      no_go: [{ metric: 'incident' as const }],
    },
  ] as const,
})

describe('a plan in a corridor', () => {
  const corridor = {
    intent: 'decide_refund',
    intents: ['decide_refund'],
    decisionTypes: ['approve', 'deny'],
    parts: ['language'],
  }
  const cannotMove = (given: Plan, about: Partial<typeof corridor> = {}) =>
    lintPlan(given, { corridor: { ...corridor, ...about } }).filter(({ id }) => id === 'L15')
  it('gates on nothing that is the same in every decision', () => {
    expect(cannotMove(gated('intent_mismatch'))).toMatchObject([
      { severity: 'error', path: ['stages', 0, 'go', 0], stage: 'canary' },
    ])
    expect(cannotMove(gated('intent_mismatch'))[0]?.problem).toContain(
      'cannot move in decide_refund',
    )
    expect(cannotMove(gated('intent_mismatch'), { intents: ['a', 'b'] })).toEqual([])
    expect(cannotMove(gated('decision_type_mismatch'))).toEqual([])
    expect(cannotMove(gated('decision_type_mismatch'), { decisionTypes: ['one'] })).toHaveLength(1)
    expect(cannotMove(gated('disagreement'), { decisionTypes: ['one'] })).toEqual([])
  })

  it('names the stages that a candidate passes whatever it decides', () => {
    const blind = (given: Plan, about: Partial<typeof corridor> = {}) =>
      lintPlan(given, { corridor: { ...corridor, ...about } }).filter(({ id }) => id === 'L17')
    expect(blind(gated('disagreement'))).toEqual([])
    expect(blind(gated('decision_type_mismatch'))).toEqual([])
    expect(blind(builtInPlan(corridor), { intents: ['a', 'b'] })).toHaveLength(1)
    expect(blind(defaultPlan, { intents: ['a', 'b'] })).toEqual([])
    const [finding, ...more] = blind(builtInPlan(corridor), { decisionTypes: ['decided'] })
    expect(more).toEqual([])
    expect(finding).toMatchObject({ severity: 'warning', stage: 'canary' })
    expect(finding?.problem).toMatch(/canary, expanded, target .* decide_refund/u)
    expect(finding?.suggestion).toContain('a label and its labels')
  })

  it('judges parts by a closed list that the corridor has', () => {
    const byPlan = { ...gated('disagreement'), parts: { by: 'plan', demote: true } }
    expect(cannotMove(byPlan)).toMatchObject([{ severity: 'error', path: ['parts', 'by'] }])
    const byLanguage = { ...byPlan, parts: { by: 'language', demote: true } }
    expect(cannotMove(byLanguage)).toEqual([])
  })
})
