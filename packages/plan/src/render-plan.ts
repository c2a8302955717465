import {
  detectorAlpha,
  doubled,
  expectedDecisions,
  fewestCleanDecisions,
  fewestCleanWindows,
  gateName,
  gateRate,
  goAlpha,
  isRateGate,
  latencyLimit,
  rollbackTotal,
  type GoGate,
  type NoGoGate,
  type Plan,
  type PlanStage,
} from '@partial-trust/core'

/** A plan for a person: its stages, what their gates ask for, and what that takes in decisions. */
export function renderPlan(plan: Plan, source: string): string {
  const { alpha, bursts, expect, promote, approvals, parts } = plan
  const traffic =
    expect.decisions_per_day === null
      ? 'traffic not stated'
      : `${expect.decisions_per_day} decisions a day`
  return [
    `plan ${source}`,
    `  a GO ${promoterPhrase(promote, approvals)}; a NO_GO closes the corridor by itself`,
    `  false rollback at most ${rollbackTotal(plan)} (evidence ${alpha.rollback}, change detector ${detectorAlpha(plan)}), false GO at most ${alpha.go} a stage, however often anyone looks`,
    `  deadline ${plan.deadline_ms} ms, burst window ${bursts.window_minutes} min, ${traffic}`,
    ...(parts === undefined
      ? []
      : [`  parts by ${parts.by}, each judged on its own: ${partsPhrase(parts)}`]),
    ...plan.stages.flatMap((stage) => ['', ...stageLines(plan, stage)]),
    '',
  ].join('\n')
}

function promoterPhrase(promote: Plan['promote'], approvals: Plan['approvals']): string {
  if (approvals === 2) return 'waits for two people by name'
  return promote === 'auto' ? 'promotes by itself' : 'waits for an operator'
}

function partsPhrase({ demote }: NonNullable<Plan['parts']>): string {
  return demote ? 'one that fails is demoted alone, the rest goes on' : 'one that fails is named'
}

function stageLines(plan: Plan, stage: PlanStage): readonly string[] {
  const { name, rate, mode, min_days, max_days, min_sampled } = stage
  return [
    `${name}  ${percent(rate)}${mode === 'shadow' ? ' in shadow' : ''}, ${min_days} to ${max_days} days, at least ${min_sampled} sampled`,
    '  GO needs all of',
    ...stage.go.map((gate) => `    ${phrase(gate).padEnd(34)}${goCost(plan, gate)}`.trimEnd()),
    '  NO_GO on any of',
    ...stage.no_go.map((gate) =>
      `    ${phrase(gate).padEnd(34)}${noGoCost(plan, stage, gate)}`.trimEnd(),
    ),
  ]
}

function phrase(gate: GoGate | NoGoGate): string {
  if (isRateGate(gate)) {
    return 'below' in gate
      ? `${gate.metric} < ${percent(gate.below)}`
      : `${gate.metric} > ${percent(gate.above)}`
  }
  switch (gate.metric) {
    case 'incident':
      return 'an incident'
    case 'undone':
      return 'ratio' in gate
        ? `undone > ${gate.ratio} times the baseline's`
        : `undone < ${gate.ratio_below} times the baseline's`
    case 'acceptance':
      return 'max_drop' in gate ? `acceptance drop ${percent(gate.max_drop)}` : 'acceptance'
    case 'latency': {
      const limit = latencyLimit(gate)
      const sign = 'below_ms' in gate ? '<' : '>'
      return `${gateName(gate)} ${sign} ${limit === 'deadline' ? 'deadline' : `${limit} ms`}`
    }
  }
}

function goCost(plan: Plan, gate: GoGate): string {
  const threshold = gateRate(gate)
  if (threshold === null) return ''
  const { expect } = plan
  const alpha = goAlpha(plan)
  const fewest = fewestCleanDecisions(threshold, alpha)
  const windows = fewestCleanWindows(threshold, alpha)
  const usual =
    expect.event_rate < threshold
      ? `, about ${Math.ceil(expectedDecisions(expect.event_rate, threshold, alpha))} at ${percent(expect.event_rate)}`
      : `, never at ${percent(expect.event_rate)}`
  return `${fewest ?? 'more than 1e9'} clean decisions in ${windows ?? 'more than 1e9'} windows at least${usual}`
}

function noGoCost({ alpha }: Plan, stage: PlanStage, gate: NoGoGate): string {
  const threshold = gateRate(gate)
  if (threshold === null) return ''
  const metrics = stage.no_go.filter(({ metric }) => metric !== 'incident').length
  const worse = doubled(threshold)
  const shared = alpha.rollback / Math.max(1, metrics)
  const needed = Math.ceil(expectedDecisions(worse, threshold, shared))
  return `about ${needed} decisions to notice ${percent(worse)}, ${Math.ceil(needed * worse)} of them bad`
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`
}
