import type { AttemptFailure } from '@partial-trust/core'
import { AskFailure } from './ask/ask-failure.js'
import { EndpointFailure, failureOfTransport, isTransportCode } from './endpoint-failure.js'
import { refusedByStatus } from './refused-by-status.js'

/** Errors of the AI SDK and of OpenAI's own client whose name says it all. */
const failuresByName: Readonly<Record<string, AttemptFailure>> = {
  AbortError: 'timeout',
  TimeoutError: 'timeout',
  APIUserAbortError: 'timeout',
  APIConnectionTimeoutError: 'timeout',
  APIConnectionError: 'llm_unavailable',
  AI_DecisionRefusalError: 'model_refused',
  ContentFilterFinishReasonError: 'model_refused',
  LengthFinishReasonError: 'incomplete',
  AI_NoContentGeneratedError: 'empty_text',
  AI_TypeValidationError: 'schema_validation_failed',
  AI_JSONParseError: 'invalid_json',
  SyntaxError: 'invalid_json',
}

/** Errors that only wrap another; where that one is, by name. */
const wrappers: Readonly<Record<string, string>> = {
  AI_RetryError: 'lastError',
  AI_NoObjectGeneratedError: 'cause',
}

/** Deeper than any library nests, and an end for an error that wraps itself. */
const maxDepth = 5

/**
 * What an error of somebody else's code means. Only codes, names and statuses are looked at; the
 * text of an error body decides about codes of closed lists and goes no further.
 */
export function failureOfError(error: unknown, depth = 0): AttemptFailure {
  if (error instanceof EndpointFailure || error instanceof AskFailure) return error.failure
  if (!(error instanceof Error) || depth > maxDepth) return 'llm_error'
  const finished = finishFailure(Reflect.get(error, 'finishReason'))
  if (finished !== null) return finished
  const names = [error.name, error.constructor.name]
  const wrapper = names.find((name) => Object.hasOwn(wrappers, name))
  if (wrapper !== undefined) {
    return failureOfError(Reflect.get(error, wrappers[wrapper] ?? 'cause'), depth + 1)
  }
  const known = names.find((name) => Object.hasOwn(failuresByName, name))
  if (known !== undefined) return failuresByName[known] ?? 'llm_error'
  const status: unknown = Reflect.get(error, 'statusCode') ?? Reflect.get(error, 'status')
  // A status of success beside an error: the answer came and could not be read.
  if (typeof status === 'number' && status >= 300) {
    const body: unknown = Reflect.get(error, 'responseBody')
    return refusedByStatus(status, typeof body === 'string' ? body : '').failure
  }
  return isTransport(error, depth) ? failureOfTransport(error).failure : 'llm_error'
}

/** What the finish reason in an error of the AI SDK means; null for a finished answer and for none. */
function finishFailure(finishReason: unknown): AttemptFailure | null {
  return typeof finishReason === 'string' ? unfinished(finishReason) : null
}

/** What a finish reason of the AI SDK means; null for a finished answer alone. */
export function unfinished(finishReason: string): 'model_refused' | 'incomplete' | null {
  if (finishReason === 'stop') return null
  return finishReason === 'content-filter' ? 'model_refused' : 'incomplete'
}

function isTransport(error: Error, depth: number): boolean {
  if (isTransportCode(Reflect.get(error, 'code'))) return true
  return error.cause instanceof Error && depth < maxDepth && isTransport(error.cause, depth + 1)
}
