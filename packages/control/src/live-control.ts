import type { AttemptStart, Cell, Clock, ControlView, Grant, RiskRecord } from '@partial-trust/core'
import { attemptFailures, bucketMs, effectiveRate, isSealed } from '@partial-trust/core'
import { bounded } from './bounded.js'
import type { CountsOnDisk } from './counts-on-disk.js'
import { openControlFeed } from './control-feed.js'
import { usualReportMs } from './evidence-store.js'
import type { ControlFeed, LeaseStatus } from './control-feed.js'
import type { Rollout } from './control-state.js'
import { MetricsSpool } from './metrics-spool.js'
import type { Control } from './open-control.js'
import { canaryIntent } from './canary.js'
import { latestProof } from './stop-proof.js'
import type { StopProof } from './stop-proof.js'
import { calmSentinel, observeCandidate } from './sentinel.js'
import type { Sentinel } from './sentinel.js'

export type LiveControlOptions = {
  readonly control: Control
  readonly leaseMs: number
  /** Name of this process, as in its risk records. */
  readonly instance: string
  /** The corridors this process serves, with their epochs and what they may do now. */
  readonly corridors: () => readonly ServedCorridor[]
  /** The longest deadline of its corridors, in ms: until it has passed, counts can still grow. */
  readonly longestDeadlineMs: () => number
  /** Its timers must not keep the process alive. */
  readonly clock: Clock
  readonly host: string
  readonly pid: number
  /** Risk records dropped so far. */
  readonly droppedRecords: () => number
  /** How often counts go to disk where they are kept there, in ms. Default 500. */
  readonly flushMs?: number
  /** How often they go to the store, in ms. Default: as often. */
  readonly saveMs?: number
  /** Keeps what the store does not have yet; absent: memory alone does. */
  readonly disk?: CountsOnDisk
  /** See {@link ControlFeedOptions.gapMs}. */
  readonly gapMs?: number
}

export type ServedCorridor = {
  readonly intent: string
  readonly epoch: string
  grant(): Grant
}

/** Everything one process does for live control, from its snapshot to its counts. */
export interface LiveControl {
  readonly feed: ControlFeed
  /** For check 3; see {@link ControlFeed.view}. */
  view(intent: string): ControlView
  /** Takes every record: for the counts and for the sentinel. */
  record(record: RiskRecord): void
  started(intent: string, start: AttemptStart): void
  lease(): LeaseStatus
  /** Makes known what a trial of the kill showed; see {@link StopProof}. */
  tellProof(proof: StopProof): void
  /** The latest that is known here, whoever made it: at most {@link lookForProofMs} late; null without one. */
  proof(): StopProof | null
  /** Sends what is still here and lets go; bounded, whatever the store does. */
  close(): Promise<void>
}

const sendTimeoutMs = 5000
/** Times between two reports, in times between two savings of counts. */
const reportsPerSave = 1.25
/** Pause before what did not arrive is told again. */
const tellAgainMs = 1000
/** How often to look what others' trials of the kill showed. */
const lookForProofMs = 15_000

