/**
 * As much of the AI SDK's language models (specification v4) as is used here, in types of our own: a
 * library that hands on the types of another asks its users to have the types of that one's
 * dependencies too. That the SDK's models fit is held by `model-interface.test.ts`.
 */

type Json = null | string | number | boolean | readonly Json[] | { readonly [key: string]: Json }
type JsonObject = { [key: string]: Json }

type TextParts = { type: 'text'; text: string }[]
export type ModelMessage =
  { role: 'system'; content: string } | { role: 'user' | 'assistant'; content: TextParts }

/** Settings that are handed to a model as they are; each is described in the AI SDK. */
export type LanguageModelSettings = {
  temperature?: number
  maxOutputTokens?: number
  topP?: number
  topK?: number
  seed?: number
  stopSequences?: string[]
  presencePenalty?: number
  frequencyPenalty?: number
  /** How much a thinking model thinks. */
  reasoning?: 'provider-default' | 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max'
  /** Settings that only one provider knows, by its name. */
  providerOptions?: Record<string, JsonObject>
}

export type LanguageModelCall = LanguageModelSettings & {
  prompt: ModelMessage[]
  responseFormat: { type: 'json'; name: string; schema?: Record<string, unknown> }
  headers?: Record<string, string>
  abortSignal: AbortSignal
}

export type LanguageModelAnswer = {
  readonly content: readonly { readonly type: string; readonly text?: unknown }[]
  readonly finishReason: { readonly unified: string }
  readonly usage: {
    readonly inputTokens: { readonly total: number | undefined }
    readonly outputTokens: { readonly total: number | undefined }
  }
  readonly providerMetadata?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** The one operation of a language model that a candidate needs. */
export type ChatModel = {
  doGenerate(call: LanguageModelCall): PromiseLike<LanguageModelAnswer>
}

/** A language model of the AI SDK, specification v4. */
export type AskableLanguageModel = ChatModel & {
  readonly specificationVersion: 'v4'
  readonly provider: string
  readonly modelId: string
}
