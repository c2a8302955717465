/** One chat-completions request, as much of it as the simulator reads. */
export type SimulatedRequest = {
  readonly model: string
  readonly messages: readonly ChatMessage[]
  /** JSON Schema the answer was asked to have, if any. */
  readonly schema: Readonly<Record<string, unknown>> | null
  /** 0 for the first request since the start. */
  readonly ordinal: number
}

export type ChatMessage = { readonly role: string; readonly content: string }

export type ReadRequest =
  | { readonly kind: 'request'; readonly request: SimulatedRequest }
  | { readonly kind: 'refused'; readonly problem: string }

/** Reads the body of POST /v1/chat/completions. */
export function readChatRequest(body: string, ordinal: number): ReadRequest {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return refused('the body is not JSON')
  }
  if (!isObject(value)) return refused('the body is not a JSON object')
  const { model, messages, stream } = value
  if (typeof model !== 'string' || model === '') return refused('model is missing')
  if (!Array.isArray(messages) || messages.length === 0) return refused('messages is missing')
  if (stream === true) return refused('the simulator does not stream; send stream: false')
  return {
    kind: 'request',
    request: { model, messages: messages.map(readMessage), schema: schemaOf(value), ordinal },
  }
}

function readMessage(value: unknown): ChatMessage {
  if (!isObject(value)) return { role: '', content: '' }
  const { role, content } = value
  return { role: typeof role === 'string' ? role : '', content: textOf(content) }
}

/** Content is text, or parts of which some are text. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((part: unknown) =>
      isObject(part) && typeof part['text'] === 'string' ? part['text'] : '',
    )
    .join('\n')
}

function schemaOf(body: Readonly<Record<string, unknown>>): SimulatedRequest['schema'] {
  const format = body['response_format']
  if (!isObject(format) || !isObject(format['json_schema'])) return null
  const schema = format['json_schema']['schema']
  return isObject(schema) ? schema : null
}

/** How a completion ends; what is left out reads as a finished answer. */
export type Ending = {
  /** Default `stop`; null is sent as null. */
  readonly finishReason?: string | null
  /** What the model says instead of an answer. */
  readonly refusal?: string
}

/** The answer's body. Tokens are counted at four characters each, which is near enough for a drill. */
export function completionBody(
  request: SimulatedRequest,
  content: string | null,
  { finishReason = 'stop', refusal }: Ending = {},
): object {
  const prompt = request.messages.reduce((sum, message) => sum + message.content.length, 0)
  const promptTokens = Math.ceil(prompt / 4)
  const completionTokens = Math.ceil((content ?? '').length / 4)
  return {
    id: `chatcmpl-simulated-${request.ordinal}`,
    object: 'chat.completion',
    created: 0,
    model: simulatedModel(request.model),
    system_fingerprint: 'simulated',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, ...(refusal === undefined ? {} : { refusal }) },
        logprobs: null,
        finish_reason: finishReason,
      },
    ],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  }
}

function simulatedModel(asked: string): string {
  return asked.startsWith('simulated') ? asked : `simulated-${asked}`
}

/** The body of GET /v1/models. */
export const modelList = {
  object: 'list',
  data: ['simulated-small', 'simulated-large'].map((id) => ({
    id,
    object: 'model',
    created: 0,
    owned_by: 'partial-trust-simulator',
  })),
}

export function errorBody(message: string, type: string, code: string | null = null): object {
  return { error: { message: `simulated: ${message}`, type, param: null, code } }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refused(problem: string): ReadRequest {
  return { kind: 'refused', problem }
}
