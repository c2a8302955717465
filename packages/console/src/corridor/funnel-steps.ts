import { roleOf } from '@partial-trust/core'
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
      if (roleOf(reason) === 'closed') return 0
      // `corridor_mismatch` is a refusal of a candidate, or here of the command.
      return roleOf(reason) === 'unasked' ? 3 : 1
    case 'not_sampled':
      return 2
    case 'error':
      return 4
    case 'fallback_deterministic':
    case 'shadow':
      if (roleOf(reason) === 'attempt') return 4
      return reason === 'accepted' ? 6 : 5
    case 'accepted_llm':
      return 6
  }
}
