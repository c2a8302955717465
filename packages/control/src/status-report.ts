import type { ControlView, Grant, Mode, StageVerdict } from '@partial-trust/core'
import { effectiveRate } from '@partial-trust/core'
import type { Config, ConfigProblem } from '@partial-trust/settings'
import type { ControlSnapshot } from './control-store.js'
import type { Closing, CorridorState } from './control-state.js'
import { untouched } from './control-state.js'
import { corridorViews, leaseExpired } from './corridor-view.js'
import type { ConfidenceStanding } from './confidence-standing.js'
import { waitingFor } from './four-eyes.js'
import type { Asked } from './four-eyes.js'
import type { PartStanding } from './part-standing.js'
import { silentMsOf, usualReportMs } from './evidence-store.js'
import type { HeardReport, ProcessReport } from './evidence-store.js'
import { isTrial } from './canary.js'
import { fleetProofDueMs, latestProof } from './stop-proof.js'
import type { StopProof } from './stop-proof.js'

/** Where every corridor stands, for people and programs. */
export type StatusReport = {
  readonly store: {
    readonly location: string
    readonly reachable: boolean
    readonly problem: string | null
    readonly audit_entries: number | null
    /** What proves that an earlier store was lost; null where nothing was. */
    readonly lost: string | null
  }
  readonly environment: {
    readonly enabled: boolean
    readonly lease_ms: number
    readonly problems: readonly { readonly variable: string; readonly problem: string }[]
  }
  /** The process that acts on the gates' verdicts, by its instance; null where none does. */
  readonly leader: string | null
  /** Corridors whose rollout is open although nobody would act on a NO_GO. */
  readonly uncontrolled: readonly string[]
  readonly corridors: readonly CorridorStatus[]
  readonly processes: readonly ProcessStatus[]
  /** What the latest trial of the kill showed; null where none was made in the last day. */
  readonly stop_proof: StopProofStatus | null
  /** Whether the next trial should have been made: nobody knows any more that processes would stop. */
  readonly stop_proof_overdue: boolean
}

export type StopProofStatus = StopProof & { readonly age_ms: number }

export type CorridorStatus = {
  readonly intent: string
  /** Share of ids, 0 to 1, that may reach the model in a process like whoever asks. */
  readonly effective_rate: number
  /** The authority that set it. */
  readonly set_by: string
  /** Why it is closed, as its records would say; `off` for the master switch; null while it is open. */
  readonly closed: Grant['closed']
  readonly mode: Mode
  readonly mode_set_by: string
  readonly deadline_ms: number
  readonly deadline_set_by: string
  /** Authorities that may say no as well and that only a decision can ask, by name. */
  readonly asked_per_decision: readonly string[]
  readonly killed: boolean
  readonly stage: string | null
  readonly stage_rate: number | null
  readonly stage_closed: string | null
  /** Parts that were demoted alone, whose decisions end at the baseline. */
  readonly parts_closed: readonly PartStanding[]
  /** The confidence asked of candidates beyond the corridor's own rule; null: none. */
  readonly confidence: ConfidenceStanding | null
  /** What closed the stage, as it was judged then; null while it is open. */
  readonly closing: Closing | null
  readonly entered_at: string | null
  readonly epoch: string | null
  readonly plan: string | null
  readonly version: number
  readonly changed_at: string | null
  readonly changed_by: string | null
  readonly why: string | null
  /** What one person asked for and waits for another, where the plan needs two; null: nothing. */
  readonly waiting: Asked | null
  /** Processes that were seen lately and serve the corridor. */
  readonly processes: number
  /** Under which epoch those answer, most of them first: two and more while a deployment goes on. */
  readonly epochs: readonly { readonly epoch: string; readonly processes: number }[]
  /** What the gates say now; null without a rollout or without a word from them. */
  readonly verdict: StageVerdict | null
}

export type ProcessStatus = ProcessReport & {
  /** Ms since its last report, by our clock against its. */
  readonly silent_ms: number
  /** `alive`, `stopped` once it said so, or `silent` once it was not heard of for three lease times. */
  readonly state: 'alive' | 'stopped' | 'silent'
  /**
   * Whether what it told of itself still holds. One that ended without a word is not known from one that has nothing new
   * to say: where this is false of one that is alive, say when it was heard and no more.
   */
  readonly heard_lately: boolean
  /** Whether the latest trial of the kill reached it in time; null where it had no part in one. */
  readonly stop: 'proved' | 'unproved' | null
}

/** A corridor as whoever asks would run it. */
export type StatusCorridor = {
  readonly intent: string
  /** What it may do while live control says so. */
  grant(view: ControlView): Grant
  /** Authorities that it cannot ask here, by name. */
  readonly askedPerDecision: readonly string[]
}

export type StatusFacts = {
  readonly config: Pick<Config, 'enabled' | 'leaseMs' | 'proveEveryMs'>
  /** What is wrong with the environment and the policy. */
  readonly problems: readonly ConfigProblem[]
  readonly corridors: readonly StatusCorridor[]
  readonly location: string
  /** Null when the store could not be read; then `problem` says why. */
  readonly snapshot: ControlSnapshot | null
  readonly problem: string | null
  readonly processes: readonly HeardReport[]
  /** The process that leads, by its instance; null where none does. */
  readonly leader: string | null
  readonly verdicts: ReadonlyMap<string, StageVerdict | null>
  readonly nowMs: number
}

