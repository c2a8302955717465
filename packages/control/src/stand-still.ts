import type { Clock } from '@partial-trust/core'

/** How often the process notes that it runs. */
const beatEveryMs = 50

export type StandStillListener = {
  /** It did not run at all; called with the monotonic moment at which that was noticed. */
  woke(nowMs: number): void
  /** It ran, but decisions in a row left its timers no turn for so long. */
  late(): void
}

/** Notices that this process did not run for longer than `gapMs`, as when it was suspended. */
export class StandStill {
  readonly #clock: Clock
  readonly #gapMs: number
  readonly #listener: StandStillListener
  /** When a timer of this process last ran, and when anything of it did. */
  #beatMs: number
  #ranMs: number
  #timer: unknown
  #stopped = false

  constructor(clock: Clock, gapMs: number, listener: StandStillListener) {
    this.#clock = clock
    this.#gapMs = gapMs
    this.#listener = listener
    this.#beatMs = clock.monotonicMs()
    this.#ranMs = this.#beatMs
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
    const quietMs = nowMs - this.#ranMs
    this.#ranMs = nowMs
    if (this.#stopped || nowMs - this.#beatMs <= this.#gapMs) return
    this.#beatMs = nowMs
    if (quietMs > this.#gapMs) this.#listener.woke(nowMs)
    else this.#listener.late()
  }

  stop(): void {
    this.#stopped = true
    this.#clock.clearTimer(this.#timer)
  }
}
