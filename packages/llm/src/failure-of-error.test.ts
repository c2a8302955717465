import { APICallError, JSONParseError, TypeValidationError } from '@ai-sdk/provider'
import { describe, expect, it } from 'vitest'
import { failureOfError } from './failure-of-error.js'

const named = (name: string, rest: object = {}) =>
  Object.assign(new Error('canary'), { name }, rest)
const coded = (code: string) => Object.assign(new Error('canary'), { code })
const call = (rest: Partial<ConstructorParameters<typeof APICallError>[0]>) =>
  new APICallError({
    message: 'canary',
    url: 'https://h/?key=canary',
    requestBodyValues: {},
    ...rest,
  })
const filtered = JSON.stringify({ error: { code: 'content_filter', message: 'canary' } })
const unparsed = new JSONParseError({ text: 'canary', cause: new SyntaxError('canary') })
const untyped = new TypeValidationError({ value: 'canary', cause: new Error('canary') })

const refusedBy = (error: object) =>
  call({ statusCode: 400, responseBody: JSON.stringify({ error }) })

describe('failureOfError', () => {
  it.each([
    ['a status 401', call({ statusCode: 401 }), 'llm_error'],
    ['a status 429', call({ statusCode: 429 }), 'llm_unavailable'],
    ['a status 503', call({ statusCode: 503 }), 'llm_unavailable'],
    ['a filtered prompt', call({ statusCode: 400, responseBody: filtered }), 'model_refused'],
    ['a prompt filtered by type', refusedBy({ type: 'content_filter' }), 'model_refused'],
    [
      'a prompt that moderation stopped',
      refusedBy({ code: 'moderation_blocked' }),
      'model_refused',
    ],
    ['a lost connection', call({ cause: coded('ECONNRESET') }), 'llm_unavailable'],
    ['a bad certificate', call({ cause: coded('DEPTH_ZERO_SELF_SIGNED_CERT') }), 'llm_unavailable'],
    ['a name that is not known', coded('ENOTFOUND'), 'llm_unavailable'],
    ['bytes that are not HTTP', call({ cause: named('HTTPParserError') }), 'llm_error'],
    ['an answer that cannot be read', call({ statusCode: 200, cause: unparsed }), 'llm_error'],
    [
      'a status of another client',
      Object.assign(new Error('x'), { status: 500 }),
      'llm_unavailable',
    ],
    [
      'an object that is no JSON',
      named('AI_NoObjectGeneratedError', { cause: unparsed }),
      'invalid_json',
    ],
    [
      'an object of another shape',
      named('AI_NoObjectGeneratedError', { cause: untyped, finishReason: 'stop' }),
      'schema_validation_failed',
    ],
    [
      'an object that was cut off',
      named('AI_NoObjectGeneratedError', { cause: unparsed, finishReason: 'length' }),
      'incomplete',
    ],
    [
      'an object that was filtered',
      named('AI_NoObjectGeneratedError', { finishReason: 'content-filter' }),
      'model_refused',
    ],
    [
      'retries that are used up',
      named('AI_RetryError', { lastError: call({ statusCode: 503 }) }),
      'llm_unavailable',
    ],
    ['a timeout', named('TimeoutError'), 'timeout'],
    ['an abort', new DOMException('canary', 'AbortError'), 'timeout'],
    ['JSON.parse', new SyntaxError('canary'), 'invalid_json'],
    ['a bug', new TypeError('canary'), 'llm_error'],
    ['a text', 'canary', 'llm_error'],
    ['nothing', undefined, 'llm_error'],
  ])('knows %s', (_, error, failure) => {
    expect(failureOfError(error)).toBe(failure)
  })

  it('ends at an error that wraps itself', () => {
    const loop = named('AI_RetryError')
    Object.assign(loop, { lastError: loop, cause: loop })
    expect(failureOfError(loop)).toBe('llm_error')
  })
})
