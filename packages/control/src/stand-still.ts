import type { Clock } from '@partial-trust/core'

/** How often the process notes that it runs. */
const beatEveryMs = 50

/** Notices that this process did not run for longer than `gapMs`, as when it was suspended. */
export class StandStill {
  readonly #clock: Clock
  readonly #gapMs: number
  readonly #woke: (nowMs: number) => void
  /** When this process was last known to run. */
  #beatMs: number
  #timer: unknown
  #stopped = false

  /** @param woke Called with the monotonic moment at which it was noticed. */
  constructor(clock: Clock, gapMs: number, woke: (nowMs: number) => void) {
    this.#clock = clock
    this.#gapMs = gapMs
    this.#woke = woke
    this.#beatMs = clock.monotonicMs()
  }

  start(): void {
    if (this.#stopped) return
    const nowMs = this.#clock.monotonicMs()
    this.look(nowMs)
    this.#beatMs = nowMs
    this.#timer = this.#clock.setTimer(() => this.start(), beatEveryMs)
  }

  /** Looks before anything is decided: timers that are late would tell too late. */
  look(nowMs: number): void {
    if (this.#stopped || nowMs - this.#beatMs <= this.#gapMs) return
    this.#beatMs = nowMs
    this.#woke(nowMs)
  }

  stop(): void {
    this.#stopped = true
    this.#clock.clearTimer(this.#timer)
  }
}
