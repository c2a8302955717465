import type { JSONSchema7, LanguageModelV4CallOptions } from '@ai-sdk/provider'
import type { CandidateRequest } from '@partial-trust/core'
import type { ChatModel } from './chat-model.js'
import { EndpointFailure } from './endpoint-failure.js'

/** An answer that was refused, told to the model so that it can mend it. */
export type Repair = { readonly answer: string; readonly problems: string }

export type Question = {
  readonly request: CandidateRequest
  readonly repair: Repair | null
  readonly temperature: number | undefined
  readonly maxTokens: number | undefined
}

export type Tokens = { readonly input: number | null; readonly output: number | null }

/** How one request to one model ended. */
export type Exchange =
  | { readonly kind: 'text'; readonly text: string; readonly tokens: Tokens }
  | {
      readonly kind: 'failed'
      readonly failure: 'timeout' | 'llm_unavailable' | 'llm_error'
      readonly tokens: Tokens
    }

const noTokens: Tokens = { input: null, output: null }

/**
 * Asks a model once. Resolves as soon as it answers, fails, or `signal` aborts (`timeout`), and
 * never rejects: a library that throws, at once or later, is an `llm_error`.
 */
export function exchange(
  model: ChatModel,
  question: Question,
  signal: AbortSignal,
): Promise<Exchange> {
  return new Promise((resolve) => {
    const end = (ended: Exchange): void => {
      signal.removeEventListener('abort', outOfTime)
      resolve(ended)
    }
    const outOfTime = (): void => end({ kind: 'failed', failure: 'timeout', tokens: noTokens })
    const fail = (error: unknown): void => {
      const failure = error instanceof EndpointFailure ? error.failure : 'llm_error'
      end({ kind: 'failed', failure, tokens: noTokens })
    }
    if (signal.aborted) return outOfTime()
    // Not left to the library alone: one that ignores the signal must not cost us the deadline.
    signal.addEventListener('abort', outOfTime, { once: true })
    try {
      model
        .doGenerate(callOptions(question, signal))
        .then((answer) => end(readGenerated(answer)))
        .then(undefined, fail)
    } catch (error) {
      fail(error)
    }
  })
}

type Generated = Awaited<ReturnType<ChatModel['doGenerate']>>

function readGenerated({ content, usage }: Generated): Exchange {
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('')
  const tokens = { input: count(usage.inputTokens.total), output: count(usage.outputTokens.total) }
  return { kind: 'text', text, tokens }
}

/** What an endpoint claims is only believed if it can be a count. */
function count(claimed: unknown): number | null {
  const plausible = typeof claimed === 'number' && Number.isSafeInteger(claimed) && claimed >= 0
  return plausible ? claimed : null
}

function callOptions(question: Question, signal: AbortSignal): LanguageModelV4CallOptions {
  const { request, repair, temperature, maxTokens } = question
  const asked: LanguageModelV4CallOptions['prompt'] = [
    { role: 'system', content: request.system },
    { role: 'user', content: [{ type: 'text', text: request.prompt }] },
  ]
  const prompt = repair === null ? asked : [...asked, ...repairMessages(repair)]
  return {
    prompt,
    responseFormat: {
      type: 'json',
      name: 'candidate',
      ...(isJsonSchema(request.schema) ? { schema: request.schema } : {}),
    },
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxTokens === undefined ? {} : { maxOutputTokens: maxTokens }),
    providerOptions: lenientSchema,
    abortSignal: signal,
  }
}

/** Strict mode refuses schemas with optional keys; our own check decides anyway. */
const lenientSchema = { openaiCompatible: { strictJsonSchema: false } }

function repairMessages({ answer, problems }: Repair): LanguageModelV4CallOptions['prompt'] {
  return [
    { role: 'assistant', content: [{ type: 'text', text: answer }] },
    {
      role: 'user',
      content: [
        {
          type: 'text',
          text: `That answer was refused: ${problems}. Answer again with one JSON object that fits the schema, and nothing else.`,
        },
      ],
    },
  ]
}

/** The corridor vouches for its schema; the library only passes it on. */
function isJsonSchema(schema: object): schema is JSONSchema7 {
  return !Array.isArray(schema)
}
