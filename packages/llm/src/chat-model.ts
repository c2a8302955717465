import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import type { LanguageModelV4 } from '@ai-sdk/provider'

/** The one operation of a provider library that a candidate needs; any `LanguageModelV4` fits. */
export type ChatModel = Pick<LanguageModelV4, 'doGenerate'>

export type ChatModelOptions = {
  readonly model: string
  readonly baseUrl: string
  readonly apiKey: string | null
  readonly fetch: typeof globalThis.fetch
}

/** A model behind an endpoint that speaks the OpenAI chat-completions protocol. Never retries. */
export function openAiCompatibleModel(options: ChatModelOptions): ChatModel {
  const { model, baseUrl, apiKey, fetch } = options
  const provider = createOpenAICompatible({
    name: 'openaiCompatible',
    baseURL: baseUrl,
    ...(apiKey === null ? {} : { apiKey }),
    fetch,
    supportsStructuredOutputs: true,
  })
  return provider.chatModel(model)
}
