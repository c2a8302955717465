/** Time as the engine sees it; passed in, so that tests can turn it by hand. */
export interface Clock {
  /** Milliseconds since 1970, UTC; may jump. Only ever recorded. */
  epochMs(): number
  /** Milliseconds that never run backwards; whatever is compared is compared in these. */
  monotonicMs(): number
  /** Calls back once after `delayMs`; the handle goes to {@link Clock.clearTimer}. */
  setTimer(callback: () => void, delayMs: number): unknown
  clearTimer(handle: unknown): void
}

/** Chance as the engine sees it: names that never repeat. */
export interface IdSource {
  decisionId(): string
  traceId(): string
}