/** Starts following the store. Returns at once; `feed.ready` settles after the first read. */
export function openLiveControl(options: LiveControlOptions): LiveControl {
  const { control, clock, instance } = options
  const { flushMs = 500, disk } = options
  const { saveMs = flushMs } = options
  // Where counts go to the store less often, so does this, and together they are no more than a row in ten seconds: a
  // change is told at once in any case.
  const reportEveryMs = Math.max(usualReportMs, saveMs * reportsPerSave)
  const gap = options.gapMs === undefined ? {} : { gapMs: options.gapMs }
  const feed = openControlFeed(control.store, { leaseMs: options.leaseMs, clock, ...gap })
  const spool = new MetricsSpool({ instance, deadlineMs: options.longestDeadlineMs })
  const startedAt = new Date(clock.epochMs()).toISOString()
  const sentinels = new Map<string, Watch>()
  let timer: unknown
  let stopped = false
  let reportedMs = Number.NEGATIVE_INFINITY
  /** How often something was to be told, up to where reports told it, and whether one is on its way. */
  let asked = 0
  let told = 0
  let telling = false
  let savedMs = Number.NEGATIVE_INFINITY
  let keptChanges = 0
  /** Cells of earlier processes that were too old to be sent. */
  let lostCells = 0
  /** Of the trials that this process made, and of all that it knows of. */
  let ownProof: StopProof | null = null
  let proof: StopProof | null = null
  let lookedMs = Number.NEGATIVE_INFINITY

  function record(entry: RiskRecord): void {
    spool.record(entry)
    const failed = candidateFailed(entry)
    if (failed !== null) watchCandidate(entry.corridor_intent, failed)
  }

  function watchCandidate(intent: string, failed: boolean): void {
    const state = feed.state(intent)
    // Without a rollout the corridor follows the environment alone; its circuit breaker still works.
    if (state.rollout === null) return
    const stage = evidenceName(state.rollout)
    const known = sentinels.get(intent)
    const watch: Watch =
      known?.stage === stage ? known : { stage, sentinel: calmSentinel, reported: false }
    const candidate = { failed, atMs: clock.epochMs() }
    const sentinel = observeCandidate(watch.sentinel, candidate, state.rollout)
    const next = { ...watch, sentinel }
    sentinels.set(intent, next)
    if (sentinel.alarm === null) return
    feed.closeHere(intent)
    if (!watch.reported) void reportAlarm(intent, state.version, next, state.rollout.error_limit)
  }

  /** Closes the stage for everyone. Until that is done, at least this process is closed. */
  async function reportAlarm(
    intent: string,
    expectedVersion: number,
    watch: Watch,
    limit: number,
  ): Promise<void> {
    sentinels.set(intent, { ...watch, reported: true })
    const { attempts, failures, latest, alarm } = watch.sentinel
    const failed = latest.filter(Boolean).length
    // The detector sees a rise after any healthy history, in which the whole count drowns it.
    const reason = `${failed} of the latest ${latest.length} candidates failed in this process (${failures} of ${attempts} in all): the rate has risen above ${limit}`
    const evidence = { instance, attempts, failures, limit, decisions_to_false_alarm: alarm }
    const action = { kind: 'close', because: 'sentinel', evidence } as const
    const by = `sentinel of ${instance}`
    try {
      const change = await control.store.change({ intent, action, by, reason, expectedVersion })
      if (change.kind !== 'conflict') return
    } catch {
      // The store is away: this process stays closed, and the next flush tries again.
    }
    const now = sentinels.get(intent)
    if (now?.stage === watch.stage) sentinels.set(intent, { ...now, reported: false })
  }

  /** An alarm holds as long as its stage does, whatever else changes in the store. */
  function repeatAlarms(): void {
    for (const [intent, watch] of sentinels) {
      const { rollout, version } = feed.state(intent)
      if (rollout === null || rollout.closed !== null || watch.sentinel.alarm === null) continue
      if (evidenceName(rollout) !== watch.stage) continue
      feed.closeHere(intent)
      if (!watch.reported) void reportAlarm(intent, version, watch, rollout.error_limit)
    }
  }

  async function flush(): Promise<void> {
    if (stopped || clock.monotonicMs() - savedMs >= saveMs - flushMs / 2) await save()
    else if (spool.changes !== keptChanges) await keep(spool.batch(clock.epochMs()))
    repeatAlarms()
    const agoMs = clock.monotonicMs() - reportedMs
    if (agoMs >= (asked > told ? tellAgainMs : reportEveryMs)) await tell()
    if (stopped || clock.monotonicMs() - lookedMs < lookForProofMs) return
    lookedMs = clock.monotonicMs()
    await lookForProof().catch(() => undefined) // its age tells
  }

  async function lookForProof(): Promise<void> {
    const reports = await bounded(() => control.evidence.processes(), sendTimeoutMs, clock)
    const known = proof === null ? [] : [{ stop_proof: proof }]
    proof = latestProof([...known, ...reports])
  }

  async function save(): Promise<void> {
    savedMs = clock.monotonicMs()
    const nowMs = clock.epochMs()
    const { changes } = spool
    const cells = spool.batch(nowMs)
    // A bucket that still grows is sent when it is over: one row of the store for each.
    const whole = stopped || saveMs < bucketMs ? cells : cells.filter(isOver(nowMs))
    try {
      await bounded(() => control.evidence.save(whole), sendTimeoutMs, clock)
      spool.saved(nowMs)
      const nothingLeft = whole.length === cells.length && spool.changes === changes
      await keep(nothingLeft ? [] : spool.batch(clock.epochMs()))
      await sendLeftBehind()
    } catch {
      // Kept in the spool and sent again with the next batch.
      await keep(spool.batch(clock.epochMs()))
    }
  }

  function isOver(nowMs: number): (cell: Cell) => boolean {
    const sealing = { nowMs, deadlineMs: options.longestDeadlineMs(), graceMs: 0 }
    return ({ key: { bucket } }) => bucket === null || isSealed(bucket, sealing)
  }

  /** A disk that hangs holds up nothing but the counts, and those for no longer than a store would. */
  async function keep(cells: readonly Cell[]): Promise<void> {
    if (disk === undefined) return
    keptChanges = spool.changes
    await bounded(() => disk.keep(cells), sendTimeoutMs, clock).catch(() => undefined)
  }

  /** Now that the store answers, it gets what processes that ended before could not send. */
  async function sendLeftBehind(): Promise<void> {
    if (disk === undefined) return
    await disk.touch()
    for await (const { cells, lost, forget } of disk.leftBehind()) {
      await bounded(() => control.evidence.save(cells), sendTimeoutMs, clock)
      lostCells += lost
      await forget()
    }
  }

  /** Reports now. Where it does not arrive, as when hundreds report one kill at once, the next flush tries again. */
  async function tell(): Promise<void> {
    asked += 1
    if (!telling) await tellOnce()
  }

  async function tellOnce(): Promise<void> {
    telling = true
    const upTo = asked
    reportedMs = clock.monotonicMs()
    const arrived = await report().then(
      () => true,
      () => false, // shows as silence
    )
    telling = false
    if (!arrived) return
    told = upTo
    if (asked > told && !stopped) await tellOnce()
  }

  async function report(last?: { readonly stopped: true }): Promise<void> {
    const { ageMs, leaseMs } = feed.lease()
    const corridors = options.corridors().map((corridor) => {
      const { intent, epoch } = corridor
      const grant = corridor.grant()
      const { mode, setBy: set_by } = grant
      const { version, audit } = feed.state(intent)
      const rate = effectiveRate(grant)
      return { intent, epoch, rate, mode, set_by, version, entry: audit?.hash ?? null }
    })
    const canary = feed.view(canaryIntent)
    const trial = feed.state(canaryIntent)
    const process = {
      instance,
      host: options.host,
      pid: options.pid,
      started_at: startedAt,
      seen_at: new Date(clock.epochMs()).toISOString(),
      lease_ms: leaseMs,
      lease_age_ms: ageMs,
      report_every_ms: reportEveryMs,
      corridors: [
        ...corridors,
        {
          intent: canaryIntent,
          epoch: '',
          rate: canary.kind === 'closed' ? 0 : 1,
          mode: 'shadow' as const,
          set_by: canary.kind === 'closed' ? canary.reason : 'trial',
          version: trial.version,
          entry: trial.audit?.hash ?? null,
        },
      ],
      dropped_records: options.droppedRecords(),
      dropped_cells: spool.droppedCells + lostCells,
      ...(disk === undefined || disk.problem === null
        ? {}
        : { unkept_cells: disk.unkept, disk_problem: disk.problem }),
      ...(ownProof === null ? {} : { stop_proof: ownProof }),
      ...last,
    }
    await bounded(() => control.evidence.report(process), sendTimeoutMs, clock)
  }

  function schedule(): void {
    if (stopped) return
    timer = clock.setTimer(() => void flush().then(schedule), flushMs)
  }
  void feed.ready.then(() => flush()).then(schedule)
  // Whoever changed something waits to hear that it arrived.
  const unsubscribe = feed.onChange(() => {
    if (!stopped) void tell()
  })

  return {
    feed,
    record,
    view: (intent) => feed.view(intent),
    started: (intent, start) => spool.started(intent, start),
    lease: () => feed.lease(),
    proof: () => proof,
    tellProof(found) {
      ownProof = proof = found
      if (!stopped) void tell()
    },
    async close() {
      if (stopped) return
      stopped = true
      clock.clearTimer(timer)
      unsubscribe()
      await flush()
      await report({ stopped: true }).catch(() => undefined)
      feed.close()
      await control.close().catch(() => undefined)
    },
  }
}

type Watch = {
  /** What the sentinel's evidence belongs to; anything else starts it anew. */
  readonly stage: string
  readonly sentinel: Sentinel
  readonly reported: boolean
}

function evidenceName({ stage, entered_at: enteredAt }: Rollout): string {
  return `${stage} ${enteredAt}`
}

const failures: ReadonlySet<string> = new Set(attemptFailures)

/** Whether a candidate that was asked for failed; null where none was asked for. */
function candidateFailed({ status, sampled, reason_code: reason }: RiskRecord): boolean | null {
  switch (status) {
    case 'accepted_llm':
      return false
    case 'fallback_deterministic':
    case 'shadow':
      return failures.has(reason)
    case 'error':
      return sampled ? true : null
    case 'not_sampled':
    case 'skipped':
      return null
  }
}
