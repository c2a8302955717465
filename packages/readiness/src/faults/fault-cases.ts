import type { ErrorName, ReasonCode, Status } from '@partial-trust/core'
import { faultKinds, faults } from '@partial-trust/testing'
import type { FaultKind } from '@partial-trust/testing'
import type { ChatModel } from '@partial-trust/llm'

/** What goes wrong in a case. */
export type Strike =
  /** The endpoint misbehaves over real HTTP. */
  | { readonly kind: 'endpoint'; readonly fault: FaultKind | null }
  /** Nobody listens. */
  | { readonly kind: 'refused' }
  /** The provider library misbehaves; `over` resolves when every decision has been given. */
  | { readonly kind: 'library'; model(answer: string, over: Promise<void>): ChatModel }
  /** The candidate source itself breaks its contract. */
  | { readonly kind: 'source'; ask(): Promise<never> }

/** One row of the table: a fault, and what every decision under it must be recorded as. */
export type FaultCase = {
  readonly name: string
  readonly phase: string
  readonly meaning: string
  readonly strike: Strike
  /** Whether the fault itself ends the wait, or only the deadline can. */
  readonly endsBy: 'answer' | 'deadline'
  readonly status: Status
  readonly reason: ReasonCode | ErrorName
}

/** The code of each endpoint fault; the compiler misses none. */
const reasons = {
  reset_before_headers: 'llm_unavailable',
  close_before_headers: 'llm_unavailable',
  garbage_bytes: 'llm_error',
  hang_before_headers: 'timeout',
  status_400: 'llm_error',
  status_401: 'llm_error',
  status_404: 'llm_error',
  status_429: 'llm_unavailable',
  status_500: 'llm_unavailable',
  status_503: 'llm_unavailable',
  redirect: 'llm_error',
  cut_in_body: 'llm_unavailable',
  hang_in_body: 'timeout',
  trickle: 'timeout',
  garbage_body: 'llm_error',
  huge_answer: 'llm_error',
  gzip_bomb: 'llm_error',
  gzip_broken: 'llm_error',
  unknown_encoding: 'llm_error',
  invalid_utf8: 'llm_error',
  wrong_content_type: 'llm_error',
  wrong_protocol: 'llm_error',
  refusal: 'model_refused',
  content_filter: 'model_refused',
  prompt_filtered: 'model_refused',
  length: 'incomplete',
  tool_call: 'incomplete',
  unknown_finish: 'incomplete',
  no_finish: 'incomplete',
  empty_content: 'empty_text',
  bad_json: 'invalid_json',
  prose: 'invalid_json',
  wrong_schema: 'schema_validation_failed',
  hostile_keys: 'schema_validation_failed',
  late_success: 'timeout',
  late_failure: 'timeout',
} as const satisfies Record<FaultKind, ReasonCode>

const fallback = { status: 'fallback_deterministic' } as const

const endpointCases = faultKinds.map((fault): FaultCase => {
  const { phase, meaning } = faults[fault]
  const reason = reasons[fault]
  const endsBy = reason === 'timeout' ? 'deadline' : 'answer'
  const strike = { kind: 'endpoint', fault } as const
  return { name: fault, phase, meaning, strike, endsBy, ...fallback, reason }
})

function broken(message: string): TypeError {
  return new TypeError(message)
}

function generated(text: string): Awaited<ReturnType<ChatModel['doGenerate']>> {
  const none = { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined }
  return {
    content: [{ type: 'text', text }],
    finishReason: { unified: 'stop', raw: 'stop' },
    usage: {
      inputTokens: none,
      outputTokens: { total: undefined, text: undefined, reasoning: undefined },
    },
    warnings: [],
  }
}

function libraryCase(
  name: string,
  meaning: string,
  reason: ReasonCode,
  model: (answer: string, over: Promise<void>) => ChatModel,
): FaultCase {
  const endsBy = reason === 'timeout' ? 'deadline' : 'answer'
  const strike = { kind: 'library', model } as const
  return { name, phase: 'library', meaning, strike, endsBy, ...fallback, reason }
}

/** Every fault the product must survive, in every phase it can strike. */
export const faultCases: readonly FaultCase[] = [
  {
    name: 'connection_refused',
    phase: 'connect',
    meaning: 'nobody listens at the endpoint',
    strike: { kind: 'refused' },
    endsBy: 'answer',
    ...fallback,
    reason: 'llm_unavailable',
  },
  ...endpointCases,
  libraryCase('library_throws', 'the provider library throws at once', 'llm_error', () => ({
    doGenerate() {
      throw broken('the library threw')
    },
  })),
  libraryCase('library_rejects', 'the provider library rejects', 'llm_error', () => ({
    doGenerate: () => Promise.reject(broken('the library rejected')),
  })),
  libraryCase(
    'library_late_success',
    'the library ignores the abort and answers well when all is over',
    'timeout',
    (answer, over) => ({ doGenerate: () => over.then(() => generated(answer)) }),
  ),
  libraryCase(
    'library_late_failure',
    'the library ignores the abort and fails when all is over',
    'timeout',
    (_, over) => ({ doGenerate: () => over.then(() => Promise.reject(broken('late'))) }),
  ),
  {
    name: 'source_throws',
    phase: 'source',
    meaning: 'the candidate source throws at once',
    strike: {
      kind: 'source',
      ask() {
        throw broken('the source threw')
      },
    },
    endsBy: 'answer',
    status: 'error',
    reason: 'TypeError',
  },
  {
    name: 'source_rejects',
    phase: 'source',
    meaning: 'the candidate source rejects',
    strike: { kind: 'source', ask: () => Promise.reject(broken('the source rejected')) },
    endsBy: 'answer',
    status: 'error',
    reason: 'TypeError',
  },
]
