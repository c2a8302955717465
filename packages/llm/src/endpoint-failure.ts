/** What the transport can fail with; the deadline is told apart by its signal. */
export type TransportFailure = 'llm_unavailable' | 'llm_error'

/**
 * An endpoint that did not give a readable answer. Carries a code and nothing else: no URL, no
 * header, no text of the endpoint, so that nothing can leak into a log.
 */
export class EndpointFailure extends Error {
  override readonly name = 'EndpointFailure'
  readonly failure: TransportFailure

  constructor(failure: TransportFailure) {
    super(failure)
    this.failure = failure
  }
}

/** 429 and 5xx mean that the endpoint cannot now; any other status that it will not. */
export function failureOfStatus(status: number): TransportFailure {
  return status === 429 || status >= 500 ? 'llm_unavailable' : 'llm_error'
}

/** Requests that the client itself refuses to make, and headers beyond all measure. */
const refusedByClient = /^UND_ERR_(?:INVALID|NOT_SUPPORTED|HEADERS_OVERFLOW|RES_EXCEEDED)/

/** Refused, reset, closed, unreachable, not resolved, bad certificate: no connection, so unavailable. */
export function failureOfTransport(error: unknown): TransportFailure {
  if (!(error instanceof Error)) return 'llm_error'
  const code = 'code' in error ? String(error.code) : ''
  // A peer that speaks something other than HTTP is there, but cannot be read.
  const unreadable = error.name === 'HTTPParserError' || refusedByClient.test(code)
  return unreadable ? 'llm_error' : 'llm_unavailable'
}
