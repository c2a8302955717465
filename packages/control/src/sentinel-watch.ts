import { attemptFailures } from '@partial-trust/core'
import type { Clock, RiskRecord } from '@partial-trust/core'
import type { ControlFeed } from './control-feed.js'
import type { Rollout } from './control-state.js'
import type { ControlStore } from './control-store.js'
import { calmSentinel, observeCandidate } from './sentinel.js'
import type { Sentinel } from './sentinel.js'

export type SentinelWatchOptions = {
  readonly feed: ControlFeed
  readonly store: ControlStore
  /** Name of this process. */
  readonly instance: string
  readonly clock: Clock
}

/** The sentinels of all corridors of one process. */
export type SentinelWatch = {
  /** Takes every record. */
  record(record: RiskRecord): void
  /** An alarm holds as long as its stage does, whatever else changes in the store: to be called now and then. */
  repeatAlarms(): void
}

/** Closes a stage here at once, and for everyone as soon as the store answers, when candidates fail too often. */
export function openSentinelWatch({
  feed,
  store,
  instance,
  clock,
}: SentinelWatchOptions): SentinelWatch {
  const watches = new Map<string, Watch>()

  function watchCandidate(intent: string, failed: boolean): void {
    const { rollout } = feed.state(intent)
    // Without a rollout the corridor follows the environment alone; its circuit breaker still works.
    if (rollout === null) return
    const stage = evidenceName(rollout)
    const known = watches.get(intent)
    const watch: Watch =
      known?.stage === stage ? known : { stage, sentinel: calmSentinel, reported: false }
    const sentinel = observeCandidate(watch.sentinel, { failed, atMs: clock.epochMs() }, rollout)
    watches.set(intent, { ...watch, sentinel })
    if (sentinel.alarm !== null) closeFor(intent, { ...watch, sentinel }, rollout)
  }

  function closeFor(intent: string, watch: Watch, rollout: Rollout): void {
    feed.closeHere(intent)
    if (!watch.reported) void report(intent, watch, rollout.error_limit)
  }

  /** Closes the stage for everyone. Until that is done, at least this process is closed. */
  async function report(intent: string, watch: Watch, limit: number): Promise<void> {
    const expectedVersion = feed.state(intent).version
    watches.set(intent, { ...watch, reported: true })
    const action = {
      kind: 'close',
      because: 'sentinel',
      evidence: evidenceOf(watch.sentinel, limit, instance),
    } as const
    const by = `sentinel of ${instance}`
    const reason = reasonOf(watch.sentinel, limit)
    try {
      const change = await store.change({ intent, action, by, reason, expectedVersion })
      if (change.kind !== 'conflict') return
    } catch {
      // The store is away: this process stays closed, and the next look tries again.
    }
    const now = watches.get(intent)
    if (now?.stage === watch.stage) watches.set(intent, { ...now, reported: false })
  }

  return {
    record(record) {
      const failed = candidateFailed(record)
      if (failed !== null) watchCandidate(record.corridor_intent, failed)
    },
    repeatAlarms() {
      for (const [intent, watch] of watches) {
        const { rollout } = feed.state(intent)
        if (rollout === null || rollout.closed !== null || watch.sentinel.alarm === null) continue
        if (evidenceName(rollout) === watch.stage) closeFor(intent, watch, rollout)
      }
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

function evidenceOf({ attempts, failures, alarm }: Sentinel, limit: number, instance: string) {
  return { instance, attempts, failures, limit, decisions_to_false_alarm: alarm }
}

/** The detector sees a rise after any healthy history, in which the whole count drowns it. */
function reasonOf({ attempts, failures, latest }: Sentinel, limit: number): string {
  const failed = latest.filter(Boolean).length
  return `${failed} of the latest ${latest.length} candidates failed in this process (${failures} of ${attempts} in all): the rate has risen above ${limit}`
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
