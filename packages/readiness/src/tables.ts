import {
  fewestCleanDecisions,
  gateName,
  gateRate,
  goAlpha,
  isRateGate,
  lintPlan,
  reasonTable,
} from '@partial-trust/core'
import type { GoGate, NoGoGate, OwnReasonEntry, Plan, PlanStage } from '@partial-trust/core'
import { variables } from '@partial-trust/settings'

/** What documents need to know of a registered corridor. */
export type CorridorReasons = { readonly reasons: Readonly<Record<string, OwnReasonEntry>> }

/** A Markdown table; cells must hold no line breaks. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

/** Every environment variable, from the inventory that `partial-trust config` prints. */
export function variablesTable(): string {
  const rows = Object.entries(variables).map(
    ([name, { type, default: byDefault, valid, meaning }]) => [
      `\`${name}\``,
      type,
      byDefault === '' ? '(empty)' : `\`${byDefault}\``,
      valid,
      meaning,
    ],
  )
  return table(['variable', 'type', 'default', 'valid', 'meaning'], rows)
}

/** The stages with what they need and what stops them. */
export function stagesTable(plan: Plan): string {
  const rows = plan.stages.map((stage) => [
    stage.name,
    percent(stage.rate),
    stage.mode,
    `${stage.min_days} days`,
    String(stage.min_sampled),
    String(reallyNeeded(plan, stage)),
    stage.go.map(goText).join(', '),
    stage.no_go.map(noGoText).join(', '),
  ])
  return table(
    [
      'stage',
      'rate',
      'mode',
      'min duration',
      'min sampled',
      'sampled decisions a GO really needs, all clean',
      'GO needs all',
      'NO_GO on any',
    ],
    rows,
  )
}

/** Sampled decisions without a single bad event that the strictest GO gate takes. */
export function reallyNeeded(plan: Plan, stage: PlanStage): number {
  const limits = stage.go.flatMap((gate) => gateRate(gate) ?? [])
  const counts = limits.flatMap((limit) => fewestCleanDecisions(limit, goAlpha(plan)) ?? [])
  return Math.max(stage.min_sampled, ...counts)
}

/** Alarm thresholds by metric: what to watch and where the plan stops. */
export function thresholdsTable(plan: Plan): string {
  const rows = plan.stages.flatMap((stage) =>
    stage.no_go.map((gate) => [stage.name, `\`${gateName(gate)}\``, noGoText(gate)]),
  )
  return table(['stage', 'metric', 'the corridor closes by itself at'], rows)
}

/** Every reason code with its meaning and the operator's action, those of the corridors' own included. */
export function reasonsTable(corridors: readonly CorridorReasons[]): string {
  const rows = Object.entries(reasonTable(corridors)).map(
    ([code, { statuses, meaning, action }]) => [
      `\`${code}\``,
      statuses.join(', '),
      meaning,
      action,
    ],
  )
  return table(['reason code', 'status', 'what happened', 'what to do'], rows)
}

/** What lint says about the plan, so that nobody learns it in the middle of a rollout. */
export function lintText(plan: Plan): string {
  const findings = lintPlan(plan)
  if (findings.length === 0) return 'No finding.'
  return findings
    .map(
      ({ id, severity, problem, arithmetic, suggestion }) =>
        `- **${id}** (${severity}): ${problem} ${arithmetic}. ${suggestion}`,
    )
    .join('\n')
}

export function goText(gate: GoGate): string {
  if (gate.metric === 'acceptance') return `acceptance drop <= ${percent(gate.max_drop)}`
  if (gate.metric === 'latency') return `${gateName(gate)} < ${milliseconds(gate.below_ms)}`
  if (gate.metric === 'undone') return `undone < ${gate.ratio_below} times the baseline's`
  return `${gate.metric} < ${gate.below}`
}

export function noGoText(gate: NoGoGate): string {
  if (isRateGate(gate)) return `${gate.metric} > ${gate.above}`
  switch (gate.metric) {
    case 'incident':
      return 'any incident'
    case 'acceptance':
      return `acceptance drop > ${percent(gate.max_drop)}`
    case 'undone':
      return `undone > ${gate.ratio} times the baseline's`
    case 'latency':
      return `${gateName(gate)} > ${milliseconds(gate.above_ms)}`
  }
}

function milliseconds(limit: number | 'deadline'): string {
  return limit === 'deadline' ? 'the deadline' : `${limit} ms`
}

/** A share as people read it: 0.05 is `5 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 1e6) / 1e4} %`
}
