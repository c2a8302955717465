import type { AttemptFailure, ModelMeta } from '../record/index.js'
import { answerOf } from './answer-of.js'
import type {
  CandidateAnswer,
  CandidateRequest,
  CandidateRoute,
  CandidateSource,
  Parsed,
} from './candidate.js'
import type { Clock } from './clock.js'

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
  readonly timers: Pick<Clock, 'setTimer' | 'clearTimer'>
  readonly monotonicMs: () => number
  /** Monotonic milliseconds from which the deadline counts. */
  readonly startedMs: number
  readonly deadlineMs: number
  readonly validate: (value: unknown) => Parsed<unknown>
  /** Who is asked, for an answer that does not say. */
  readonly route: CandidateRoute
  /** The caller's own patience. */
  readonly callerSignal: AbortSignal | undefined
  /** Aborts when the corridor closes; never aborted already. */
  readonly closedSignal: AbortSignal | undefined
}

/**
 * Asks for one candidate: one request, one timer, one answer. `end` is called exactly once, with
 * the first thing that happens; whatever comes after it is ignored, and what is still under way at
 * the deadline is aborted. Never throws; without a timer nobody is asked.
 */
export function attempt(
  source: CandidateSource,
  request: CandidateRequest,
  options: AttemptOptions,
  end: (attempt: Attempt) => void,
): void {
  const { timers, monotonicMs, startedMs, deadlineMs, route, callerSignal, closedSignal } = options
  const abort = new AbortController()
  let isOpen = true
  let release: (() => void) | null = null
  const finish = (first: Attempt): void => {
    if (!isOpen) return
    isOpen = false
    release?.()
    // A busy event loop can deliver an answer before the timer that was due first.
    const inTime = monotonicMs() - startedMs <= deadlineMs
    const ended: Attempt = inTime ? first : { kind: 'late' }
    end(ended)
    if (ended.kind === 'late') afterOthers(timers, () => abort.abort())
    else if (unanswered.has(ended.kind)) abort.abort()
  }
  const fail = (thrown: unknown): void => finish({ kind: 'threw', thrown })
  const giveUp = (): void => finish({ kind: 'abandoned' })
  const withdraw = (): void => finish({ kind: 'withdrawn' })
  // Putting the request together took its time too.
  const leftMs = deadlineMs - (monotonicMs() - startedMs)
  if (!(leftMs > 0)) {
    finish({ kind: 'late' })
    return
  }
  try {
    const timer = timers.setTimer(() => finish({ kind: 'late' }), leftMs)
    release = () => {
      quietly(() => timers.clearTimer(timer))
      quietly(() => callerSignal?.removeEventListener('abort', giveUp))
      quietly(() => closedSignal?.removeEventListener('abort', withdraw))
    }
    if (callerSignal?.aborted === true) {
      giveUp()
      return
    }
    callerSignal?.addEventListener('abort', giveUp, { once: true })
    closedSignal?.addEventListener('abort', withdraw, { once: true })
    const asked: unknown = source.ask(request, {
      signal: abort.signal,
      deadlineMs: leftMs,
      validate: options.validate,
    })
    Promise.resolve(asked).then((answer) => finish(answerOf(answer, route)), fail)
  } catch (thrown) {
    fail(thrown)
  }
}

/**
 * Ending a request costs a provider's library up to a millisecond. Where many deadlines fall at once, each
 * decision would wait for the others' tidying up: it is done when all that are due have been given.
 */
function afterOthers(timers: AttemptOptions['timers'], tidyUp: () => void): void {
  try {
    timers.setTimer(tidyUp, 0)
  } catch {
    tidyUp()
  }
}

function quietly(tidyUp: () => unknown): void {
  try {
    tidyUp()
  } catch {
    // The attempt is over; what cannot be tidied up is not the caller's concern.
  }
}

/** Endings at which the source may still be at work. */
const unanswered: ReadonlySet<Attempt['kind']> = new Set([
  'late',
  'abandoned',
  'withdrawn',
  'threw',
])

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

/** Who answered; null where nobody said. */
export function metaOf(ended: Attempt): ModelMeta | null {
  return ended.kind === 'answered' || ended.kind === 'failed' ? ended.meta : null
}
