import type {
  AskOptions,
  CandidateAnswer,
  CandidateRequest,
  CandidateRoute,
  CandidateSource,
  Parsed,
} from '@partial-trust/core'
import { noTokens } from '../exchange.js'
import type { Exchange, Tokens } from '../exchange.js'
import { readAnswer } from '../read-answer.js'
import { tracedCall } from '../traced-call.js'
import { metaOf } from './route-of.js'

/** How one call to a model ended: with a text, with a value, or not at all. */
export type CallEnded =
  Exchange | { readonly kind: 'value'; readonly value: unknown; readonly tokens: Tokens }

/** Makes the one call. Never rejects, and ends when the signal aborts. */
export type Call = (request: CandidateRequest, options: AskOptions) => Promise<CallEnded>

/** A source that makes one call a decision: no repair, no escalation, no retry. */
export function singleCallSource(route: CandidateRoute, call: Call): CandidateSource {
  return {
    route,
    async ask(request, options): Promise<CandidateAnswer> {
      const { signal, validate } = options
      const late = (attempts: number): CandidateAnswer => ({
        kind: 'failed',
        failure: 'timeout',
        meta: metaOf(route, attempts, noTokens),
      })
      if (signal.aborted) return late(0)
      const ended = await tracedCall(route, () => call(request, options))
      if (signal.aborted) return late(1)
      const meta = metaOf(route, 1, ended.tokens)
      if (ended.kind === 'failed') return { kind: 'failed', failure: ended.failure, meta }
      const read =
        ended.kind === 'text' ? readAnswer(ended.text, validate) : readValue(ended.value, validate)
      if (read.kind === 'candidate') return { kind: 'answered', value: read.value, meta }
      const failure = read.kind === 'empty' ? 'empty_text' : read.failure
      return { kind: 'failed', failure, meta }
    },
  }
}

/** A value that is no candidate may still be the text of one, as models give it. */
function readValue(
  value: unknown,
  validate: (value: unknown) => Parsed<unknown>,
): ReturnType<typeof readAnswer> {
  if (value === undefined || value === null) return { kind: 'empty' }
  const parsed = validate(value)
  if (parsed.kind === 'parsed') return { kind: 'candidate', value }
  if (typeof value === 'string') return readAnswer(value, validate)
  return { kind: 'unusable', failure: 'schema_validation_failed', problems: parsed.problems }
}
