import { householdSubject, runFaultSuite } from '../faults/index.js'
import { criterion } from './criterion.js'
import type { Criterion } from './criterion.js'

const concurrency = 32

/** AC3: under every fault of the table the answer is the baseline's, in time, with the right code. */
export async function deterministicFallback(
  decisionsPerFault: number,
  onFault: (name: string) => void,
): Promise<Criterion> {
  const result = await runFaultSuite({
    subject: householdSubject,
    decisionsPerFault,
    concurrency,
    onOutcome: ({ name }) => onFault(name),
  })
  const failures = result.outcomes
    .filter(({ passed }) => !passed)
    .map(({ name, unlike, misjudged, overdueMs, moved, expected }) => {
      const endings = misjudged.map(({ ending, count }) => `${count} ended in ${ending}`).join(', ')
      return `${name}: expected ${expected}; ${unlike} unlike the baseline, ${endings || 'no other ending'}, ${Math.round(overdueMs)} ms overdue${moved ? ', counters moved afterwards' : ''}`
    })
  if (!result.passed && failures.length === 0) {
    failures.push('without a fault the candidates were not used, so nothing was proved')
  }
  const { decisions, outcomes } = result
  return criterion('AC3', 'Deterministic fallback on any fault', {
    cases: outcomes.length,
    decisions,
    failures,
  })
}
