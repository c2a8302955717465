/** Where in an exchange a fault strikes. */
export type FaultPhase = 'connect' | 'headers' | 'status' | 'body' | 'content' | 'late'

/**
 * Every way in which the simulated endpoint can misbehave. A refused connection is not here: nobody
 * listens then, see `closedPortUrl`.
 */
export const faults = {
  reset_before_headers: { phase: 'connect', meaning: 'the connection is reset without an answer' },
  close_before_headers: { phase: 'connect', meaning: 'the connection is closed without an answer' },
  garbage_bytes: { phase: 'headers', meaning: 'bytes that are not HTTP' },
  hang_before_headers: { phase: 'headers', meaning: 'no answer, the connection stays open' },
  status_400: { phase: 'status', meaning: 'the request is refused' },
  status_401: { phase: 'status', meaning: 'the key is refused' },
  status_404: { phase: 'status', meaning: 'the model is not known here' },
  status_429: { phase: 'status', meaning: 'the rate limit is reached' },
  status_500: { phase: 'status', meaning: 'the endpoint failed' },
  status_503: { phase: 'status', meaning: 'the endpoint is overloaded' },
  redirect: { phase: 'status', meaning: 'the endpoint has moved elsewhere (307)' },
  cut_in_body: { phase: 'body', meaning: 'half an answer, then the connection is reset' },
  hang_in_body: { phase: 'body', meaning: 'half an answer, then silence' },
  trickle: { phase: 'body', meaning: 'the answer comes a byte at a time' },
  garbage_body: { phase: 'body', meaning: 'a JSON content type over random bytes' },
  huge_answer: { phase: 'body', meaning: 'a well-formed answer of 10 MB' },
  gzip_bomb: { phase: 'body', meaning: 'a well-formed answer of 10 MB, packed into 10 KB' },
  gzip_broken: { phase: 'body', meaning: 'an answer that only says that it is packed' },
  unknown_encoding: { phase: 'body', meaning: 'an answer packed in a way nobody knows' },
  invalid_utf8: { phase: 'body', meaning: 'an answer with bytes that are not UTF-8' },
  wrong_content_type: { phase: 'body', meaning: "a proxy's HTML page with status 200" },
  wrong_protocol: { phase: 'body', meaning: 'JSON that is no chat completion' },
  refusal: { phase: 'content', meaning: 'no content, but a refusal' },
  content_filter: { phase: 'content', meaning: 'a content filter stopped a good answer' },
  prompt_filtered: { phase: 'status', meaning: 'a content filter refuses the prompt (400)' },
  length: { phase: 'content', meaning: 'a good answer that ran into the token limit' },
  tool_call: { phase: 'content', meaning: 'a good answer that wants to call a tool first' },
  unknown_finish: { phase: 'content', meaning: 'a good answer that ended nobody knows why' },
  no_finish: { phase: 'content', meaning: 'a good answer without a word on why it ended' },
  empty_content: { phase: 'content', meaning: 'a completion without text' },
  bad_json: { phase: 'content', meaning: 'a completion whose JSON is cut off' },
  prose: { phase: 'content', meaning: 'a completion that talks instead of answering' },
  wrong_schema: { phase: 'content', meaning: 'a completion with JSON of another shape' },
  hostile_keys: { phase: 'content', meaning: 'a completion with __proto__ and constructor keys' },
  late_success: { phase: 'late', meaning: 'a good answer after the delay' },
  late_failure: { phase: 'late', meaning: 'a status 500 after the delay' },
} as const satisfies Record<string, { readonly phase: FaultPhase; readonly meaning: string }>

export type FaultKind = keyof typeof faults

export const faultKinds: readonly FaultKind[] = Object.keys(faults).filter(isFaultKind)

export function isFaultKind(name: string): name is FaultKind {
  return Object.hasOwn(faults, name)
}
