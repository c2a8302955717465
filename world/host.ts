import type { Clock } from '@partial-trust/core'
import type { Random } from '@partial-trust/testing'
import type { Due, Timeline } from './timeline.ts'

const beganMs = Date.UTC(2026, 0, 1)

/**
 * One process's hold on time: its clocks, its timers, and what reaches it from outside. It can be
 * stopped and go on (what fell due meanwhile comes in any order, as on a real machine), its machine
 * can sleep (the monotonic clock stands still, the wall clock does not), its wall clock can be set,
 * and it can end.
 */
export class Host implements Clock {
  readonly #timeline: Timeline
  readonly #random: Random
  #timers = new Map<unknown, Timer>()
  #held: (() => void)[] = []
  #sleptMs = 0
  #setByMs = 0
  #standsStill = 0
  #stillSinceMs = 0
  #sleepsSinceMs: number | null = null
  #alive = true
  /** When it last came back from standing still, in true time; null: it never stood still. */
  wokeMs: number | null = null
  /** For how long it had stood still then. */
  stoodMs = 0
  /** For how long it has stood still in all. */
  stoodInAllMs = 0

  constructor(timeline: Timeline, random: Random) {
    this.#timeline = timeline
    this.#random = random
  }

  get alive(): boolean {
    return this.#alive
  }

  get runs(): boolean {
    return this.#alive && this.#standsStill === 0
  }

  /** Ms since the world began: what no process can know. */
  get trueMs(): number {
    return this.#timeline.nowMs
  }

  epochMs(): number {
    return beganMs + this.#timeline.nowMs + this.#setByMs
  }

  monotonicMs(): number {
    return (this.#sleepsSinceMs ?? this.#timeline.nowMs) - this.#sleptMs
  }

  setTimer(run: () => void, delayMs: number): unknown {
    const timer: Timer = { run, due: null }
    this.#timers.set(timer, timer)
    this.#arm(timer, this.#timeline.nowMs + Math.max(0, delayMs))
    return timer
  }

  clearTimer(handle: unknown): void {
    const timer = this.#timers.get(handle)
    if (timer === undefined) return
    if (timer.due !== null) timer.due.run = null
    this.#timers.delete(handle)
  }

  /** Brings something from outside: at once, or when it runs again; never when it has ended. */
  deliver(run: () => void): void {
    if (!this.#alive) return
    if (this.#standsStill > 0) this.#held.push(run)
    else run()
  }

  /** Stops for a while: every clock runs on. */
  pause(forMs: number): void {
    this.#standStill()
    this.#timeline.at(this.#timeline.nowMs + forMs, () => this.#goOn())
  }

  /** Its machine sleeps: the monotonic clock and all timers stand still, the wall clock does not. */
  sleep(forMs: number): void {
    if (this.#sleepsSinceMs !== null) return
    const sinceMs = this.#timeline.nowMs
    this.#sleepsSinceMs = sinceMs
    this.#standStill()
    this.#timeline.at(sinceMs + forMs, () => {
      this.#sleepsSinceMs = null
      this.#sleptMs += forMs
      for (const timer of this.#timers.values()) {
        if (timer.due?.run == null) continue
        timer.due.run = null
        this.#arm(timer, Math.max(timer.due.atMs, sinceMs) + forMs)
      }
      this.#goOn()
    })
  }

  /** Someone, or NTP, sets its wall clock. */
  setWall(byMs: number): void {
    this.#setByMs += byMs
  }

  end(): void {
    this.#alive = false
    this.#held = []
    for (const { due } of this.#timers.values()) if (due !== null) due.run = null
    this.#timers.clear()
  }

  #arm(timer: Timer, atMs: number): void {
    timer.due = this.#timeline.at(atMs, () => {
      this.deliver(() => {
        if (this.#timers.delete(timer)) timer.run()
      })
    })
  }

  #standStill(): void {
    if (this.#standsStill === 0) this.#stillSinceMs = this.#timeline.nowMs
    this.#standsStill += 1
  }

  #goOn(): void {
    this.#standsStill -= 1
    if (!this.runs) return
    this.wokeMs = this.#timeline.nowMs
    this.stoodMs = this.#timeline.nowMs - this.#stillSinceMs
    this.stoodInAllMs += this.stoodMs
    const held = this.#held
    this.#held = []
    // Each its own event, so that what one leads to may happen before the next.
    while (held.length > 0) {
      const [next] = held.splice(Math.floor(this.#random() * held.length), 1)
      if (next !== undefined) this.#timeline.at(this.#timeline.nowMs, () => this.deliver(next))
    }
  }
}

type Timer = { readonly run: () => void; due: Due | null }
