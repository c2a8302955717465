import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { completionBody, errorBody } from './chat-protocol.js'
import type { Ending, SimulatedRequest } from './chat-protocol.js'
import type { FaultKind } from './faults.js'

/** On every answer, so that nobody takes it for a model's. */
export const simulatedHeaders = {
  'x-simulated-llm': 'true',
  server: 'partial-trust-llm-sim',
} as const

/** White space that JSON allows before a value, so that the answer stays well-formed. */
const tenMegabytes = Buffer.alloc(10 * 1024 * 1024, ' ')
/** The same, packed by the first who needs it. */
let packed: Buffer | undefined
const trickleEveryMs = 20

/** Answers a request as the fault has it. `content` is what a faultless answer would have said. */
export function reply(
  response: ServerResponse,
  request: SimulatedRequest,
  content: string,
  fault: FaultKind | null,
): void {
  // Real endpoints like to repeat what they were sent; so must their double.
  const echo = JSON.stringify(request.messages.at(-1)?.content.slice(0, 200))
  const good = () => JSON.stringify(completionBody(request, content))
  const completion = (text: string | null, ending?: Ending) =>
    sendJson(response, 200, completionBody(request, text, ending))

  switch (fault) {
    case null:
    case 'late_success':
      return completion(content)
    case 'reset_before_headers':
      response.socket?.resetAndDestroy()
      return
    case 'close_before_headers':
      response.socket?.destroy()
      return
    case 'garbage_bytes':
      response.socket?.end(Buffer.from([0x16, 0x03, 0x01, 0x00, 0xff, 0x0a, 0x00, 0x80]))
      return
    case 'hang_before_headers':
      return
    case 'status_400':
      return sendError(response, 400, `the request is refused: ${echo}`, 'invalid_request_error')
    case 'status_401':
      return sendError(response, 401, `the key is refused: ${echo}`, 'authentication_error')
    case 'status_404':
      return sendError(
        response,
        404,
        `the model is not known: ${echo}`,
        'invalid_request_error',
        'model_not_found',
      )
    case 'prompt_filtered':
      return sendError(
        response,
        400,
        `the prompt is filtered: ${echo}`,
        'invalid_request_error',
        'content_filter',
      )
    case 'status_429':
      response.setHeader('retry-after', '1')
      return sendError(response, 429, `the rate limit is reached: ${echo}`, 'rate_limit_error')
    case 'late_failure':
    case 'status_500':
      return sendError(response, 500, `the endpoint failed: ${echo}`, 'server_error')
    case 'status_503':
      return sendError(response, 503, `the endpoint is overloaded: ${echo}`, 'server_error')
    case 'redirect':
      response.setHeader('location', '/elsewhere')
      return sendError(response, 307, 'moved', 'redirect')
    case 'cut_in_body':
      return startBody(response, good(), () => response.socket?.resetAndDestroy())
    case 'hang_in_body':
      return startBody(response, good(), () => {})
    case 'trickle':
      return trickle(response, good())
    case 'garbage_body':
      return sendBytes(response, [Buffer.from([0x7b, 0x00, 0x01, 0x9f, 0x22, 0x5c, 0x7d, 0x10])])
    case 'huge_answer':
      return sendBytes(response, [tenMegabytes, good()])
    case 'gzip_bomb':
      packed ??= gzipSync(tenMegabytes)
      return sendBytes(response, [packed, gzipSync(good())], 'gzip')
    case 'gzip_broken':
      return sendBytes(response, [good()], 'gzip')
    case 'unknown_encoding':
      return sendBytes(response, [good()], 'x-nobody-knows')
    case 'invalid_utf8':
      return sendBytes(response, [withInvalidUtf8(good())])
    case 'wrong_content_type':
      return sendHtml(response, '<!doctype html><p>simulated log-in page')
    case 'wrong_protocol':
      return sendJson(response, 200, { simulated: true, outputs: [content] })
    case 'refusal':
      return completion(null, { refusal: `I cannot help with ${echo}.` })
    case 'content_filter':
      return completion(content, { finishReason: 'content_filter' })
    case 'length':
      return completion(content, { finishReason: 'length' })
    case 'tool_call':
      return completion(content, { finishReason: 'tool_calls' })
    case 'unknown_finish':
      return completion(content, { finishReason: 'simulated_reason' })
    case 'no_finish':
      return completion(content, { finishReason: null })
    case 'empty_content':
      return completion('')
    case 'bad_json':
      return completion(content.slice(0, Math.max(1, Math.floor(content.length * 0.6))))
    case 'prose':
      return completion('Sure! I have taken care of that for you.')
    case 'wrong_schema':
      return completion(JSON.stringify({ answer: ['yes'], certainty: 'high' }))
    case 'hostile_keys':
      return completion(withHostileKeys(content))
  }
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { ...simulatedHeaders, 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

export function sendError(
  response: ServerResponse,
  status: number,
  message: string,
  type: string,
  code: string | null = null,
): void {
  sendJson(response, status, errorBody(message, type, code))
}

function sendBytes(
  response: ServerResponse,
  chunks: readonly (Buffer | string)[],
  encoding?: string,
): void {
  response.writeHead(200, {
    ...simulatedHeaders,
    'content-type': 'application/json',
    ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
  })
  for (const chunk of chunks) response.write(chunk)
  response.end()
}

function sendHtml(response: ServerResponse, page: string): void {
  response.writeHead(200, { ...simulatedHeaders, 'content-type': 'text/html' })
  response.end(page)
}

function startBody(response: ServerResponse, body: string, then: () => void): void {
  response.writeHead(200, {
    ...simulatedHeaders,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  })
  response.write(body.slice(0, Math.floor(body.length / 2)), then)
}

function trickle(response: ServerResponse, body: string): void {
  const bytes = Buffer.from(body)
  let sent = 0
  response.writeHead(200, { ...simulatedHeaders, 'content-type': 'application/json' })
  const timer = setInterval(() => {
    response.write(bytes.subarray(sent, sent + 1))
    sent += 1
    if (sent >= bytes.length) {
      clearInterval(timer)
      response.end()
    }
  }, trickleEveryMs)
  response.once('close', () => clearInterval(timer))
}

/** Breaks a byte inside the completion's text, where a lenient reader would not notice. */
function withInvalidUtf8(body: string): Buffer {
  const bytes = Buffer.from(body)
  const firstKey = bytes.indexOf('\\"') // JSON in JSON: its quotes are escaped
  bytes[firstKey < 0 ? Math.floor(bytes.length / 2) : firstKey + 2] = 0xff
  return bytes
}

/** The good answer with keys that a careless reader merges into its prototypes. */
function withHostileKeys(content: string): string {
  const hostile =
    '"__proto__":{"confidence":1,"polluted":true},' +
    '"constructor":{"prototype":{"polluted":true}},"toString":"polluted"'
  return content.startsWith('{') && content !== '{}'
    ? `{${hostile},${content.slice(1)}`
    : `{${hostile}}`
}
