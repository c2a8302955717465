import { boundedFetch } from './bounded-fetch.js'
import { openAiCompatibleModel } from './chat-model.js'
import type { ChatModel } from './model-interface.js'
import { openDispatcher } from './open-dispatcher.js'
import type { EffectiveRoute } from './routes.js'
import { warmUp } from './warm-up.js'

export type EndpointModels = {
  model(route: EffectiveRoute, apiKey: string | null): ChatModel
  /** Resolves when the first call will cost no more than the next. */
  warmUp(): Promise<void>
  /** Cuts what is under way and closes the connections. */
  close(): Promise<void>
}

export type EndpointOptions = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly maxAnswerBytes: number
}

/** The HTTP client and the provider library over one set of connections: loaded when somebody is to be asked. */
export function openEndpointModels({ env, maxAnswerBytes }: EndpointOptions): EndpointModels {
  const { dispatcher, close } = openDispatcher(env)
  const fetch = boundedFetch({ dispatcher, maxAnswerBytes })
  return {
    model: (route, apiKey) => openAiCompatibleModel({ route, apiKey, fetch }),
    warmUp,
    close,
  }
}
