import { upperBound } from '../bounds.js'
import { detectorAlpha, rollbackTotal } from '../detector-budget.js'
import { unresolvedLimit } from '../judge-stage.js'
import { rate, whole } from '../phrases.js'
import { doubled, expectedDecisions, fewestCleanDecisions } from '../planning.js'
import { goAlpha } from '../spending.js'
import { finding, type Finding, type LintSubject } from './finding.js'
import { expectedPerDay, placedStages, type PlacedStage } from './plan-gates.js'
import { sharedAlpha } from './sample-size-rules.js'

/** Rules about what may go wrong: L10 harm, L12 acceptance, L13 alpha, L14 missing data. */
export function riskRules(subject: LintSubject): readonly Finding[] {
  const stages = placedStages(subject.plan)
  return [
    ...stages.flatMap((stage) => harm(subject, stage)),
    ...stages.flatMap((stage, index) => acceptance(subject, stages[index - 1], stage)),
    ...alphas(subject),
    ...missing(subject),
  ]
}

/** L10: bad decisions before a rollback do not depend on the sampled share, only on the gate. */
function harm({ plan }: LintSubject, placed: PlacedStage): Finding[] {
  const budget = plan.harm_budget
  if (budget === null) return []
  const alpha = sharedAlpha(plan, placed)
  return placed.noGo.flatMap((gate) => {
    const { threshold, name } = gate
    if (threshold === null) return []
    const worse = doubled(threshold)
    const bad = worse * expectedDecisions(worse, threshold, alpha)
    if (bad <= budget) return []
    return [
      finding('L10', 'warning', gate, {
        problem: `A doubled ${name} costs more bad decisions than the harm budget before it is rolled back.`,
        arithmetic: `at ${rate(worse)} about ${whole(bad / worse)} decisions to roll back, ${whole(bad)} of them bad; budget ${whole(budget)}`,
        suggestion:
          'Lower the threshold, raise the rollback alpha, or accept a larger harm_budget.',
      }),
    ]
  })
}

/** L12: what the reference of the stage before can tell. */
function acceptance(
  { plan }: LintSubject,
  before: PlacedStage | undefined,
  placed: PlacedStage,
): Finding[] {
  const usual = plan.expect.acceptance
  return [...placed.go, ...placed.noGo].flatMap((gate) => {
    const { gate: written, side } = gate
    if (written.metric !== 'acceptance') return []
    if (before === undefined) {
      return [
        finding('L12', 'error', gate, {
          problem: `The first stage has no stage before it: acceptance can never be shown to be stable.`,
          arithmetic: 'reference decisions: 0',
          suggestion: 'Drop the gate here, or put a shadow stage first.',
        }),
      ]
    }
    const fewest = before.go.map(({ threshold }) =>
      threshold === null ? 0 : (fewestCleanDecisions(threshold, goAlpha(plan)) ?? 0),
    )
    const reference = Math.max(before.stage.min_sampled, ...fewest)
    const accepted = Math.round(usual * reference)
    const keep = 1 - written.max_drop
    const spent = (side === 'go' ? goAlpha(plan) : sharedAlpha(plan, placed)) / 4
    if (side === 'go') {
      const most = upperBound(accepted, reference, spent)
      const least = keep * most
      const needed =
        least < usual ? expectedDecisions(usual, least, goAlpha(plan)) : Number.POSITIVE_INFINITY
      const perDay = expectedPerDay(plan, placed.stage)
      const available = perDay === null ? 1e6 : perDay * placed.stage.max_days
      if (needed <= available) return []
      return [
        finding('L12', 'warning', gate, {
          problem: `Unchanged acceptance could not be shown to be stable in ${placed.stage.name} against so small a reference.`,
          arithmetic: `${whole(reference)} decisions of ${before.stage.name} at ${rate(usual)} leave up to ${rate(most)}; ${rate(keep)} of that is ${rate(least)}, and ${rate(usual)} is ${Number.isFinite(needed) ? `told from it in ${whole(needed)} decisions; there will be ${whole(available)}` : 'not above it'}`,
          suggestion: `Raise min_sampled of ${before.stage.name}.`,
        }),
      ]
    }
    const least = 1 - upperBound(reference - accepted, reference, spent)
    const detectable = 1 - (keep * least) / usual
    if (detectable <= 1.5 * written.max_drop) return []
    return [
      finding('L12', 'warning', gate, {
        problem: `A drop of ${rate(written.max_drop)} could not be noticed against so small a reference.`,
        arithmetic: `${whole(reference)} decisions of ${before.stage.name} at ${rate(usual)} rule out less than ${rate(least)} only; ${rate(keep)} of that is ${rate(keep * least)}: the smallest drop that can be noticed is ${rate(detectable)}`,
        suggestion: `Raise min_sampled of ${before.stage.name}.`,
      }),
    ]
  })
}

/** L13: the error chances must be stated and add up. */
function alphas({ plan, declaresAlpha }: LintSubject): Finding[] {
  const { rollback, rollback_budget: budget, go } = plan.alpha
  const detector = detectorAlpha(plan)
  const total = rollbackTotal(plan) * plan.stages.length
  const found: Finding[] = []
  if (!declaresAlpha) {
    found.push(
      finding(
        'L13',
        'warning',
        { path: ['alpha'], stage: null },
        {
          problem: 'The plan does not state its error chances, so its verdicts cannot be audited.',
          arithmetic: `taken as rollback ${rollback}, detector ${detector}, go ${go}`,
          suggestion: `Add alpha: {rollback: ${rollback}, detector: ${detector}, go: ${go}}.`,
        },
      ),
    )
  }
  if (total > budget + 1e-12) {
    found.push(
      finding(
        'L13',
        'warning',
        { path: ['alpha'], stage: null },
        {
          problem: 'The chance of a false rollback anywhere exceeds its budget.',
          arithmetic: `${plan.stages.length} stages at ${rate(rollback)} by evidence and ${rate(detector)} by the change detector each are ${rate(total)} > ${rate(budget)}`,
          suggestion: `Let rollback and detector come to ${rate(budget / plan.stages.length)} a stage, or raise rollback_budget.`,
        },
      ),
    )
  }
  return found
}

/** L14: starts that never got a record. */
function missing({ unresolvedShare }: LintSubject): Finding[] {
  if (unresolvedShare === null || unresolvedShare <= unresolvedLimit) return []
  return [
    finding(
      'L14',
      'warning',
      { path: [], stage: null },
      {
        problem: 'Sampled starts without a record count as failed.',
        arithmetic: `${rate(unresolvedShare)} of the starts > ${unresolvedLimit}`,
        suggestion: "Check the risk log's writer and crashed processes before blaming the model.",
      },
    ),
  ]
}
