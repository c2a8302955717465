import type { ModelMeta } from '../record/index.js'

export type BudgetOptions = {
  /** What may be spent in one window, in tokens or, with prices, in money. */
  readonly limit: number
  /** Length of the window in ms; it starts anew with the first attempt after it ended. */
  readonly windowMs: number
  /**
   * What one attempt may cost at most. Reserved when it starts and replaced by the real figure when
   * the answer arrives in time: an attempt cut off at the deadline may have been billed in full.
   */
  readonly attempt: number
  /** Price per million tokens. Default: none, the budget counts tokens. */
  readonly price?: { readonly inputPerMillion: number; readonly outputPerMillion: number }
}

/** A spending limit per window. Times are monotonic milliseconds. */
export interface Budget {
  /** Reserves one attempt; null when the window's budget does not cover it. */
  reserve(nowMs: number): Reservation | null
  /** Spent and reserved in the current window. */
  readonly spent: number
}

export interface Reservation {
  /** Replaces the reserved amount by what the answer says it cost; without figures it stays. */
  settle(meta: ModelMeta | null): void
  /** Gives the amount back: nothing was asked. */
  release(): void
}

const free: Reservation = { settle: () => {}, release: () => {} }

/** @param options null: no limit. */
export function budget(options: BudgetOptions | null): Budget {
  if (options === null) return { reserve: () => free, spent: 0 }
  let window = { endsAtMs: Number.NEGATIVE_INFINITY, spent: 0 }
  return {
    get spent() {
      return window.spent
    },
    reserve(nowMs) {
      if (nowMs >= window.endsAtMs) window = { endsAtMs: nowMs + options.windowMs, spent: 0 }
      const mine = window
      if (mine.spent + options.attempt > options.limit) return null
      mine.spent += options.attempt
      return {
        settle(meta) {
          const actual = meta === null ? null : cost(meta, options)
          if (actual !== null) mine.spent += actual - options.attempt
        },
        release() {
          mine.spent -= options.attempt
        },
      }
    },
  }
}

function cost(meta: ModelMeta, options: BudgetOptions): number | null {
  const { input_tokens: input, output_tokens: output } = meta
  if (input === null || output === null) return null
  if (options.price === undefined) return input + output
  const { inputPerMillion, outputPerMillion } = options.price
  return (input * inputPerMillion + output * outputPerMillion) / 1e6
}
