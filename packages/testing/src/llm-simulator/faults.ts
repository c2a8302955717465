import type { AttemptFailure } from '@partial-trust/core'

/** Where in an exchange a fault strikes. */
export type FaultPhase = 'connect' | 'headers' | 'status' | 'body' | 'content' | 'late'

export type Fault = {
  readonly phase: FaultPhase
  readonly meaning: string
  /** What a candidate that it strikes is recorded as. */
  readonly reason: AttemptFailure
}

/**
 * Every way in which the simulated endpoint can misbehave. A refused connection is not here: nobody
 * listens then, see `closedPortUrl`.
 */
export const faults = {
  reset_before_headers: {
    phase: 'connect',
    meaning: 'the connection is reset without an answer',
    reason: 'llm_unavailable',
  },
  close_before_headers: {
    phase: 'connect',
    meaning: 'the connection is closed without an answer',
    reason: 'llm_unavailable',
  },
  garbage_bytes: { phase: 'headers', meaning: 'bytes that are not HTTP', reason: 'llm_error' },
  hang_before_headers: {
    phase: 'headers',
    meaning: 'no answer, the connection stays open',
    reason: 'timeout',
  },
  status_400: { phase: 'status', meaning: 'the request is refused', reason: 'llm_error' },
  status_401: { phase: 'status', meaning: 'the key is refused', reason: 'llm_error' },
  status_404: { phase: 'status', meaning: 'the model is not known here', reason: 'llm_error' },
  status_429: { phase: 'status', meaning: 'the rate limit is reached', reason: 'llm_unavailable' },
  status_500: { phase: 'status', meaning: 'the endpoint failed', reason: 'llm_unavailable' },
  status_503: { phase: 'status', meaning: 'the endpoint is overloaded', reason: 'llm_unavailable' },
  redirect: {
    phase: 'status',
    meaning: 'the endpoint has moved elsewhere (307)',
    reason: 'llm_error',
  },
  cut_in_body: {
    phase: 'body',
    meaning: 'half an answer, then the connection is reset',
    reason: 'llm_unavailable',
  },
  hang_in_body: { phase: 'body', meaning: 'half an answer, then silence', reason: 'timeout' },
  trickle: { phase: 'body', meaning: 'the answer comes a byte at a time', reason: 'timeout' },
  garbage_body: {
    phase: 'body',
    meaning: 'a JSON content type over random bytes',
    reason: 'llm_error',
  },
  huge_answer: { phase: 'body', meaning: 'a well-formed answer of 10 MB', reason: 'llm_error' },
  gzip_bomb: {
    phase: 'body',
    meaning: 'a well-formed answer of 10 MB, packed into 10 KB',
    reason: 'llm_error',
  },
  gzip_broken: {
    phase: 'body',
    meaning: 'an answer that only says that it is packed',
    reason: 'llm_error',
  },
  unknown_encoding: {
    phase: 'body',
    meaning: 'an answer packed in a way nobody knows',
    reason: 'llm_error',
  },
  invalid_utf8: {
    phase: 'body',
    meaning: 'an answer with bytes that are not UTF-8',
    reason: 'llm_error',
  },
  wrong_content_type: {
    phase: 'body',
    meaning: "a proxy's HTML page with status 200",
    reason: 'llm_error',
  },
  wrong_protocol: {
    phase: 'body',
    meaning: 'JSON that is no chat completion',
    reason: 'llm_error',
  },
  refusal: { phase: 'content', meaning: 'no content, but a refusal', reason: 'model_refused' },
  content_filter: {
    phase: 'content',
    meaning: 'a content filter stopped a good answer',
    reason: 'model_refused',
  },
  prompt_filtered: {
    phase: 'status',
    meaning: 'a content filter refuses the prompt (400)',
    reason: 'model_refused',
  },
  length: {
    phase: 'content',
    meaning: 'a good answer that ran into the token limit',
    reason: 'incomplete',
  },
  tool_call: {
    phase: 'content',
    meaning: 'a good answer that wants to call a tool first',
    reason: 'incomplete',
  },
  unknown_finish: {
    phase: 'content',
    meaning: 'a good answer that ended nobody knows why',
    reason: 'incomplete',
  },
  no_finish: {
    phase: 'content',
    meaning: 'a good answer without a word on why it ended',
    reason: 'incomplete',
  },
  empty_content: { phase: 'content', meaning: 'a completion without text', reason: 'empty_text' },
  bad_json: {
    phase: 'content',
    meaning: 'a completion whose JSON is cut off',
    reason: 'invalid_json',
  },
  prose: {
    phase: 'content',
    meaning: 'a completion that talks instead of answering',
    reason: 'invalid_json',
  },
  wrong_schema: {
    phase: 'content',
    meaning: 'a completion with JSON of another shape',
    reason: 'schema_validation_failed',
  },
  hostile_keys: {
    phase: 'content',
    meaning: 'a completion with __proto__ and constructor keys',
    reason: 'schema_validation_failed',
  },
  late_success: { phase: 'late', meaning: 'a good answer after the delay', reason: 'timeout' },
  late_failure: { phase: 'late', meaning: 'a status 500 after the delay', reason: 'timeout' },
} as const satisfies Record<string, Fault>

export type FaultKind = keyof typeof faults

export const faultKinds: readonly FaultKind[] = Object.keys(faults).filter(isFaultKind)

export function isFaultKind(name: string): name is FaultKind {
  return Object.hasOwn(faults, name)
}
