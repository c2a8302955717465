import type { RiskRecord } from '@partial-trust/core'
import type { LlmSimulator } from '@partial-trust/testing'
import { decideAll } from './decide-all.js'
import type { Given } from './decide-all.js'
import type { FaultCase } from './fault-cases.js'
import { faultParts } from './fault-parts.js'
import { faultRig } from './fault-rig.js'
import type { FaultSubject } from './fault-subject.js'

export type RunFaultCaseOptions<Command> = {
  readonly subject: FaultSubject<Command>
  readonly fault: FaultCase
  readonly decisionsPerFault: number
  readonly concurrency: number
  readonly simulator: LlmSimulator
  readonly refusedUrl: string
}

/** What one fault did to the decisions under it. */
export type FaultOutcome = {
  readonly name: string
  readonly phase: string
  readonly meaning: string
  readonly decisions: number
  /** Decisions that differ from the baseline's by any byte. */
  readonly unlike: number
  /** `status/reason` that was not the expected one, with the number of decisions. */
  readonly misjudged: readonly { readonly ending: string; readonly count: number }[]
  readonly expected: string
  /**
   * Longest time by which a decision came after a bare timer of the deadline's length that was set
   * beside it, in ms: what the product, and not the machine, adds to the deadline.
   */
  readonly overdueMs: number
  /** 99 % of the decisions were given within the deadline and so many ms, the machine's delays included. */
  readonly p99OverMs: number
  /** Whether a counter, a record or a decision changed after the last decision was given. */
  readonly moved: boolean
  /** Faultless but for its time: {@link overdueMs} is above the grace. */
  readonly late: boolean
  readonly passed: boolean
}

/** Grace on the deadline: what the machine's scheduling may add. */
export const graceMs = 50
/** Short, because these cases wait for it. */
const shortDeadlineMs = 40
/** Long, so that a busy machine cannot turn a fault into a timeout. */
const ampleDeadlineMs = 20_000
const lateMs = 10 * shortDeadlineMs

/** Decides many commands under one fault and compares each with the baseline. */
export async function runFaultCase<Command>(
  options: RunFaultCaseOptions<Command>,
): Promise<FaultOutcome> {
  const { subject, fault, decisionsPerFault: decisions, simulator } = options
  const deadlineMs = fault.endsBy === 'deadline' ? shortDeadlineMs : ampleDeadlineMs
  const records: RiskRecord[] = []
  const { intent } = subject
  const rig = faultRig({ ...options, ...subject, strike: fault.strike, lateMs })
  try {
    const commands = Array.from({ length: decisions }, (_, ordinal) => subject.command(ordinal))
    const baselines = await decideAll(
      subject.open(faultParts({ intent, source: null, enabled: false, deadlineMs })),
      commands,
      1,
      deadlineMs,
    )
    await rig.ready
    const corridor = subject.open(
      faultParts({ intent, source: rig.source, enabled: true, deadlineMs, records }),
    )
    const given = await decideAll(corridor, commands, options.concurrency, deadlineMs)

    const state = (): string => JSON.stringify([records, corridor.use(), given])
    const before = state()
    rig.end()
    await simulator.idle()
    await turns(5) // of the event loop: whatever the late answers set off has run
    const moved = state() !== before || corridor.use().underWay !== 0

    const expected = `${fault.status}/${fault.reason}`
    const unlike = given.filter(
      ({ outcome }, index) =>
        JSON.stringify(outcome.decision) !== JSON.stringify(baselines[index]?.outcome.decision),
    ).length
    const misjudged = countEndings(given, expected)
    const overdueMs = Math.max(0, ...given.map((one) => one.overdueMs))
    const { name, phase, meaning } = fault
    const faultless =
      unlike === 0 && misjudged.length === 0 && !moved && records.length === decisions
    return {
      name,
      phase,
      meaning,
      decisions,
      unlike,
      misjudged,
      expected,
      overdueMs: tenths(overdueMs),
      p99OverMs: tenths(
        percentile99(given.map(({ elapsedMs }) => Math.max(0, elapsedMs - deadlineMs))),
      ),
      moved,
      late: faultless && overdueMs > graceMs,
      passed: faultless && overdueMs <= graceMs,
    }
  } finally {
    await rig.close()
  }
}

function countEndings(
  given: readonly Given<unknown>[],
  expected: string,
): readonly { readonly ending: string; readonly count: number }[] {
  const counts = new Map<string, number>()
  for (const { outcome } of given) {
    const ending = `${outcome.record?.status}/${outcome.record?.reason_code}`
    if (ending !== expected) counts.set(ending, (counts.get(ending) ?? 0) + 1)
  }
  return [...counts].map(([ending, count]) => ({ ending, count }))
}

function percentile99(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor((sorted.length - 1) * 0.99)] ?? 0
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve)
    })
  }
}
