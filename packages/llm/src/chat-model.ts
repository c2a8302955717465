import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { endpointOf } from './endpoint.js'
import type { ChatModel } from './model-interface.js'
import { refusalMark } from './refusal-mark.js'
import type { EffectiveRoute } from './routes.js'

export type ChatModelOptions = {
  readonly route: Pick<
    EffectiveRoute,
    'model' | 'base_url' | 'query' | 'headers' | 'api_key_header' | 'max_completion_tokens'
  >
  readonly apiKey: string | null
  readonly fetch: typeof globalThis.fetch
}

/** A model behind an endpoint that speaks the OpenAI chat-completions protocol. Never retries. */
export function openAiCompatibleModel({ route, apiKey, fetch }: ChatModelOptions): ChatModel {
  const { api_key_header: keyHeader, max_completion_tokens: maxCompletionTokens } = route
  const provider = createOpenAICompatible({
    name: 'openaiCompatible',
    ...endpointOf(route.base_url, route.query),
    ...(apiKey === null || keyHeader !== undefined ? {} : { apiKey }),
    headers: {
      ...route.headers,
      ...(apiKey === null || keyHeader === undefined ? {} : { [keyHeader]: apiKey }),
    },
    fetch,
    supportsStructuredOutputs: true,
    ...(maxCompletionTokens === undefined
      ? {}
      : {
          transformRequestBody: (body: Record<string, unknown>) => ({
            ...body,
            max_completion_tokens: maxCompletionTokens,
          }),
        }),
    metadataExtractor: {
      extractMetadata: ({ parsedBody }) => Promise.resolve(refusalMark(parsedBody)),
      createStreamExtractor: () => ({ processChunk: () => {}, buildMetadata: () => undefined }),
    },
  })
  return provider.chatModel(route.model)
}
