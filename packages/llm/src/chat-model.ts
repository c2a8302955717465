import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { endpointOf } from './endpoint.js'
import type { ChatModel, LanguageModelAnswer } from './model-interface.js'
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

const markName = 'partialTrust'

/**
 * Whether an answer was marked as a refusal. The library hands a refusal's text on as if it were
 * content, and tells only by the finish reason, which not every endpoint gives.
 */
export function isMarkedRefusal(metadata: LanguageModelAnswer['providerMetadata']): boolean {
  return metadata?.[markName]?.['refused'] === true
}

function refusalMark(body: unknown): { [markName]: { refused: true } } | undefined {
  const choices = member(body, 'choices')
  const message: unknown = Array.isArray(choices) ? member(choices[0], 'message') : undefined
  const content = member(message, 'content')
  const refused =
    isText(member(message, 'refusal')) ||
    (Array.isArray(content) && content.some((part) => member(part, 'type') === 'refusal'))
  return refused ? { [markName]: { refused: true } } : undefined
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== ''
}
