import { isAscii, isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import { parse as parseCarefully } from 'secure-json-parse'

/** A body that cannot be read; the framework answers it with this status. */
class UnreadableBody extends Error {
  override readonly name = 'UnreadableBody'
  readonly statusCode = 400
}

/**
 * Reads a JSON body as the framework does, keys such as `__proto__` refused, and sooner: it searches
 * every body for such keys in all their spellings, here only one that could hold one is searched.
 * Bytes that are not UTF-8 are refused, where the framework decides about a text with `\uFFFD` in it that
 * nobody wrote.
 *
 * @throws {Error} with status code 400 for what is no JSON, or reaches into a prototype.
 */
export function readJson(body: Buffer): unknown {
  const text = textOf(body)
  try {
    return isHarmless(text) ? JSON.parse(text) : parseCarefully(text)
  } catch {
    throw new UnreadableBody('the body is no JSON that is taken')
  }
}

/** Most bodies are ASCII, whose bytes are the text's letters already. */
function textOf(body: Buffer): string {
  if (isAscii(body)) return body.toString('latin1')
  if (!isUtf8(body)) throw new UnreadableBody('the body is not UTF-8')
  return body.toString()
}

/** Has a server read JSON bodies by {@link readJson}. */
export function jsonBody(server: FastifyInstance): void {
  server.removeContentTypeParser('application/json')
  server.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: unknown, body: Buffer) => readJson(body),
  )
}

/** Whether no key in it can be one of the two that reach into a prototype, however it is written, and no mark of order stands before it. */
function isHarmless(text: string): boolean {
  return (
    !text.includes('__proto__') &&
    !text.includes('constructor') &&
    !text.includes('\\u') &&
    !text.startsWith('\uFEFF')
  )
}
