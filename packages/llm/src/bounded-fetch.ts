import type { Dispatcher } from 'undici'
import { EndpointFailure, failureOfTransport } from './endpoint-failure.js'
import { request } from './http-client.js'
import { refusedByStatus } from './refused-by-status.js'
import { unpack } from './unpack.js'

export type BoundedFetchOptions = {
  /** Keeps the connections, so that calls share them; null: there is no way out (`proxy`). */
  readonly dispatcher: Dispatcher | null
  /** An answer with more bytes, packed or unpacked, is dropped, and its connection with it. */
  readonly maxAnswerBytes: number
}

/** Refuses bytes that are not UTF-8 instead of guessing; without state, so one serves all. */
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** What an endpoint says beside an error status is read so far: its code stands at the front. */
const maxErrorBytes = 16 * 1024

/** Of these, the body says more than the status: a filtered prompt, a model that is not known. */
const telling: ReadonlySet<number> = new Set([400, 403, 404, 422])

/**
 * A `fetch` for posting one JSON body and getting one back. It follows no redirect, which would
 * hand the key to strangers; asks for no compression but undoes what comes; reads no more than it
 * was told; and fails with an {@link EndpointFailure} for everything that is not a 2xx JSON answer
 * in UTF-8. What is under way when the signal aborts is cut together with its socket.
 */
export function boundedFetch(options: BoundedFetchOptions): typeof globalThis.fetch {
  const { dispatcher, maxAnswerBytes } = options
  return async (input, init) => {
    if (dispatcher === null) throw new EndpointFailure('llm_error', 'proxy')
    const answer = await send(
      dispatcher,
      input instanceof Request ? input.url : String(input),
      init ?? {},
    )
    const { statusCode, headers, body } = answer
    const refuse = (failure: EndpointFailure): EndpointFailure => {
      body.on('error', () => {}) // cutting a body short is an error to undici, not to us
      body.destroy()
      return failure
    }
    const isJson = /^[^;]*\bjson\b/i.test(String(headers['content-type'] ?? ''))
    const encoding = String(headers['content-encoding'] ?? '')
    // 206 is a part of an answer, however whole it looks.
    if (statusCode < 200 || statusCode > 299 || statusCode === 206) {
      const readable = isJson && telling.has(statusCode)
      const said = readable ? await errorText(body, encoding) : ''
      throw refuse(refusedByStatus(statusCode, said))
    }
    if (!isJson) throw refuse(new EndpointFailure('llm_error', 'not_json', statusCode))
    const tooLong = new EndpointFailure('llm_error', 'too_long', statusCode)
    if (Number(headers['content-length'] ?? 0) > maxAnswerBytes) throw refuse(tooLong)
    const bytes = await readAtMost(body, maxAnswerBytes)
    if (bytes === 'too-long') throw refuse(tooLong)
    const text = decode(encoding === '' ? bytes : await unpack(bytes, encoding, maxAnswerBytes))
    return new Response(oneChoice(text), {
      status: statusCode,
      headers: { 'content-type': 'application/json' },
    })
  }
}

/** More tool calls or parts than any answer to one question has. */
const mostListed = 100

/**
 * The text with the first of its choices alone: no more was asked for, and what a library makes of a hundred
 * thousand would hold every decision up. What is no JSON is left for the library to refuse.
 *
 * @throws {EndpointFailure} for a message with lists as long.
 */
function oneChoice(text: string): string {
  const body = parsed(text)
  if (typeof body !== 'object' || body === null) return text
  const choices = member(body, 'choices')
  if (!Array.isArray(choices)) return text
  const [first]: readonly unknown[] = choices
  const message = member(first, 'message')
  if (typeof message === 'object' && message !== null) {
    const isLong = (held: unknown): boolean => Array.isArray(held) && held.length > mostListed
    if (Object.values(message).some(isLong)) throw new EndpointFailure('llm_error', 'too_long')
  }
  return choices.length < 2 ? text : JSON.stringify({ ...body, choices: [first] })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

async function send(
  dispatcher: Dispatcher,
  url: string,
  init: RequestInit,
): Promise<Dispatcher.ResponseData> {
  try {
    return await request(dispatcher, url, {
      method: 'POST',
      headers: Object.fromEntries(new Headers(init.headers)),
      body: typeof init.body === 'string' ? init.body : null,
      signal: init.signal ?? null,
      // The signal is the only clock: two would disagree about who was late.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
  } catch (error) {
    throw failureOfTransport(error)
  }
}

/** Empty for whatever cannot be read: the status says enough then. */
async function errorText(body: AsyncIterable<Uint8Array>, encoding: string): Promise<string> {
  try {
    const bytes = await readAtMost(body, maxErrorBytes)
    return bytes === 'too-long' ? '' : decode(await unpack(bytes, encoding, maxErrorBytes))
  } catch {
    return ''
  }
}

async function readAtMost(
  body: AsyncIterable<Uint8Array>,
  most: number,
): Promise<Buffer | 'too-long'> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of body) {
      size += chunk.length
      if (size > most) return 'too-long'
      chunks.push(chunk)
    }
  } catch (error) {
    throw failureOfTransport(error)
  }
  return Buffer.concat(chunks, size)
}

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new EndpointFailure('llm_error', 'not_json')
  }
}
