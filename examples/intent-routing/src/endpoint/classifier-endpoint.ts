import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Classifier } from '../classifier/classifier.js'
import { textOfPrompt } from './ask-endpoint.js'

/** How the endpoint names what answers. */
export const modelName = 'fasttext-intent-routing'

const largestBody = 64 * 1024

/**
 * A server that answers like an OpenAI-compatible endpoint, out of the classifier: `GET /v1/models`
 * and `POST /v1/chat/completions`. What it is asked must hold an utterance as the corridor marks it.
 */
export function classifierEndpoint(classifier: Classifier): Server {
  return createServer((request, response) => {
    answer(classifier, request).then(
      (reply) => {
        send(response, reply)
      },
      () => {
        send(response, problem(500, 'the classifier failed'))
      },
    )
  })
}

type Reply = { readonly status: number; readonly body: object }

async function answer(classifier: Classifier, request: IncomingMessage): Promise<Reply> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname
  if (request.method === 'GET' && path === '/v1/models') {
    return { status: 200, body: { object: 'list', data: [{ id: modelName, object: 'model' }] } }
  }
  if (request.method !== 'POST' || path !== '/v1/chat/completions') {
    return problem(404, 'there are GET /v1/models and POST /v1/chat/completions')
  }
  const body = await bodyOf(request)
  if (body === undefined) return problem(413, `the body has more than ${largestBody} bytes`)
  const prompt = lastMessage(body)
  if (prompt === undefined) return problem(400, 'the body is no chat-completions request')
  const text = textOfPrompt(prompt)
  if (text === undefined) return problem(400, 'the last message holds no <utterance>')
  return { status: 200, body: completion(JSON.stringify(classifier.classify(text)), prompt) }
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue
    size += chunk.length
    if (size > largestBody) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The content of the last message; undefined where there is none. */
function lastMessage(body: string): string | undefined {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return undefined
  }
  if (!isObject(value) || !Array.isArray(value['messages'])) return undefined
  const last: unknown = value['messages'].at(-1)
  return isObject(last) && typeof last['content'] === 'string' ? last['content'] : undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function completion(content: string, prompt: string): object {
  const [asked, said] = [wordsIn(prompt), wordsIn(content)]
  return {
    id: 'chatcmpl-classifier',
    object: 'chat.completion',
    created: 0,
    model: modelName,
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: asked, completion_tokens: said, total_tokens: asked + said },
  }
}

function wordsIn(text: string): number {
  return text.split(/\s+/u).length
}

function problem(status: number, message: string): Reply {
  return { status, body: { error: { message, type: 'invalid_request_error' } } }
}

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
