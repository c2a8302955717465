import { observed } from '@partial-trust/core'
import type { Clock, ControlView } from '@partial-trust/core'
import { messageOf } from '@partial-trust/settings'
import { bounded } from './bounded.js'
import { Closings } from './closings.js'
import type { ControlSnapshot, ControlStore } from './control-store.js'
import type { CorridorState } from './control-state.js'
import { KnownState } from './known-state.js'
import { before, isFresh, momentOf } from './lease.js'
import type { Moment } from './lease.js'
import { mustFollow } from './must-follow.js'
import { StandStill } from './stand-still.js'
import { tellAll } from './tell-all.js'

export type ControlFeedOptions = {
  /** How long state may be acted on that could not be refreshed, in ms; 500 to 60000. */
  readonly leaseMs: number
  readonly clock: Clock
  /** After so long without running, in ms, the process asks the store before it acts. Default 250. */
  readonly gapMs?: number
}

/** What a process knows about its hold on live control. */
export type LeaseStatus = {
  readonly location: string
  readonly leaseMs: number
  readonly fresh: boolean
  /** Age of the state in use, in ms; null before the first refresh. */
  readonly ageMs: number | null
  readonly refreshes: number
  readonly failures: number
  /** Why the last refresh failed; null when it did not. */
  readonly problem: string | null
}

/** A process's window on live control: always answers at once, from state no older than the lease. */
export interface ControlFeed {
  /** What the corridor may do at this moment. Called on every decision; allocates nothing. */
  view(intent: string): ControlView
  /** The last state read, however old; for people, never for decisions. */
  state(intent: string): CorridorState
  /**
   * Calls back each time the corridor turns from not closed to closed, whatever closed it, so that
   * candidates under way can be given up.
   */
  onClosed(intent: string, listener: () => void): () => void
  /** Calls back after every refresh that brought something new. */
  onChange(listener: () => void): () => void
  /** Closes the stage in this process alone, until the corridor's next change in the store. */
  closeHere(intent: string): void
  lease(): LeaseStatus
  /** Reads the store now; true when the state is fresh afterwards. */
  refresh(): Promise<boolean>
  /** Settles after the first attempt to read, whether or not it succeeded. */
  readonly ready: Promise<void>
  close(): void
}

/**
 * Follows a store: refreshes five times a lease and whenever the store tells of a change, bounds
 * every read, and lets the state lapse when it cannot be refreshed. Never throws.
 */
