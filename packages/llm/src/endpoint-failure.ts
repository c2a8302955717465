import type { AttemptFailure } from '@partial-trust/core'

/** What an endpoint can fail with; the deadline is told apart by its signal. */
export type EndpointFailureCode = Extract<
  AttemptFailure,
  'llm_unavailable' | 'llm_error' | 'model_refused'
>

/** Why, as far as an operator needs to know it: a member of a closed list, never the endpoint's text. */
export const failureCauses = {
  status: 'it answered with an error',
  model_unknown: 'it does not know the model',
  content_filter: 'its content filter stopped the prompt',
  unreachable: 'nothing answers there: refused, reset, or not routed',
  name_unknown: 'its name does not resolve',
  tls: 'its certificate is not accepted',
  proxy: 'the proxy does not let the request through, or its URL cannot be used',
  not_http: 'what answers there does not speak HTTP',
  not_json: 'its answer is not JSON in UTF-8',
  too_long: 'its answer is longer than is read here',
  encoding: 'its answer cannot be unpacked',
  request: 'the request cannot be made: the URL or a header is not valid',
} as const satisfies Record<string, string>
export type FailureCause = keyof typeof failureCauses

/**
 * An endpoint that did not give a readable answer. Carries codes and nothing else: no URL, no
 * header, no text of the endpoint, so that nothing can leak into a log.
 */
export class EndpointFailure extends Error {
  override readonly name = 'EndpointFailure'
  readonly failure: EndpointFailureCode
  readonly reason: FailureCause
  /** Null where no HTTP answer came. */
  readonly status: number | null

  constructor(failure: EndpointFailureCode, reason: FailureCause, status: number | null = null) {
    super(failure)
    this.failure = failure
    this.reason = reason
    this.status = status
  }
}

/** 429 and 5xx mean that the endpoint cannot now; any other status that it will not. */
export function failureOfStatus(status: number): 'llm_unavailable' | 'llm_error' {
  return status === 429 || status >= 500 ? 'llm_unavailable' : 'llm_error'
}

/** Requests that the client itself refuses to make, and headers beyond all measure. */
const refusedByClient = /^UND_ERR_(?:INVALID|NOT_SUPPORTED|HEADERS_OVERFLOW|RES_EXCEEDED)/
const certificate = /CERT|^ERR_(?:TLS|SSL)|^EPROTO$|UNABLE_TO_|SELF_SIGNED/

/** Refused, reset, closed, unreachable, not resolved, bad certificate: no connection, so unavailable. */
export function failureOfTransport(error: unknown): EndpointFailure {
  if (!(error instanceof Error)) return new EndpointFailure('llm_error', 'not_http')
  const code = codeOf(error)
  // A peer that speaks something other than HTTP is there, but cannot be read.
  if (error.name === 'HTTPParserError') return new EndpointFailure('llm_error', 'not_http')
  if (refusedByClient.test(code)) return new EndpointFailure('llm_error', 'request')
  return new EndpointFailure('llm_unavailable', causeOfCode(code, error.message))
}

/** Whether a code is one of a connection that could not be made or was lost. */
export function isTransportCode(code: unknown): boolean {
  return (
    typeof code === 'string' && (/^(?:E[A-Z]+|UND_ERR_\w+)$/.test(code) || certificate.test(code))
  )
}

/** A proxy that refuses a tunnel is told by undici in its message alone. */
const proxyRefused = /^Proxy response \(\d+\)/

function causeOfCode(code: string, message: string): FailureCause {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'name_unknown'
  if (certificate.test(code)) return 'tls'
  return proxyRefused.test(message) ? 'proxy' : 'unreachable'
}

function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.cause instanceof Error ? codeOf(error.cause) : ''
}
