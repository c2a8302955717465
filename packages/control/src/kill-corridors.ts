import type { Clock } from '@partial-trust/core'
import { messageOf } from '@partial-trust/settings'
import { bounded } from './bounded.js'
import { longestLeaseMs } from './lease.js'
import type { CorridorState } from './control-state.js'
import { silentMsOf, usualReportMs } from './evidence-store.js'
import type { HeardReport, ProcessReport } from './evidence-store.js'
import type { Control } from './open-control.js'
import { isTrial } from './canary.js'

export type KillOptions = {
  /** The corridors to close; null: every one there is. */
  readonly intents: readonly string[] | null
  readonly by: string
  readonly reason: string
  /**
   * Whether to wait until every process has confirmed or its lease has run out, and not for
   * 3 s at most.
   */
  readonly untilApplied: boolean
  readonly clock: Clock
  /** Ends the wait for confirmations. */
  readonly signal: AbortSignal
  /** Called once the store holds the kill, before anybody is waited for. */
  readonly written?: () => void
}

/** What became of one process that serves a killed corridor. */
export type Reached = {
  readonly instance: string
  readonly host: string
  readonly pid: number
  /**
   * `confirmed`: it said that it acts on the kill. `stopped`: it had ended. `silent`: not heard of
   * for so long that its lease had run out before; one that comes back reads the kill first of all. `lapsed`: its lease ran out since, so it is closed
   * whether or not it still runs. `unconfirmed`: it may go on for as long as its lease does.
   */
  readonly state: 'confirmed' | 'stopped' | 'silent' | 'lapsed' | 'unconfirmed'
  /** Ms from the kill being written to the confirmation being read; null without one. */
  readonly after_ms: number | null
  /** Ms until its lease has run out at the latest; 0 where it holds nothing. */
  readonly holds_ms: number
}

export type KillReport = {
  /** The store's address without secrets. */
  readonly store: string
  readonly states: readonly CorridorState[]
  readonly processes: readonly Reached[]
  /** Why the processes could not be asked; null when they could. */
  readonly problem: string | null
}

type Killable = Pick<Control, 'store' | 'evidence'>

/** How long to wait for confirmations unless asked to wait until it is applied. */
const confirmationMs = 3000
/** On top of a lease, for a process to be scheduled and its clock to be read. */
const marginMs = 200
const lookEveryMs = 25
const askTimeoutMs = 2000

/**
 * Writes the kill, then watches who confirms it. The write needs nothing but the store; only what
 * comes after it may fail, and is told.
 *
 * @throws {StoreUnavailableError} when it is unknown whether the kill was written.
 */
export async function killCorridors(control: Killable, options: KillOptions): Promise<KillReport> {
  const { intents, by, reason, clock } = options
  const states =
    intents === null
      ? (
          await control.store.killAll({ also: await servedIntents(control, clock), by, reason })
        ).filter((state) => !isTrial(state))
      : await killEach(control, intents, { by, reason })
  options.written?.()
  const { processes, problem } = await confirmations(control, states, options)
  return { store: control.store.location, states, processes, problem }
}

async function killEach(
  { store }: Pick<Control, 'store'>,
  intents: readonly string[],
  signed: { readonly by: string; readonly reason: string },
): Promise<readonly CorridorState[]> {
  const states: CorridorState[] = []
  for (const intent of intents) {
    const change = await store.change({ intent, action: { kind: 'kill' }, ...signed })
    states.push(change.kind === 'replaced' ? change.state : change.current)
  }
  return states
}

/** Corridors that processes serve; what the store holds itself is its own to add. */
async function servedIntents(control: Killable, clock: Clock): Promise<readonly string[]> {
  try {
    const processes = await bounded(() => control.evidence.processes(), askTimeoutMs, clock)
    return processes.flatMap(({ corridors }) => corridors.map(({ intent }) => intent))
  } catch {
    return [] // nothing may stand between an operator and a kill
  }
}

