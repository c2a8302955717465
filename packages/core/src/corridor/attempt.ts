import type { CandidateAnswer, CandidateRequest, CandidateSource, Parsed } from './candidate.js'
import type { Clock } from './clock.js'
import type { AttemptFailure } from './reason-codes.js'

/** How asking for one candidate ended. */
export type Attempt =
  | CandidateAnswer
  | { readonly kind: 'late' }
  /** The caller gave up; recorded as a timeout, because no candidate came in the time there was. */
  | { readonly kind: 'abandoned' }
  /** The corridor closed: whatever the answer would have been, it could not be used. */
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'threw'; readonly thrown: unknown }

export type AttemptOptions = {
  readonly clock: Clock
  /** Monotonic milliseconds from which the deadline counts. */
  readonly startedMs: number
  readonly deadlineMs: number
  readonly validate: (value: unknown) => Parsed<unknown>
  /** The caller's own patience. */
  readonly callerSignal: AbortSignal | undefined
  /** Aborts when the corridor closes; never aborted already. */
  readonly closedSignal: AbortSignal | undefined
}

/**
 * Asks for one candidate: one request, one timer, one answer. `end` is called exactly once, with
 * the first thing that happens; whatever comes after it is ignored, and what is still under way at
 * the deadline is aborted.
 */
export function attempt(
  source: CandidateSource,
  request: CandidateRequest,
  options: AttemptOptions,
  end: (attempt: Attempt, elapsedMs: number) => void,
): void {
  const { clock, startedMs, deadlineMs, callerSignal, closedSignal } = options
  const abort = new AbortController()
  let open = true
  const settle = (first: Attempt): void => {
    if (!open) return
    open = false
    clock.clearTimer(timer)
    callerSignal?.removeEventListener('abort', giveUp)
    closedSignal?.removeEventListener('abort', withdraw)
    const elapsedMs = clock.monotonicMs() - startedMs
    // A busy event loop can deliver an answer before the timer that was due first.
    const settled: Attempt = elapsedMs > deadlineMs ? { kind: 'late' } : first
    end(settled, elapsedMs)
    if (unanswered.has(settled.kind)) abort.abort()
  }
  const giveUp = (): void => settle({ kind: 'abandoned' })
  const withdraw = (): void => settle({ kind: 'withdrawn' })
  const timer = clock.setTimer(() => settle({ kind: 'late' }), deadlineMs)
  if (callerSignal?.aborted === true) {
    giveUp()
    return
  }
  callerSignal?.addEventListener('abort', giveUp, { once: true })
  closedSignal?.addEventListener('abort', withdraw, { once: true })
  try {
    source
      .ask(request, { signal: abort.signal, deadlineMs, validate: options.validate })
      .then(settle, (thrown: unknown) => settle({ kind: 'threw', thrown }))
  } catch (thrown) {
    settle({ kind: 'threw', thrown })
  }
}

/** Endings at which the source is still at work. */
const unanswered: ReadonlySet<Attempt['kind']> = new Set(['late', 'abandoned', 'withdrawn'])

/** Failures that speak about the endpoint's health, not about one answer's content. */
const endpointFailures: ReadonlySet<AttemptFailure> = new Set<AttemptFailure>([
  'timeout',
  'llm_unavailable',
  'llm_error',
])

/** What an attempt tells the circuit breaker. */
export function healthOf(ended: Attempt): 'succeeded' | 'failed' | 'neutral' {
  switch (ended.kind) {
    case 'answered':
      return 'succeeded'
    case 'abandoned':
    case 'withdrawn':
      return 'neutral'
    case 'failed':
      return endpointFailures.has(ended.failure) ? 'failed' : 'succeeded'
    case 'late':
    case 'threw':
      return 'failed'
  }
  return ended satisfies never
}
