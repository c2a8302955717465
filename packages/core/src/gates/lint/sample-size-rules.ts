import { upperBound } from '../bounds.js'
import { days, rate, whole } from '../phrases.js'
import {
  doubled,
  expectedDecisions,
  expectedWindows,
  fewestCleanDecisions,
  fewestCleanWindows,
} from '../planning.js'
import { goAlpha } from '../spending.js'
import { decisionsPerFilledWindow } from '../typical-windows.js'
import { finding, type Finding, type LintSubject } from './finding.js'
import { expectedPerDay, placedStages, type PlacedStage } from './plan-gates.js'

/** Rules about how many decisions there are: L3, L4, L5, L6. */
export function sampleSizeRules({ plan }: LintSubject): readonly Finding[] {
  return placedStages(plan).flatMap((stage) => {
    const { decisions, gate } = fewestForGo(stage, goAlpha(plan))
    if (gate === null) return []
    return [
      ...unreachableGo(plan, stage, decisions, gate),
      ...decorativeMinimum(plan, stage, decisions, gate),
      ...slowGo(plan, stage),
      ...inertNoGo(plan, stage),
    ]
  })
}

type Plan = LintSubject['plan']

/** The gate of a stage that needs the most decisions even if nothing ever goes wrong. */
function fewestForGo(
  { go }: PlacedStage,
  alpha: number,
): { readonly decisions: number; readonly gate: string | null } {
  let most: { decisions: number; gate: string | null } = { decisions: 0, gate: null }
  for (const { name, threshold } of go) {
    if (threshold === null) continue
    const decisions = fewestCleanDecisions(threshold, alpha) ?? Infinity
    if (decisions > most.decisions) most = { decisions, gate: `${name} < ${rate(threshold)}` }
  }
  return most
}

/** L3: not even a perfect candidate gets there. */
function unreachableGo(
  plan: Plan,
  placed: PlacedStage,
  decisions: number,
  gate: string,
): Finding[] {
  const { stage } = placed
  const perDay = expectedPerDay(plan, stage)
  const alpha = goAlpha(plan)
  if (perDay === null) {
    const design = Math.max(decisions, ...designDecisions(plan, placed))
    const noGo = Math.max(0, ...noGoDecisions(plan, placed))
    return [
      finding('L3', 'note', placed, {
        problem: `Whether ${stage.name} can be decided in time depends on the traffic, which the plan does not state.`,
        arithmetic: `GO at the design rate ${rate(plan.expect.event_rate)} takes about ${whole(design)} sampled decisions: ${whole(design / stage.rate / stage.max_days)} decisions a day within ${days(stage.max_days)}; a doubled event rate is noticed within ${days(stage.min_days)} from ${whole(noGo / stage.rate / Math.max(stage.min_days, 0.01))} a day`,
        suggestion: 'State expect.decisions_per_day, or lint with --traffic.',
      }),
    ]
  }
  const { each, minutes } = traffic(plan, perDay)
  const windows = fewestWindows(placed, alpha)
  const needed = Math.max(decisions, windows * each)
  if (needed <= perDay * stage.max_days) return []
  return [
    finding('L3', 'error', placed, {
      problem: `${stage.name} can never reach GO: even a perfect candidate needs more decisions than there will be.`,
      arithmetic: `${gate} at alpha ${alpha} needs at least ${whole(decisions)} clean decisions in ${whole(windows)} windows of ${minutes} min; ${whole(perDay)} sampled a day for ${days(stage.max_days)} are ${whole(perDay * stage.max_days)} in ${whole((perDay * stage.max_days) / each)} windows`,
      suggestion: `Sample more, allow ${days(needed / perDay)}, or raise the threshold.`,
    }),
  ]
}

/** L4: the minimum is smaller than what the gates need anyway. */
function decorativeMinimum(
  plan: Plan,
  placed: PlacedStage,
  decisions: number,
  gate: string,
): Finding[] {
  const { stage } = placed
  if (stage.min_sampled >= decisions || stage.min_sampled === 0) return []
  const certified = upperBound(0, stage.min_sampled, goAlpha(plan))
  return [
    finding(
      'L4',
      'warning',
      { ...placed, path: [...placed.path, 'min_sampled'] },
      {
        problem: `The minimum of ${whole(stage.min_sampled)} sampled decisions in ${stage.name} never binds.`,
        arithmetic: `${gate} at alpha ${goAlpha(plan)} needs at least ${whole(decisions)}; ${whole(stage.min_sampled)} clean decisions show no more than a rate below ${rate(certified)}`,
        suggestion: `Raise it to ${whole(decisions)} or drop it.`,
      },
    ),
  ]
}