async function confirmations(
  control: Killable,
  states: readonly CorridorState[],
  { untilApplied, clock, signal }: KillOptions,
): Promise<Pick<KillReport, 'processes' | 'problem'>> {
  const writtenMs = clock.monotonicMs()
  const confirmedMs = new Map<string, number>()
  const firstSeenAt = new Map<string, string>()
  for (;;) {
    let serving: readonly HeardReport[] = []
    let problem: string | null = null
    let now = states
    try {
      const reports = await bounded(() => control.evidence.processes(), askTimeoutMs, clock)
      serving = reports.filter((report) => serves(report, states))
      if (serving.some((report) => isAhead(report, states)))
        now = await heldNow(control, states, clock)
    } catch (error) {
      problem = messageOf(error)
    }
    const afterMs = clock.monotonicMs() - writtenMs
    for (const report of serving) {
      const { instance, seen_at: seenAt } = report
      if (!firstSeenAt.has(instance)) firstSeenAt.set(instance, seenAt)
      if (actsOn(report, states, now) && !confirmedMs.has(instance))
        confirmedMs.set(instance, afterMs)
    }
    const processes = serving.map((report): Reached => {
      const { instance, host, pid } = report
      const at = confirmedMs.get(instance) ?? null
      const moved = firstSeenAt.get(instance) !== report.seen_at
      const state = at === null ? unconfirmed(report, moved, afterMs, clock.epochMs()) : 'confirmed'
      const holdsMs = state === 'unconfirmed' ? report.lease_ms + marginMs - afterMs : 0
      return { instance, host, pid, state, after_ms: at, holds_ms: Math.max(0, holdsMs) }
    })
    const settled = problem === null && processes.every(({ state }) => state !== 'unconfirmed')
    if (settled && processes.length > 0 && now === states) {
      problem = await heldNow(control, states, clock).then(() => null, messageOf)
    }
    const patienceMs = untilApplied ? longestLeaseMs + marginMs : confirmationMs
    if (settled || signal.aborted || afterMs >= patienceMs) return { processes, problem }
    await pause(clock, lookEveryMs)
  }
}

function serves({ corridors }: ProcessReport, states: readonly CorridorState[]): boolean {
  return corridors.some(({ intent }) => states.some((state) => state.intent === intent))
}

/**
 * Whether a process acts on the kill in every corridor of it that it serves: on the very entry, or on
 * one that the store holds now and that came after it. A higher version alone proves nothing: it may
 * be of a history that the store was set back from.
 */
function actsOn(
  { corridors }: ProcessReport,
  states: readonly CorridorState[],
  now: readonly CorridorState[],
): boolean {
  return corridors.every(({ intent, version, entry }) => {
    const killed = states.find((state) => state.intent === intent)
    if (killed === undefined) return true
    const known = [killed, now.find((state) => state.intent === intent)]
    return known.some(
      (state) =>
        state !== undefined &&
        state.version >= killed.version &&
        state.version === version &&
        state.audit?.hash === entry,
    )
  })
}

/** Whether a process speaks of a change after the kill. */
function isAhead({ corridors }: ProcessReport, states: readonly CorridorState[]): boolean {
  return corridors.some(({ intent, version }) => {
    const killed = states.find((state) => state.intent === intent)
    return killed !== undefined && (version ?? -1) > killed.version
  })
}

/**
 * The corridors as they stand, in a store that still holds the kill.
 *
 * @throws {Error} where it does not: it was set back or replaced meanwhile.
 */
async function heldNow(
  { store }: Pick<Control, 'store'>,
  states: readonly CorridorState[],
  clock: Clock,
): Promise<readonly CorridorState[]> {
  return bounded(
    async (signal) => {
      const { corridors } = await store.read(signal)
      for (const { intent, audit } of states) {
        if (audit === null) continue
        const [kept] = await store.audit({ after: audit.seq - 1, limit: 1 })
        if (kept?.seq === audit.seq && kept.hash === audit.hash) continue
        throw new Error(
          `the store does not hold the kill of ${intent} any more: it was set back or replaced`,
        )
      }
      return [...corridors.values()]
    },
    askTimeoutMs,
    clock,
  )
}

/**
 * @param moved Whether it was heard of since the kill.
 * @param afterMs Ms since the kill was written: whoever could not read it by then holds a lease from
 *   before it.
 */
function unconfirmed(
  report: HeardReport,
  moved: boolean,
  afterMs: number,
  nowMs: number,
): Reached['state'] {
  if (report.stopped === true) return 'stopped'
  const silentMs = silentMsOf(report, nowMs)
  const { lease_ms: leaseMs, report_every_ms: everyMs = usualReportMs } = report
  if (!moved && silentMs - afterMs > leaseMs + everyMs + marginMs) return 'silent'
  return afterMs > leaseMs + marginMs ? 'lapsed' : 'unconfirmed'
}

function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((settle) => void clock.setTimer(settle, delayMs))
}