/** Puts the facts together; reads nothing itself. */
export function statusReport(facts: StatusFacts): StatusReport {
  const { config, snapshot } = facts
  const proof = latestProof(facts.processes)
  const processes = facts.processes.map((report) => processStatus(report, proof, facts.nowMs))
  const living = facts.processes.filter((_, at) => processes[at]?.state === 'alive')
  const dueMs = fleetProofDueMs(living, proof, config.proveEveryMs, facts.nowMs)
  return {
    store: {
      location: facts.location,
      reachable: snapshot !== null,
      problem: facts.problem,
      audit_entries: snapshot === null ? null : snapshot.head.seq,
      lost: snapshot?.lost ?? null,
    },
    environment: {
      enabled: config.enabled,
      lease_ms: config.leaseMs,
      problems: facts.problems,
    },
    leader: facts.leader,
    uncontrolled: uncontrolledRollouts(snapshot, facts.leader),
    corridors: facts.corridors.map((corridor) => {
      const { intent } = corridor
      const state = snapshot?.corridors.get(intent) ?? untouched(intent)
      // A store that cannot be read reads as an expired lease, as it will in every process.
      const view =
        snapshot === null ? leaseExpired : corridorViews(state, false, snapshot.lost !== null).fresh
      const serving = processes.filter(
        (process) =>
          process.state === 'alive' && process.corridors.some((served) => served.intent === intent),
      )
      const verdict = facts.verdicts.get(intent) ?? null
      return {
        ...corridorStatus(corridor, corridor.grant(view), state, serving.length, verdict),
        epochs: epochsOf(serving, intent),
        waiting: waitingFor(state.rollout, facts.nowMs),
      }
    }),
    processes,
    stop_proof_overdue: dueMs !== null && facts.nowMs > dueMs,
    stop_proof:
      proof === null ? null : { ...proof, age_ms: Math.max(0, facts.nowMs - Date.parse(proof.at)) },
  }
}

function epochsOf(serving: readonly ProcessReport[], intent: string): CorridorStatus['epochs'] {
  const counts = new Map<string, number>()
  for (const { corridors } of serving) {
    const epoch = corridors.find((served) => served.intent === intent)?.epoch
    if (epoch !== undefined) counts.set(epoch, (counts.get(epoch) ?? 0) + 1)
  }
  return [...counts]
    .map(([epoch, processes]) => ({ epoch, processes }))
    .toSorted((a, b) => b.processes - a.processes || (a.epoch < b.epoch ? -1 : 1))
}

/** Rollouts that stand open while no process leads. */
export function uncontrolledRollouts(
  snapshot: ControlSnapshot | null,
  leader: string | null,
): readonly string[] {
  if (snapshot === null || leader !== null) return []
  return [...snapshot.corridors.values()]
    .filter(({ killed, rollout }) => !killed && rollout !== null && rollout.closed === null)
    .map(({ intent }) => intent)
}

function corridorStatus(
  { askedPerDecision }: StatusCorridor,
  grant: Grant,
  state: CorridorState,
  processes: number,
  verdict: StageVerdict | null,
): Omit<CorridorStatus, 'waiting' | 'epochs'> {
  const { intent, killed, rollout, version, changed_at, changed_by, why } = state
  return {
    intent,
    effective_rate: effectiveRate(grant),
    set_by: grant.setBy,
    closed: grant.closed,
    mode: grant.mode,
    mode_set_by: grant.modeSetBy,
    deadline_ms: grant.deadlineMs,
    deadline_set_by: grant.deadlineSetBy,
    asked_per_decision: askedPerDecision,
    killed,
    stage: rollout?.stage ?? null,
    stage_rate: rollout?.rate ?? null,
    stage_closed: rollout?.closed ?? null,
    parts_closed: (rollout?.parts ?? []).filter((part) => part.closed),
    confidence: rollout?.confidence ?? null,
    closing: rollout?.closing ?? null,
    entered_at: rollout?.entered_at ?? null,
    epoch: rollout?.epoch ?? null,
    plan: rollout?.plan ?? null,
    version,
    changed_at,
    changed_by,
    why,
    processes,
    verdict,
  }
}

/** Whoever has something new to say does so every other second. */
const usuallyHeardMs = 5000

function processStatus(heard: HeardReport, proof: StopProof | null, nowMs: number): ProcessStatus {
  const { heard_ms: _, ...report } = heard
  // Of one heard in the future, before a clock was set back, nobody knows better than that it is long ago.
  const silentMs = Math.abs(silentMsOf(heard, nowMs))
  const state = stateOf(report, silentMs)
  return {
    ...report,
    // By the clock of whoever shows it, as every other time beside it.
    seen_at: new Date(nowMs - silentMs).toISOString(),
    corridors: report.corridors.filter((corridor) => !isTrial(corridor)),
    silent_ms: silentMs,
    state,
    heard_lately: state === 'alive' && silentMs <= Math.max(report.lease_ms, usuallyHeardMs),
    stop: stopOf(report, proof),
  }
}

function stateOf(report: ProcessReport, silentMs: number) {
  const { stopped, lease_ms: leaseMs, report_every_ms: everyMs = usualReportMs } = report
  if (stopped === true) return 'stopped'
  return silentMs <= Math.max(leaseMs * 3, everyMs + leaseMs) ? 'alive' : 'silent'
}

/** Whether a process was heard of lately and did not say that it ends. */
export function isAliveReport(heard: HeardReport, nowMs: number): boolean {
  return stateOf(heard, Math.abs(silentMsOf(heard, nowMs))) === 'alive'
}

function stopOf({ instance }: ProcessReport, proof: StopProof | null): ProcessStatus['stop'] {
  if (proof === null) return null
  if (proof.proved.includes(instance)) return 'proved'
  return proof.unproved.some((one) => one.instance === instance) ? 'unproved' : null
}
