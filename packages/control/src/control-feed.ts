import type { Clock, ControlView } from '@partial-trust/core'
import { bounded } from './bounded.js'
import type { ControlSnapshot, ControlStore } from './control-store.js'
import type { CorridorState } from './control-state.js'
import { untouched } from './control-state.js'
import { corridorViews, leaseExpired, storeLost, unmanaged } from './corridor-view.js'
import type { CorridorViews } from './corridor-view.js'
import { isFresh } from './lease.js'
import type { Moment } from './lease.js'
import { messageOf } from './message-of.js'
import { mustFollow } from './must-follow.js'

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

/** How often the process notes that it runs. */
const beatEveryMs = 50

/**
 * Follows a store: refreshes five times a lease and whenever the store tells of a change, bounds
 * every read, and lets the state lapse when it cannot be refreshed. Never throws.
 */
export function openControlFeed(store: ControlStore, options: ControlFeedOptions): ControlFeed {
  const { leaseMs, clock, gapMs = 250 } = options
  const periodMs = leaseMs / 5
  const readTimeoutMs = periodMs * 2

  let snapshot: ControlSnapshot | undefined
  let readAt: Moment = { monotonicMs: Number.NEGATIVE_INFINITY, epochMs: 0 }
  let freshUntilMs = Number.NEGATIVE_INFINITY
  let views: ReadonlyMap<string, CorridorViews> = new Map()
  /** What holds for corridors the store knows nothing about. */
  let untouchedView: ControlView = unmanaged
  /** Corridors this process closed itself, with the version at which it did. */
  const closedHere = new Map<string, number>()
  /** What a state closes that is not yet proved to follow from the one in use: only opening waits for that. */
  const foretold = new Map<string, CorridorViews>()
  const closedListeners = new Map<string, Set<() => void>>()
  const wasClosed = new Map<string, boolean>()
  const changeListeners = new Set<() => void>()

  let refreshes = 0
  let failures = 0
  let problem: string | null = 'not read yet'
  let stopped = false
  let running: Promise<boolean> | undefined
  let again = false
  let loop: unknown
  let expiry: unknown
  let beat: unknown
  /** When its timers last ran, and when anything of it did: decisions may keep timers waiting. */
  let beatMs = clock.monotonicMs()
  let ranMs = beatMs
  /** State asked for before this moment is not acted on any more. */
  let notBeforeMs = Number.NEGATIVE_INFINITY

  function view(intent: string): ControlView {
    const now = clock.monotonicMs()
    if (now - beatMs > gapMs) catchUp(now)
    ranMs = now
    const held = views.get(intent)
    if (now <= freshUntilMs && stillFresh(now)) {
      return held === undefined ? untouchedView : held.fresh
    }
    return held === undefined ? leaseExpired : held.stale
  }

  /** The whole judgement: a machine that slept shows it on its wall clock alone, and at once. */
  function stillFresh(monotonicMs: number): boolean {
    if (isFresh(readAt, { monotonicMs, epochMs: clock.epochMs() }, leaseMs)) return true
    expire()
    void refresh()
    return false
  }

  /** Decisions in a row may leave no turn to timers: then the store is asked in between, and the lease holds on. */
  function catchUp(now: number): void {
    if (now - ranMs > gapMs) return wake(now)
    beatMs = now
    void refresh()
  }

  /** The process stood still: whatever happened meanwhile is asked for before anything is accepted. */
  function wake(now: number): void {
    if (stopped) return
    beatMs = now
    ranMs = now
    notBeforeMs = now
    expire()
    void refresh()
  }

  function beatOn(): void {
    if (stopped) return
    const now = clock.monotonicMs()
    if (now - Math.max(beatMs, ranMs) > gapMs) wake(now)
    beatMs = now
    ranMs = now
    beat = clock.setTimer(beatOn, beatEveryMs)
  }

  function expire(): void {
    freshUntilMs = Number.NEGATIVE_INFINITY
    announce()
  }

  /** Tells whoever waits for it that a corridor has just closed. */
  function announce(): void {
    for (const [intent, listeners] of closedListeners) {
      const closed = view(intent).kind === 'closed'
      const before = wasClosed.get(intent)
      wasClosed.set(intent, closed)
      if (closed && before !== true) tell(listeners)
    }
  }

  function isLost(): boolean {
    return snapshot !== undefined && snapshot.lost !== null
  }

  function rebuild(): void {
    untouchedView = isLost() ? storeLost : unmanaged
    const intents = new Set([
      ...(snapshot?.corridors.keys() ?? []),
      ...closedHere.keys(),
      ...foretold.keys(),
    ])
    views = new Map(
      [...intents].map((intent) => {
        const current = state(intent)
        if (closedHere.get(intent) !== current.version) closedHere.delete(intent)
        const own = corridorViews(current, closedHere.has(intent), isLost())
        return [intent, foretold.get(intent) ?? own]
      }),
    )
  }

  function state(intent: string): CorridorState {
    return snapshot?.corridors.get(intent) ?? untouched(intent)
  }

  function accept(next: ControlSnapshot, moment: Moment): void {
    // Of two relays one may lag: what was known of the same state by then stays known.
    if (snapshot?.head.hash === next.head.hash && moment.monotonicMs < readAt.monotonicMs) return
    const changed = snapshot?.head.seq !== next.head.seq || snapshot.lost !== next.lost
    foretold.clear()
    snapshot = next
    readAt = moment
    freshUntilMs = moment.monotonicMs + leaseMs
    rebuild()
    announce()
    clock.clearTimer(expiry)
    // One millisecond past the lease's last: a timer that is early would find it still fresh.
    const freshForMs = moment.monotonicMs + leaseMs - clock.monotonicMs()
    expiry = clock.setTimer(announce, Math.max(freshForMs, 0) + 1)
    if (changed) tell(changeListeners)
  }

  /** A kill holds from the moment it is heard of, whoever tells of it. */
  function foretell({ corridors }: ControlSnapshot): void {
    for (const [intent, told] of corridors) {
      const toldViews = corridorViews(told, false, false)
      if (toldViews.fresh.kind === 'closed') foretold.set(intent, toldViews)
    }
    if (foretold.size === 0) return
    rebuild()
    announce()
  }

  /** The store's state, once it is proved to follow from the one in use. */
  async function readSuccessor(signal: AbortSignal): Promise<ControlSnapshot> {
    const next = await store.read(signal)
    if (snapshot === undefined || signal.aborted) return next
    if (snapshot.head.hash !== next.head.hash) foretell(next)
    await mustFollow(snapshot, next, store)
    return next
  }

  async function readOnce(): Promise<boolean> {
    // The state's age counts from the question, not from the answer.
    const asked = { monotonicMs: clock.monotonicMs(), epochMs: clock.epochMs() }
    try {
      const next = await bounded((signal) => readSuccessor(signal), readTimeoutMs, clock)
      if (stopped) return false
      if (asked.monotonicMs < notBeforeMs) {
        again = true // it was asked before the process stood still
        return false
      }
      const { ageMs = 0 } = next
      // Where a relay answered, the age counts from when the store itself was asked.
      const moment = { monotonicMs: asked.monotonicMs - ageMs, epochMs: asked.epochMs - ageMs }
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

  const unsubscribe = store.subscribe(() => void refresh())
  const ready = refresh().then(schedule)
  beatOn()

  return {
    view,
    state,
    refresh,
    ready,
    onClosed(intent, listener) {
      const listeners = closedListeners.get(intent) ?? new Set()
      closedListeners.set(intent, listeners.add(listener))
      if (!wasClosed.has(intent)) wasClosed.set(intent, view(intent).kind === 'closed')
      return () => {
        listeners.delete(listener)
      }
    },
    onChange(listener) {
      changeListeners.add(listener)
      return () => {
        changeListeners.delete(listener)
      }
    },
    closeHere(intent) {
      closedHere.set(intent, state(intent).version)
      rebuild()
      announce()
    },
    lease: () => ({
      location: store.location,
      leaseMs,
      fresh: clock.monotonicMs() <= freshUntilMs,
      ageMs: snapshot === undefined ? null : clock.monotonicMs() - readAt.monotonicMs,
      refreshes,
      failures,
      problem,
    }),
    close() {
      stopped = true
      freshUntilMs = Number.NEGATIVE_INFINITY
      unsubscribe()
      clock.clearTimer(loop)
      clock.clearTimer(expiry)
      clock.clearTimer(beat)
    },
  }
}

function tell(listeners: Iterable<() => void>): void {
  for (const listener of listeners) {
    try {
      listener()
    } catch {
      // one listener's fault must keep neither the others nor the feed from their work
    }
  }
}