/** L5: a candidate as good as designed would wait. */
function slowGo(plan: Plan, { stage, go }: PlacedStage): Finding[] {
  const design = plan.expect.event_rate
  const perDay = expectedPerDay(plan, stage)
  return go.flatMap((gate) => {
    const { threshold, name } = gate
    if (gate.gate.metric === 'undone' && gate.gate.ratio_below <= 1) {
      return [
        finding('L5', 'error', gate, {
          problem: `undone < ${gate.gate.ratio_below} times the baseline's would wait for ever for a candidate as good as the baseline.`,
          arithmetic: `at equal rates the ratio is 1 >= ${gate.gate.ratio_below}`,
          suggestion: 'Allow a margin, such as ratio_below: 1.25.',
        }),
      ]
    }
    if (threshold === null) return []
    if (design >= threshold) {
      return [
        finding('L5', 'error', gate, {
          problem: `${name} < ${rate(threshold)} would wait for ever at the plan's own design rate.`,
          arithmetic: `design rate ${rate(design)} >= threshold ${rate(threshold)}`,
          suggestion: `Raise the threshold above ${rate(design)}, or expect a lower event_rate.`,
        }),
      ]
    }
    if (perDay === null) return []
    const { each, perWindow, minutes } = traffic(plan, perDay)
    const alpha = goAlpha(plan)
    const windows = expectedWindows(design, threshold, alpha, perWindow) ?? Infinity
    const decisions = expectedDecisions(design, threshold, alpha)
    const needed = Math.max(decisions, windows * each)
    if (needed <= perDay * stage.max_days) return []
    return [
      finding('L5', 'error', gate, {
        problem: `${name} < ${rate(threshold)} would still be undecided at the end of ${stage.name} at the design rate.`,
        arithmetic: `1.3 ln(1/${alpha}) / KL(${rate(design)} ‖ ${rate(threshold)}) = ${whole(decisions)} decisions, and ${whole(windows)} windows of ${minutes} min with ${rate(each)} each; ${whole(perDay)} sampled a day for ${days(stage.max_days)} are ${whole(perDay * stage.max_days)}`,
        suggestion: `Allow ${days(needed / perDay)}, sample more, or raise the threshold.`,
      }),
    ]
  })
}

/** L6: the stage can be over before a doubled rate would be noticed. */
function inertNoGo(plan: Plan, placed: PlacedStage): Finding[] {
  const { stage, noGo } = placed
  const perDay = expectedPerDay(plan, stage)
  if (perDay === null) return []
  const alpha = sharedAlpha(plan, placed)
  return noGo.flatMap((gate) => {
    const { threshold, name } = gate
    if (threshold === null) return []
    const worse = doubled(threshold)
    const needed = expectedDecisions(worse, threshold, alpha)
    if (needed <= perDay * stage.min_days) return []
    return [
      finding('L6', 'warning', gate, {
        problem: `${name} > ${rate(threshold)} is inert: ${stage.name} can end before a doubled rate is noticed.`,
        arithmetic: `1.3 ln(1/${rate(alpha)}) / KL(${rate(worse)} ‖ ${rate(threshold)}) = ${whole(needed)} decisions, ${days(needed / perDay)} at ${rate(perDay)} sampled a day; the stage may end after ${days(stage.min_days)}`,
        suggestion: `Sample ${rate(Math.min(1, (stage.rate * needed) / (perDay * Math.max(stage.min_days, 0.01))))}, or keep the stage for ${days(needed / perDay)}.`,
      }),
    ]
  })
}

/** How a day's sampled decisions fall into windows: expected in one, and in one that has any. */
function traffic(
  { bursts }: Plan,
  perDay: number,
): { readonly perWindow: number; readonly each: number; readonly minutes: number } {
  const perWindow = (perDay * bursts.window_minutes) / 1440
  const each = decisionsPerFilledWindow(perWindow)
  return { perWindow, each, minutes: bursts.window_minutes }
}

/** The windows that the strictest of a stage's gates needs at least. */
function fewestWindows({ go }: PlacedStage, alpha: number): number {
  const each = go.flatMap(({ threshold }) =>
    threshold === null ? [] : [fewestCleanWindows(threshold, alpha) ?? Infinity],
  )
  return Math.max(0, ...each)
}

function designDecisions(plan: Plan, { go }: PlacedStage): number[] {
  const design = plan.expect.event_rate
  return go.flatMap(({ threshold }) =>
    threshold === null || design >= threshold
      ? []
      : [expectedDecisions(design, threshold, goAlpha(plan))],
  )
}

function noGoDecisions(plan: Plan, placed: PlacedStage): number[] {
  return placed.noGo.flatMap(({ threshold }) =>
    threshold === null
      ? []
      : [expectedDecisions(doubled(threshold), threshold, sharedAlpha(plan, placed))],
  )
}

/** What one metric alone has to reach: the average over the stage's metrics needs m times as much. */
export function sharedAlpha(plan: Plan, { noGo }: PlacedStage): number {
  const metrics = noGo.filter(({ gate }) => gate.metric !== 'incident').length
  return plan.alpha.rollback / Math.max(1, metrics)
}
