import { belongsTo, findStage, type Plan } from '@partial-trust/core'
import type { LogTally } from '../log/log-tally.js'

/** Where a verdict's evidence came from: what `gate` names first, and `source` in its JSON. */
export type VerdictSource = {
  /** Evidence of a log alone: neither the rollout in force nor incidents and closings of it. */
  readonly kind: 'risk-log' | 'cells'
  readonly name: string
  /** Null where the log names none. */
  readonly corridor: string | null
  /** Absolute path, or in words where it comes from elsewhere; null for the plan that is built in. */
  readonly plan: string | null
  /** First record of the stage, ISO 8601; null without a readable time. */
  readonly since: string | null
  readonly records: number
  /** What is known to be missing, a sentence each. */
  readonly holes: readonly string[]
}

export type SourceQuestion = {
  readonly kind: VerdictSource['kind']
  readonly name: string
  readonly plan: Plan
  readonly planFile: string | null
  readonly stage: string
  readonly corridor: string | null
}

export function verdictSource(tally: LogTally, question: SourceQuestion): VerdictSource {
  const { kind, name, plan, planFile, stage } = question
  const wanted = findStage(plan, stage)?.stage
  const ours = tally.cohorts.filter(
    ({ cohort }) => wanted !== undefined && belongsTo(cohort, wanted, question.corridor),
  )
  const firstMs = Math.min(...ours.map((part) => part.firstMs))
  return {
    kind,
    name,
    corridor: question.corridor ?? ours[0]?.cohort.corridor ?? null,
    plan: planFile,
    since: Number.isFinite(firstMs) ? new Date(firstMs).toISOString() : null,
    records: ours.reduce((sum, { records }) => sum + records, 0),
    holes: tally.holes,
  }
}

/** The first line of a verdict for a person. */
export function renderSource({
  kind,
  name,
  corridor,
  plan,
  since,
  records,
}: VerdictSource): string {
  const what = kind === 'cells' ? 'cells' : 'risk log'
  const from = since === null ? 'without a readable time' : `since ${since}`
  return `by the ${what} ${name} alone, not the rollout in force: corridor ${corridor ?? '(none named)'}, ${plan === null ? 'the built-in plan' : `plan ${plan}`}, ${records.toLocaleString('en-US')} records of the stage ${from}`
}
