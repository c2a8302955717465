export type CircuitOptions = {
  /** Outcomes looked back on. Default 20. */
  readonly window: number
  /** The circuit opens when this many of them failed. Default 10. */
  readonly failures: number
  /** How long it stays open before one candidate may probe, in ms. Default 10 000. */
  readonly openMs: number
}

export const defaultCircuit: CircuitOptions = { window: 20, failures: 10, openMs: 10_000 }

type State =
  | { readonly kind: 'closed'; readonly recent: readonly boolean[] }
  | { readonly kind: 'open'; readonly untilMs: number }
  | { readonly kind: 'probing' }

/**
 * Leaves a failing model alone for a while. `tryEnter` and `leave` come in pairs; times are
 * monotonic milliseconds.
 */
export interface CircuitBreaker {
  /** Whether a candidate may be asked for now; while half open, exactly one may. */
  tryEnter(nowMs: number): boolean
  /** `neutral` is an attempt that says nothing about the endpoint, such as a caller who left. */
  leave(outcome: 'succeeded' | 'failed' | 'neutral', nowMs: number): void
  readonly state: State['kind']
  /** Times it opened after it had been closed. */
  readonly trips: number
}

/** @param options null: a circuit that never opens. */
export function circuitBreaker(options: CircuitOptions | null): CircuitBreaker {
  let state: State = { kind: 'closed', recent: [] }
  let trips = 0
  return {
    get state() {
      return state.kind
    },
    get trips() {
      return trips
    },
    tryEnter(nowMs) {
      if (state.kind === 'closed') return true
      if (state.kind === 'probing' || nowMs < state.untilMs) return false
      state = { kind: 'probing' }
      return true
    },
    leave(outcome, nowMs) {
      if (options === null) return
      const after = next(state, outcome, nowMs, options)
      if (state.kind === 'closed' && after.kind === 'open') trips++
      state = after
    },
  }
}

function next(
  state: State,
  outcome: 'succeeded' | 'failed' | 'neutral',
  nowMs: number,
  options: CircuitOptions,
): State {
  if (state.kind === 'open') return state // an attempt from before the circuit opened
  const open: State = { kind: 'open', untilMs: nowMs + options.openMs }
  if (state.kind === 'probing') {
    if (outcome === 'succeeded') return { kind: 'closed', recent: [] }
    return outcome === 'failed' ? open : { kind: 'open', untilMs: nowMs }
  }
  if (outcome === 'neutral') return state
  const recent = [...state.recent, outcome === 'failed'].slice(-options.window)
  const failed = recent.filter(Boolean).length
  return failed >= options.failures ? open : { kind: 'closed', recent }
}