export function openControlFeed(store: ControlStore, options: ControlFeedOptions): ControlFeed {
  const { leaseMs, clock, gapMs = 250 } = options
  const periodMs = leaseMs / 5
  const readTimeoutMs = periodMs * 2

  const known = new KnownState()
  let readAt: Moment = { monotonicMs: Number.NEGATIVE_INFINITY, epochMs: 0 }
  let freshUntilMs = Number.NEGATIVE_INFINITY
  /** State asked for before this moment is not acted on any more. */
  let notBeforeMs = Number.NEGATIVE_INFINITY
  const closings = new Closings((intent) => view(intent).kind === 'closed')
  const changeListeners = new Set<() => void>()
  const standStill = new StandStill(clock, gapMs, {
    woke: wake,
    // The lease holds on: the store is asked in between, and a kill is heard of.
    late: () => void refresh(),
  })

  let refreshes = 0
  let failures = 0
  let problem: string | null = 'not read yet'
  let stopped = false
  let running: Promise<boolean> | undefined
  let again = false
  let loop: unknown
  let expiry: unknown

  function view(intent: string): ControlView {
    const now = clock.monotonicMs()
    standStill.look(now)
    return known.view(intent, now <= freshUntilMs && stillFresh(now))
  }

  /** The whole judgement: a machine that slept shows it on its wall clock alone, and at once. */
  function stillFresh(monotonicMs: number): boolean {
    if (isFresh(readAt, { monotonicMs, epochMs: clock.epochMs() }, leaseMs)) return true
    expire()
    void refresh()
    return false
  }

  /** The process stood still: whatever happened meanwhile is asked for before anything is accepted. */
  function wake(nowMs: number): void {
    notBeforeMs = nowMs
    expire()
    void refresh()
  }

  function expire(): void {
    freshUntilMs = Number.NEGATIVE_INFINITY
    closings.announce()
  }

  function accept(next: ControlSnapshot, moment: Moment): void {
    // Of two relays one may lag: what was known of the same state by then stays known.
    if (known.snapshot?.head.hash === next.head.hash && moment.monotonicMs < readAt.monotonicMs) {
      return
    }
    const changed = known.take(next)
    readAt = moment
    freshUntilMs = moment.monotonicMs + leaseMs
    closings.announce()
    clock.clearTimer(expiry)
    // One millisecond past the lease's last: a timer that is early would find it still fresh.
    const freshForMs = freshUntilMs - clock.monotonicMs()
    expiry = clock.setTimer(() => closings.announce(), Math.max(freshForMs, 0) + 1)
    if (changed) tellAll(changeListeners)
  }

  function foretell(next: ControlSnapshot): void {
    if (known.foretell(next)) closings.announce()
  }

  /** The store's state, once it is proved to follow from the one in use. */
  async function readSuccessor(signal: AbortSignal): Promise<ControlSnapshot> {
    const next = await store.read(signal)
    const { snapshot } = known
    if (snapshot === undefined || signal.aborted) return next
    if (snapshot.head.hash !== next.head.hash) foretell(next)
    try {
      await mustFollow(snapshot, next, store)
    } catch (error) {
      foretell(next)
      throw error
    }
    return next
  }

  async function readOnce(): Promise<boolean> {
    // The state's age counts from the question, not from the answer.
    const asked = momentOf(clock)
    try {
      if (!Number.isFinite(asked.monotonicMs + asked.epochMs)) {
        throw new Error('the clock cannot be read')
      }
      const next = await bounded((signal) => readSuccessor(signal), readTimeoutMs, clock)
      if (stopped) return false
      if (asked.monotonicMs < notBeforeMs) {
        again = true // it was asked before the process stood still
        return false
      }
      const { ageMs = 0 } = next
      // Where a relay answered, the age counts from when the store itself was asked.
      const moment = before(asked, ageMs)
      if (ageMs > leaseMs || moment.monotonicMs < notBeforeMs) {
        throw new Error(`the relay answers with state that is ${Math.round(ageMs)} ms old`)
      }
      accept(next, moment)
      refreshes += 1
      problem = null
      return true
    } catch (error) {
      failures += 1
      problem = messageOf(error)
      return false
    }
  }

  /** One read at a time; a wish for another during it is granted right after. */
  function refresh(): Promise<boolean> {
    if (running !== undefined) {
      again = true
      return running
    }
    again = false
    running = readOnce().then((fresh) => {
      running = undefined
      return again && !stopped ? refresh() : fresh
    })
    return running
  }

  function schedule(): void {
    if (stopped) return
    loop = clock.setTimer(() => {
      void refresh().then(schedule)
    }, periodMs)
  }

  const unsubscribe = subscribed(store, () => void refresh())
  const ready = refresh().then(schedule)
  standStill.start()

  return {
    view,
    state: (intent) => known.state(intent),
    refresh,
    ready,
    onClosed: (intent, listener) => closings.on(intent, listener),
    onChange(listener) {
      changeListeners.add(listener)
      return () => {
        changeListeners.delete(listener)
      }
    },
    closeHere(intent) {
      known.closeHere(intent)
      closings.announce()
    },
    lease: () => ({
      location: store.location,
      leaseMs,
      fresh: clock.monotonicMs() <= freshUntilMs,
      ageMs: known.snapshot === undefined ? null : clock.monotonicMs() - readAt.monotonicMs,
      refreshes,
      failures,
      problem,
    }),
    close() {
      stopped = true
      freshUntilMs = Number.NEGATIVE_INFINITY
      standStill.stop()
      unsubscribe()
      clock.clearTimer(loop)
      clock.clearTimer(expiry)
    },
  }
}

const ignored = (): void => undefined

/** Follows a store as far as it can be followed: one that cannot is read at every turn all the same. */
function subscribed(store: ControlStore, listener: () => void): () => void {
  let unsubscribe: unknown
  observed(() => (unsubscribe = store.subscribe(listener)), ignored)
  return () => observed(() => typeof unsubscribe === 'function' && unsubscribe(), ignored)
}
