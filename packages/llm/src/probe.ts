import type { AttemptFailure } from '@partial-trust/core'
import type { ChatModel } from './model-interface.js'
import { questionOnRoute } from './candidate-source.js'
import { EndpointFailure } from './endpoint-failure.js'
import type { FailureCause } from './endpoint-failure.js'
import { shownEndpoint } from './endpoint.js'
import { settled, unfinishedAnswer } from './exchange.js'
import type { EffectiveRoute } from './routes.js'

/** How one call of the kind that decisions make went. Holds no text of the endpoint. */
export type Probe = {
  /** Without password or query. */
  readonly endpoint: string
  readonly model: string
  /** Null: it answered, and finished its answer. */
  readonly failure: AttemptFailure | null
  /** What kept the endpoint from answering; null where it answered, and for a timeout. */
  readonly reason: FailureCause | null
  /** HTTP status of an answer that was no success. */
  readonly status: number | null
}

const request = {
  system: 'This is a test of the connection. Answer with JSON.',
  prompt: 'Answer with {"ok": true}.',
  schema: {
    type: 'object',
    properties: { ok: { type: 'boolean' } },
    required: ['ok'],
    additionalProperties: false,
  },
}

/**
 * Makes the very call that a decision makes on a route: the same client, address, key, headers,
 * model and settings. Only the question is another. Never rejects.
 */
export function probeRoute(
  model: ChatModel,
  route: EffectiveRoute,
  signal: AbortSignal,
): Promise<Probe> {
  const about = { endpoint: shownEndpoint(route.base_url), model: route.model }
  const question = questionOnRoute(route, request, null)
  return settled(
    signal,
    () => model.doGenerate({ ...question, abortSignal: signal }),
    (answer): Probe => ({
      ...about,
      failure: unfinishedAnswer(answer),
      reason: null,
      status: null,
    }),
    (failure, error): Probe => ({
      ...about,
      failure,
      reason: error instanceof EndpointFailure ? error.reason : null,
      status: error instanceof EndpointFailure ? error.status : null,
    }),
  )
}
