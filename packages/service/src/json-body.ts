import { isUtf8 } from 'node:buffer'
import type { FastifyBodyParser, FastifyInstance } from 'fastify'

/**
 * Reads JSON bodies as the framework does, keys such as `__proto__` refused, and sooner: it searches
 * every body for such keys in all their spellings, here only one that could hold one is searched.
 * Bytes that are not UTF-8 are refused, where the framework decides about a text with `\uFFFD` in it that
 * nobody wrote. Whatever else does not parse is the framework's to name.
 */
export function jsonBody(server: FastifyInstance): void {
  const careful = server.getDefaultJsonParser('error', 'error')
  const parse: FastifyBodyParser<Buffer> = (request, body, done) => {
    if (!isUtf8(body)) {
      done(Object.assign(new Error('the body is not UTF-8'), { statusCode: 400 }))
      return
    }
    const text = body.toString()
    const value = isHarmless(text) ? parseJson(text) : undefined
    if (value === undefined) void careful(request, text, done)
    else done(null, value)
  }
  server.removeContentTypeParser('application/json')
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, parse)
}

/** Whether no key in it can be one of the two that reach into a prototype, however it is written. */
function isHarmless(text: string): boolean {
  return !text.includes('__proto__') && !text.includes('constructor') && !text.includes('\\u')
}

/** Undefined where the text is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
