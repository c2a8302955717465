export type FailureLimiterOptions = {
  /** Failures of one address within the window after which it is refused. */
  readonly most: number
  readonly windowMs: number
  /** Monotonic milliseconds. */
  readonly nowMs: () => number
}

/** Slows down whoever guesses credentials: counts failures per address in a fixed window. */
export interface FailureLimiter {
  /** Seconds to wait, or null when the address may try. */
  blockedFor(address: string): number | null
  failed(address: string): void
}

/** Addresses remembered at most; beyond that the oldest are forgotten. */
const mostAddresses = 10_000

export function failureLimiter({ most, windowMs, nowMs }: FailureLimiterOptions): FailureLimiter {
  const windows = new Map<string, { readonly endsAtMs: number; failures: number }>()
  return {
    blockedFor(address) {
      const window = windows.get(address)
      if (window === undefined || window.failures < most) return null
      const leftMs = window.endsAtMs - nowMs()
      return leftMs > 0 ? Math.ceil(leftMs / 1000) : null
    },
    failed(address) {
      const now = nowMs()
      const window = windows.get(address)
      if (window !== undefined && window.endsAtMs > now) {
        window.failures++
        return
      }
      windows.delete(address)
      windows.set(address, { endsAtMs: now + windowMs, failures: 1 })
      const oldest = windows.keys().next()
      if (windows.size > mostAddresses && oldest.done !== true) windows.delete(oldest.value)
    },
  }
}
