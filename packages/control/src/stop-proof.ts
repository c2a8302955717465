import type { Clock } from '@partial-trust/core'
import { canaryIntent } from './canary.js'
import { silentMsOf } from './evidence-store.js'
import type { HeardReport } from './evidence-store.js'
import { killCorridors } from './kill-corridors.js'
import type { Reached } from './kill-corridors.js'
import type { Control } from './open-control.js'

/** What the latest trial showed. Content-free. */
export type StopProof = {
  /** ISO 8601 UTC: when the canary was killed. */
  readonly at: string
  /** Processes that confirmed in time. */
  readonly proved: readonly string[]
  /** Processes that were there and did not: nobody knows that they would stop. */
  readonly unproved: readonly Pick<Reached, 'instance' | 'host' | 'pid'>[]
  /** Ms until the slowest confirmation was read; null without one. */
  readonly slowest_ms: number | null
}

/** What every process shows of the latest trial: no list of processes, so that all may ask for it. */
export type StopProofFigures = Pick<StopProof, 'at'> & {
  /** How many processes were there and did not confirm. */
  readonly unproved: number
}

export type StopProverOptions = {
  readonly control: Pick<Control, 'store' | 'evidence' | 'leadership'>
  /** Name of this process: goes into the audit trail. */
  readonly instance: string
  /** How often, in ms. */
  readonly everyMs: number
  readonly clock: Clock
  readonly onProof: (proof: StopProof) => void
}

/** One that died just before looks like one that does not listen: that is looked at again so soon. */
const againMs = 30_000

/** Tries the kill in every process, from whichever process leads. Returns the way to stop. */
export function startStopProver(options: StopProverOptions): () => void {
  const { control, instance, everyMs, clock, onProof } = options
  const stopping = new AbortController()
  let timer: unknown

  async function round(): Promise<number> {
    if (!(await control.leadership.leads(instance))) return everyMs
    const proof = await proveStops(control, instance, clock, stopping.signal)
    if (proof === null || stopping.signal.aborted) return everyMs
    onProof(proof)
    return proof.unproved.length > 0 ? Math.min(againMs, everyMs) : everyMs
  }

  function schedule(delayMs: number): void {
    if (stopping.signal.aborted) return
    timer = clock.setTimer(() => {
      // A store that is away is tried again: meanwhile the age of the last proof tells.
      round().then(schedule, () => schedule(Math.min(againMs, everyMs)))
    }, delayMs)
  }
  schedule(everyMs)
  return () => {
    stopping.abort()
    clock.clearTimer(timer)
  }
}

/**
 * One trial: kills the canary as a person kills a corridor, hears who confirms, and resumes it. Null where the
 * processes could not be asked.
 */
export async function proveStops(
  control: Pick<Control, 'store' | 'evidence'>,
  instance: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<StopProof | null> {
  const by = `stop prover of ${instance}`
  const at = new Date(clock.epochMs()).toISOString()
  const { processes, states, problem } = await killCorridors(control, {
    intents: [canaryIntent],
    by,
    reason: 'a trial of the kill: this corridor decides nothing',
    untilApplied: false,
    clock,
    signal,
  })
  const [killed] = states
  if (killed !== undefined) {
    const action = { kind: 'resume' } as const
    const reason = 'the trial is over'
    const expectedVersion = killed.version
    // A conflict means that somebody else tries it at this moment.
    await control.store.change({ intent: canaryIntent, action, by, reason, expectedVersion })
  }
  if (problem !== null) return null
  const confirmed = processes.filter(({ state }) => state === 'confirmed')
  return {
    at,
    proved: confirmed.map((process) => process.instance),
    unproved: processes
      .filter(({ state }) => state === 'unconfirmed' || state === 'lapsed')
      .map(({ instance: name, host, pid }) => ({ instance: name, host, pid })),
    slowest_ms: confirmed.reduce<number | null>(
      (slowest, { after_ms: ms }) => (ms === null ? slowest : Math.max(slowest ?? 0, ms)),
      null,
    ),
  }
}

/**
 * When the next trial is overdue, in ms since 1970: two intervals and a minute after the last, or after this process
 * began to look. Null where it is never tried. A time still to come is of a clock that was set back since: with no
 * other, it is overdue, since nobody knows when it was.
 */
export function proofDueMs(
  proof: Pick<StopProof, 'at'> | null,
  sinceMs: number,
  everyMs: number,
  nowMs: number,
): number | null {
  if (everyMs === 0) return null
  const known = [sinceMs, ...(proof === null ? [] : [Date.parse(proof.at)])]
  const lastMs = Math.max(0, ...known.filter((ms) => ms <= nowMs + everyMs))
  return lastMs + 2 * everyMs + 60_000
}

/**
 * The same for whoever looks from outside: by what processes that live say of themselves, the oldest of
 * which would have tried it. Null where none lives.
 */
export function fleetProofDueMs(
  living: readonly HeardReport[],
  proof: StopProof | null,
  everyMs: number,
  nowMs: number,
): number | null {
  if (living.length === 0) return null
  // Both times of a report are of one clock, which need not be this one.
  const begins = living.map((report) => {
    const ranMs = Date.parse(report.seen_at) - Date.parse(report.started_at)
    return nowMs - silentMsOf(report, nowMs) - ranMs
  })
  return proofDueMs(proof, Math.min(...begins), everyMs, nowMs)
}

export function figuresOf({ at, unproved }: StopProof): StopProofFigures {
  return { at, unproved: unproved.length }
}

/** {@link latestProof} in figures. */
export function latestFigures(
  reports: Iterable<{ readonly stop_proof?: StopProof }>,
): StopProofFigures | null {
  const latest = latestProof(reports)
  return latest === null ? null : figuresOf(latest)
}

/** The newest of what processes that led have found; null where nobody did. */
export function latestProof(
  reports: Iterable<{ readonly stop_proof?: StopProof }>,
): StopProof | null {
  let latest: StopProof | null = null
  for (const { stop_proof: proof } of reports) {
    if (proof !== undefined && (latest === null || proof.at > latest.at)) latest = proof
  }
  return latest
}
