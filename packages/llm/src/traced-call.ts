import { tracingChannel } from 'node:diagnostics_channel'
import { toldOnce } from '@partial-trust/core'
import type { AttemptFailure } from '@partial-trust/core'
import type { Tokens } from './exchange.js'

/** One call to a model, as whoever traces it is told: neither the question nor the answer is there. */
export type CallTrace = {
  readonly provider: string
  readonly model: string
  /** Once it ended. */
  result?: CallEnd
}

export type CallEnd = { readonly failure: AttemptFailure | null; readonly tokens: Tokens }

/**
 * Name of the `tracingChannel` on which calls to models are told of, each a {@link CallTrace}.
 * A subscriber that throws ends the process: Node takes that for an uncaught exception, on this channel as on any.
 */
export const callChannelName = 'partial-trust:model-call'

/** Where calls to models are told of before and after; nobody listening, nobody pays. */
const callChannel = tracingChannel<CallTrace, CallTrace>(callChannelName)

type Ended = { readonly tokens: Tokens } & (
  | { readonly kind: 'failed'; readonly failure: AttemptFailure }
  | { readonly kind: 'text' | 'value' }
)

/** Makes a call that can be traced. `call` never rejects. */
export async function tracedCall<Result extends Ended>(
  { provider, model }: Pick<CallTrace, 'provider' | 'model'>,
  call: () => Promise<Result>,
): Promise<Result> {
  if (!callChannel.hasSubscribers) return call()
  return toldOnce((run) => callChannel.tracePromise(run, { provider, model }), call, endOf)
}

function endOf(ended: Ended): CallEnd {
  return { failure: ended.kind === 'failed' ? ended.failure : null, tokens: { ...ended.tokens } }
}
