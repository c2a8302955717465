import { attemptFailures, refusals } from '@partial-trust/core'
import type { EndingView } from '../api/views.js'

/** One step from command to accepted: how many reached it, and why others did not get further. */
export type FunnelStep = {
  readonly name: string
  readonly hint: string
  readonly reached: number
  /** Where the rest fell out on the way to the next step. */
  readonly lost: readonly EndingView[]
}

const names = [
  ['Commands', 'every command this process decided'],
  ['Corridor open', 'configuration, kill switch, lease and stage said yes'],
  ['Fits the corridor', 'the baseline executes this intent and the caller may'],
  ['Sampled', 'the id falls in the sample'],
  ['Asked', 'the model was asked'],
  ['Arrived', 'the candidate came in time and parsed'],
  ['Accepted', 'every acceptance rule passed'],
] as const

const closers: ReadonlySet<string> = new Set([
  'config_invalid',
  'killed',
  'lease_expired',
  'store_lost',
  'stage_closed',
])
const misfits: ReadonlySet<string> = new Set([
  'baseline_non_execute',
  'corridor_mismatch',
  'capability_mismatch',
])
const limits: ReadonlySet<string> = new Set([
  'policy_disabled',
  'circuit_open',
  'overloaded',
  'budget_exhausted',
])
const failed: ReadonlySet<string> = new Set(attemptFailures)
const refused: ReadonlySet<string> = new Set(refusals)

/** The order of the checks as a funnel. */
export function funnelSteps(endings: readonly EndingView[]): readonly FunnelStep[] {
  let reached = endings.reduce((sum, { count }) => sum + count, 0)
  return names.map(([name, hint], index) => {
    const lost = endings.filter((ending) => lastStep(ending) === index)
    const step = { name, hint, reached, lost }
    reached -= lost.reduce((sum, { count }) => sum + count, 0)
    return step
  })
}

/** The last step a decision reached. */
function lastStep({ status, reason }: EndingView): number {
  switch (status) {
    case 'skipped':
      if (closers.has(reason)) return 0
      if (misfits.has(reason)) return 1
      return limits.has(reason) ? 3 : 0
    case 'not_sampled':
      return 2
    case 'error':
      return 4
    case 'fallback_deterministic':
    case 'shadow':
      if (failed.has(reason)) return 4
      return refused.has(reason) ? 5 : 6
    case 'accepted_llm':
      return 6
  }
}
