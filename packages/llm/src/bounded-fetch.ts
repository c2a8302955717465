import { request } from 'undici'
import type { Dispatcher } from 'undici'
import { EndpointFailure, failureOfStatus, failureOfTransport } from './endpoint-failure.js'

export type BoundedFetchOptions = {
  /** Keeps the connections, so that calls share them. */
  readonly dispatcher: Dispatcher
  /** An answer with more bytes is dropped unread, and its connection with it. */
  readonly maxAnswerBytes: number
}

/** Refuses bytes that are not UTF-8 instead of guessing; without state, so one serves all. */
const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * A `fetch` for posting one JSON body and getting one back. It follows no redirect, which would
 * hand the key to strangers; asks for no compression; reads no more than it was told; and fails
 * with an {@link EndpointFailure} for everything that is not a 2xx JSON answer in UTF-8. What is
 * under way when the signal aborts is cut together with its socket.
 */
export function boundedFetch(options: BoundedFetchOptions): typeof globalThis.fetch {
  const { dispatcher, maxAnswerBytes } = options
  return async (input, init) => {
    const answer = await send(
      dispatcher,
      input instanceof Request ? input.url : String(input),
      init ?? {},
    )
    const { statusCode, headers, body } = answer
    const refuse = (failure: EndpointFailure['failure']): EndpointFailure => {
      body.on('error', () => {}) // cutting a body short is an error to undici, not to us
      body.destroy()
      return new EndpointFailure(failure)
    }
    if (statusCode < 200 || statusCode > 299) throw refuse(failureOfStatus(statusCode))
    if (!/\bjson\b/i.test(String(headers['content-type'] ?? ''))) throw refuse('llm_error')
    if (Number(headers['content-length'] ?? 0) > maxAnswerBytes) throw refuse('llm_error')
    const bytes = await readAtMost(body, maxAnswerBytes)
    if (bytes === 'too-long') throw refuse('llm_error')
    return new Response(decode(bytes), {
      status: statusCode,
      headers: { 'content-type': 'application/json' },
    })
  }
}

async function send(
  dispatcher: Dispatcher,
  url: string,
  init: RequestInit,
): Promise<Dispatcher.ResponseData> {
  try {
    return await request(url, {
      dispatcher,
      method: 'POST',
      headers: Object.fromEntries(new Headers(init.headers)),
      body: typeof init.body === 'string' ? init.body : null,
      signal: init.signal ?? null,
      // The signal is the only clock: two would disagree about who was late.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
  } catch (error) {
    throw new EndpointFailure(failureOfTransport(error))
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
    throw new EndpointFailure(failureOfTransport(error))
  }
  return Buffer.concat(chunks, size)
}

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new EndpointFailure('llm_error')
  }
}
