import { closedPortUrl, startLlmSimulator } from '@partial-trust/testing'
import type { LlmSimulator } from '@partial-trust/testing'
import { faultCases } from './fault-cases.js'
import type { FaultCase } from './fault-cases.js'
import type { FaultSubject } from './fault-subject.js'
import { runFaultCase } from './run-fault-case.js'
import type { FaultOutcome } from './run-fault-case.js'

export type FaultSuiteOptions<Command> = {
  readonly subject: FaultSubject<Command>
  /** Decisions under each fault, 1 or more. */
  readonly decisionsPerFault: number
  /** Decisions under way at once, 1 to 64. */
  readonly concurrency: number
  /** Default: all of {@link faultCases}. */
  readonly cases?: readonly FaultCase[]
  readonly onOutcome?: (outcome: FaultOutcome) => void
  readonly signal?: AbortSignal
}

export type FaultSuiteResult = {
  readonly outcomes: readonly FaultOutcome[]
  readonly decisions: number
  /** Decisions that were not the baseline's, byte for byte. */
  readonly leaks: number
  readonly passed: boolean
  /** Candidates accepted without a fault, out of `decisionsPerFault`: the proof that a leak would show. */
  readonly control: FaultOutcome
}

/** Not a fault: the same decisions with an endpoint that works, so that a leak would be seen. */
export const controlCase: FaultCase = {
  name: 'no_fault',
  phase: 'control',
  meaning: 'the endpoint answers well and in time',
  strike: { kind: 'endpoint', fault: null },
  endsBy: 'answer',
  status: 'accepted_llm',
  reason: 'accepted',
}

/** Runs the table of faults over a real HTTP endpoint, one fault after the other. */
export async function runFaultSuite<Command>(
  options: FaultSuiteOptions<Command>,
): Promise<FaultSuiteResult> {
  const { subject, cases = faultCases, onOutcome, signal } = options
  const simulator: LlmSimulator = await startLlmSimulator({
    schedule: { latency_ms: 0, jitter_ms: 0 },
    respond: () => subject.candidate,
  })
  try {
    const refusedUrl = await closedPortUrl()
    const run = (fault: FaultCase): Promise<FaultOutcome> =>
      unlessItPaused(() => runFaultCase({ ...options, fault, simulator, refusedUrl }))
    const control = await run(controlCase)
    const outcomes: FaultOutcome[] = []
    for (const fault of cases) {
      signal?.throwIfAborted()
      const outcome = await run(fault)
      outcomes.push(outcome)
      onOutcome?.(outcome)
    }
    const leaks = outcomes.reduce((sum, { unlike }) => sum + unlike, 0)
    return {
      outcomes,
      decisions: outcomes.reduce((sum, { decisions }) => sum + decisions, 0),
      leaks,
      control,
      passed:
        outcomes.every((outcome) => outcome.passed) &&
        control.misjudged.length === 0 &&
        control.unlike === control.decisions,
    }
  } finally {
    await simulator.close()
  }
}

/**
 * A delay of our own comes again, a pause of the machine does not: a case whose only fault is its
 * time is run again, up to twice, and the last run is its outcome.
 */
async function unlessItPaused(run: () => Promise<FaultOutcome>): Promise<FaultOutcome> {
  let outcome = await run()
  for (let again = 0; outcome.late && again < 2; again++) outcome = await run()
  return outcome
}
