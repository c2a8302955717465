import { performance } from 'node:perf_hooks'
import type {
  CandidateSource,
  Clock,
  Corridor,
  CorridorParts,
  IdSource,
  Outcome,
  RiskRecord,
} from '@partial-trust/core'
import type { LlmSimulator } from '@partial-trust/testing'
import { systemClock } from '../../edge/system-clock.js'
import { candidateSource, openLlm } from '../../llm/index.js'
import type { LlmPolicy } from '../../llm/index.js'
import type { FaultCase } from './fault-cases.js'
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
  readonly passed: boolean
}

/** Grace on the deadline: what the machine's scheduling may add. */
export const graceMs = 50
/** Short, because these cases wait for it. */
const shortDeadlineMs = 40
/** Long, so that a busy machine cannot turn a fault into a timeout. */
const ampleDeadlineMs = 20_000
const lateMs = 10 * shortDeadlineMs

type Given<Decision> = {
  readonly outcome: Outcome<Decision>
  readonly overdueMs: number
  readonly elapsedMs: number
}

/** Decides many commands under one fault and compares each with the baseline. */
export async function runFaultCase<Command>(
  options: RunFaultCaseOptions<Command>,
): Promise<FaultOutcome> {
  const { subject, fault, decisionsPerFault: decisions, simulator } = options
  const deadlineMs = fault.endsBy === 'deadline' ? shortDeadlineMs : ampleDeadlineMs
  const records: RiskRecord[] = []
  const rig = rigOf(options)
  try {
    const commands = Array.from({ length: decisions }, (_, ordinal) => subject.command(ordinal))
    const baselines = await decideAll(
      subject.open(partsOf(subject, { source: null, enabled: false, deadlineMs })),
      commands,
      1,
      deadlineMs,
    )
    await rig.ready
    const corridor = subject.open(
      partsOf(subject, { source: rig.source, enabled: true, deadlineMs, records }),
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
      passed:
        unlike === 0 &&
        misjudged.length === 0 &&
        !moved &&
        records.length === decisions &&
        overdueMs <= graceMs,
    }
  } finally {
    await rig.close()
  }
}

type Rig = {
  readonly source: CandidateSource
  readonly ready: Promise<void>
  /** Lets late answers come. */
  end(): void
  close(): Promise<void>
}

/** A candidate source in which the fault strikes. */
function rigOf<Command>(options: RunFaultCaseOptions<Command>): Rig {
  const { subject, fault, simulator, refusedUrl } = options
  const { strike } = fault
  const profile = 'fault_suite'
  const policy = policyOf(subject.taskId, profile, simulator.url)
  const { promise: over, resolve: end } = Promise.withResolvers<void>()
  if (strike.kind === 'endpoint' || strike.kind === 'refused') {
    simulator.setFaults({
      fault: strike.kind === 'endpoint' ? strike.fault : null,
      late_ms: lateMs,
    })
    const baseUrl = strike.kind === 'refused' ? refusedUrl : simulator.url
    const llm = openLlm({ policy, baseUrl, apiKey: null, clock: systemClock })
    const source = llm.source(subject.taskId, profile)
    return { source, ready: llm.ready, end, close: () => llm.close() }
  }
  const idle = { ready: Promise.resolve(), end, close: () => Promise.resolve() }
  const source = candidateSource({
    policy,
    taskId: subject.taskId,
    profile,
    baseUrl: null,
    clock: systemClock,
    createModel: () =>
      strike.kind === 'library'
        ? strike.model(JSON.stringify(subject.candidate), over)
        : { doGenerate: () => strike.ask() },
  })
  return strike.kind === 'library'
    ? { source, ...idle }
    : { source: { route: source.route, ask: () => strike.ask() }, ...idle }
}

function policyOf(taskId: string, profile: string, base_url: string): LlmPolicy {
  return {
    schema_version: 1,
    profiles: [profile],
    tasks: [taskId],
    routing: { [taskId]: { [profile]: { provider: 'simulated', model: 'simulated', base_url } } },
    fallback_chain: [],
  }
}

type Setting = {
  readonly source: CandidateSource | null
  readonly enabled: boolean
  readonly deadlineMs: number
  readonly records?: RiskRecord[]
}

function partsOf<Command>(subject: FaultSubject<Command>, setting: Setting): CorridorParts {
  const { source, enabled, deadlineMs, records } = setting
  return {
    settings: {
      enabled,
      valid: true,
      allowedIntent: subject.intent,
      sampleRate: 1,
      sampleRateCeiling: 1,
      deadlineMs,
      policyEnabled: true,
    },
    // Neither may step in: every decision is to meet the fault itself.
    limits: { circuit: null, budget: null },
    source,
    record: (record) => records?.push(record),
    clock: standingWallClock,
    ids: countedIds(),
    instance: 'fault-suite',
  }
}

/** Real timers, one wall time: so that equal decisions are equal to the byte. */
const standingWallClock: Clock = { ...systemClock, epochMs: () => Date.UTC(2026, 0, 1) }

/** The same ids in the same order for the baseline and for the run under the fault. */
function countedIds(): IdSource {
  let decisions = 0
  let traces = 0
  return { decisionId: () => `decision-${decisions++}`, traceId: () => `trace-${traces++}` }
}

async function decideAll<Command>(
  corridor: Corridor<Command, unknown>,
  commands: readonly Command[],
  concurrency: number,
  deadlineMs: number,
): Promise<readonly Given<unknown>[]> {
  const given: Given<unknown>[] = []
  let next = 0
  async function worker(): Promise<void> {
    for (let index = next++; index < commands.length; index = next++) {
      const command = commands[index]
      if (command === undefined) return
      given[index] = await timed(corridor.decide.bind(corridor), command, deadlineMs)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return given
}

/** Decides beside a bare timer: what the machine does to both is not the product's doing. */
async function timed<Command>(
  decide: (command: Command) => Promise<Outcome<unknown>>,
  command: Command,
  deadlineMs: number,
): Promise<Given<unknown>> {
  let dueMs: number | null = null
  const startedMs = performance.now()
  const deciding = decide(command)
  const timer = setTimeout(() => {
    dueMs = performance.now()
  }, deadlineMs)
  const outcome = await deciding
  const givenMs = performance.now()
  clearTimeout(timer)
  return {
    outcome,
    overdueMs: dueMs === null ? 0 : givenMs - dueMs,
    elapsedMs: givenMs - startedMs,
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
