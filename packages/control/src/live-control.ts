import type { AttemptStart, Clock, ControlView, RiskRecord } from '@partial-trust/core'
import { bounded } from './bounded.js'
import { openControlFeed } from './control-feed.js'
import type { ControlFeed, LeaseStatus } from './control-feed.js'
import { corridorsOfReport } from './corridors-of-report.js'
import type { ServedCorridor } from './corridors-of-report.js'
import type { CountsOnDisk } from './counts-on-disk.js'
import { CountsSender } from './counts-sender.js'
import { usualReportMs } from './evidence-store.js'
import type { ProcessReport } from './evidence-store.js'
import type { Control } from './open-control.js'
import { NewsOfCorridors } from './news-of-corridors.js'
import { ReportTeller } from './report-teller.js'
import { openSentinelWatch } from './sentinel-watch.js'
import { figuresOf } from './stop-proof.js'
import type { StopProof, StopProofFigures } from './stop-proof.js'

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
  proof(): StopProofFigures | null
  /** Sends what is still here and lets go; bounded, whatever the store does. */
  close(): Promise<void>
}

const sendTimeoutMs = 5000
/** Times between two reports, in times between two savings of counts. */
const reportsPerSave = 1.25
/** How often to look what others' trials of the kill showed. */
const lookForProofMs = 15_000

/** Starts following the store. Returns at once; `feed.ready` settles after the first read. */
export function openLiveControl(options: LiveControlOptions): LiveControl {
  const { control, clock, instance, flushMs = 500, disk } = options
  const { saveMs = flushMs } = options
  const gap = options.gapMs === undefined ? {} : { gapMs: options.gapMs }
  const feed = openControlFeed(control.store, { leaseMs: options.leaseMs, clock, ...gap })
  const counts = new CountsSender({
    evidence: control.evidence,
    instance,
    clock,
    longestDeadlineMs: options.longestDeadlineMs,
    flushMs,
    saveMs,
    timeoutMs: sendTimeoutMs,
    disk,
  })
  const sentinels = openSentinelWatch({ feed, store: control.store, instance, clock })
  // Where counts go to the store less often, so does this, and together they are no more than a row in ten seconds: a
  // change is told at once in any case.
  const reportEveryMs = Math.max(usualReportMs, saveMs * reportsPerSave)
  const teller = new ReportTeller(() => report(), reportEveryMs, clock)
  const startedAt = new Date(clock.epochMs()).toISOString()
  let timer: unknown
  let stopped = false
  /** Of the trials that this process made, and of all that it knows of. */
  let ownProof: StopProof | null = null
  let proof: StopProofFigures | null = null
  let lookedMs = Number.NEGATIVE_INFINITY

  async function flush(): Promise<void> {
    await counts.flush(stopped)
    sentinels.repeatAlarms()
    await teller.tellWhenDue()
    if (stopped || clock.monotonicMs() - lookedMs < lookForProofMs) return
    lookedMs = clock.monotonicMs()
    await lookForProof().catch(() => undefined) // its age tells
  }

  async function lookForProof(): Promise<void> {
    const found = await bounded(() => control.evidence.stopProof(), sendTimeoutMs, clock)
    if (found === null) return
    // Where the clock was set back since, what is known lies ahead: it is of before.
    const isNewer = proof === null || found.at > proof.at || Date.parse(proof.at) > clock.epochMs()
    if (isNewer) proof = found
  }

  async function report(last?: { readonly stopped: true }): Promise<void> {
    const { ageMs, leaseMs } = feed.lease()
    const process: ProcessReport = {
      instance,
      host: options.host,
      pid: options.pid,
      started_at: startedAt,
      seen_at: new Date(clock.epochMs()).toISOString(),
      lease_ms: leaseMs,
      lease_age_ms: ageMs,
      report_every_ms: reportEveryMs,
      corridors: corridorsOfReport(options.corridors(), feed),
      dropped_records: options.droppedRecords(),
      dropped_cells: counts.droppedCells,
      ...troubleOf(disk),
      ...(ownProof === null ? {} : { stop_proof: ownProof }),
      ...last,
    }
    await bounded(() => control.evidence.report(process), sendTimeoutMs, clock)
  }

  /** Never rejects, whatever clock, store or log do: nobody would hear of it. */
  function flushed(): Promise<void> {
    return flush().catch(() => undefined)
  }

  function schedule(): void {
    if (stopped) return
    timer = clock.setTimer(() => void flushed().then(schedule), flushMs)
  }
  void feed.ready.then(flushed).then(schedule)
  const news = new NewsOfCorridors(() => corridorsOfReport(options.corridors(), feed))
  // Whoever changed something waits to hear that it arrived.
  const unsubscribe = feed.onChange(() => {
    if (news.look() && !stopped) void teller.tell()
  })

  return {
    feed,
    record(entry) {
      counts.record(entry)
      sentinels.record(entry)
    },
    view: (intent) => feed.view(intent),
    started: (intent, start) => counts.started(intent, start),
    lease: () => feed.lease(),
    proof: () => proof,
    tellProof(found) {
      ownProof = found
      proof = figuresOf(found)
      if (!stopped) void teller.tell()
    },
    async close() {
      if (stopped) return
      stopped = true
      teller.stop()
      clock.clearTimer(timer)
      unsubscribe()
      await flushed()
      await report({ stopped: true }).catch(() => undefined)
      feed.close()
      await bounded(async () => control.close(), sendTimeoutMs, clock).catch(() => undefined)
    },
  }
}

function troubleOf(
  disk: CountsOnDisk | undefined,
): Pick<ProcessReport, 'unkept_cells' | 'disk_problem'> {
  if (disk === undefined || disk.problem === null) return {}
  return { unkept_cells: disk.unkept, disk_problem: disk.problem }
}
