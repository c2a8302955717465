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

const fallback = { status: 'fallback_deterministic' } as const

const endpointCases = faultKinds.map((fault): FaultCase => {
  const { phase, meaning, reason } = faults[fault]
  const endsBy = reason === 'timeout' ? 'deadline' : 'answer'
  const strike = { kind: 'endpoint', fault } as const
  return { name: fault, phase, meaning, strike, endsBy, ...fallback, reason }
})

function broken(message: string): TypeError {
  return new TypeError(message)
}

function generated(text: string): Awaited<ReturnType<ChatModel['doGenerate']>> {
  return {
    content: [{ type: 'text', text }],
    finishReason: { unified: 'stop' },
    usage: { inputTokens: { total: undefined }, outputTokens: { total: undefined } },
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
