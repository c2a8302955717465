import type { AttemptFailure } from '@partial-trust/core'
import { failureOfError, unfinished } from './failure-of-error.js'
import type { ChatModel, LanguageModelAnswer } from './model-interface.js'
import type { Question } from './question.js'
import { isMarkedCall, isMarkedFailure, isMarkedRefusal } from './refusal-mark.js'

export type Tokens = { readonly input: number | null; readonly output: number | null }

/** How one request to one model ended. */
export type Exchange =
  | { readonly kind: 'text'; readonly text: string; readonly tokens: Tokens }
  | { readonly kind: 'failed'; readonly failure: AttemptFailure; readonly tokens: Tokens }

export const noTokens: Tokens = { input: null, output: null }

/**
 * Asks a model once. Resolves as soon as it answers, fails, or `signal` aborts (`timeout`), and
 * never rejects: a library that throws, at once or later, is an `llm_error`.
 */
export function exchange(
  model: ChatModel,
  question: Question,
  signal: AbortSignal,
): Promise<Exchange> {
  return settled(
    signal,
    () => model.doGenerate({ ...question, abortSignal: signal }),
    readGenerated,
    (failure): Exchange => ({ kind: 'failed', failure, tokens: noTokens }),
  )
}

/**
 * Runs somebody else's code under a signal: the first of its answer, its failure and the abort
 * wins, and what comes after it is ignored. Not left to that code alone, because one that ignores
 * the signal must not cost the deadline.
 */
export function settled<Answer, Ended>(
  signal: AbortSignal,
  run: () => PromiseLike<Answer>,
  read: (answer: Answer) => Ended,
  fail: (failure: AttemptFailure, error: unknown) => Ended,
): Promise<Ended> {
  return new Promise((resolve) => {
    const end = (ended: Ended): void => {
      signal.removeEventListener('abort', outOfTime)
      resolve(ended)
    }
    const outOfTime = (): void => end(fail('timeout', signal.reason))
    const failed = (error: unknown): void => end(fail(safeFailure(error), error))
    if (signal.aborted) return outOfTime()
    signal.addEventListener('abort', outOfTime, { once: true })
    try {
      // What `run` gives may be anything that has a `then`, one that throws included.
      Promise.resolve(run())
        .then((answer) => end(read(answer)))
        .then(undefined, failed)
    } catch (error) {
      failed(error)
    }
  })
}

/** An error may be an object that throws when it is looked at. */
function safeFailure(error: unknown): AttemptFailure {
  try {
    return failureOfError(error)
  } catch {
    return 'llm_error'
  }
}

/** A text counts only when the model says that it finished it, however whole it looks. */
function readGenerated(generated: LanguageModelAnswer): Exchange {
  const { content, usage } = generated
  const text = content
    .map((part) => (part.type === 'text' && typeof part.text === 'string' ? part.text : ''))
    .join('')
  const tokens = { input: count(usage.inputTokens.total), output: count(usage.outputTokens.total) }
  const failure = unfinishedAnswer(generated)
  return failure === null ? { kind: 'text', text, tokens } : { kind: 'failed', failure, tokens }
}

/** Why an answer is not a finished one; null where it is. */
export function unfinishedAnswer(
  generated: LanguageModelAnswer,
): 'model_refused' | 'incomplete' | 'llm_error' | null {
  const { content, finishReason, providerMetadata } = generated
  if (isMarkedRefusal(providerMetadata)) return 'model_refused'
  if (isMarkedFailure(providerMetadata)) return 'llm_error'
  // Whoever wants a tool called has not answered yet, whatever the finish reason says.
  if (isMarkedCall(providerMetadata)) return 'incomplete'
  if (content.some(({ type }) => type === 'tool-call')) return 'incomplete'
  return unfinished(finishReason.unified)
}

/** What an endpoint claims is only believed if it can be a count. */
export function count(claimed: unknown): number | null {
  const plausible = typeof claimed === 'number' && Number.isSafeInteger(claimed) && claimed >= 0
  return plausible ? claimed : null
}
