import fc from 'fast-check'
import { fastify } from 'fastify'
import type { FastifyInstance } from 'fastify'
import { describe, expect, it } from 'vitest'
import { jsonBody } from './json-body.js'

/** A route that tells what it was given. */
function echo(adapt: (server: FastifyInstance) => void): FastifyInstance {
  const server = fastify()
  adapt(server)
  server.post('/', (request, reply) => reply.send({ read: request.body }))
  return server
}

async function answerOf(
  server: FastifyInstance,
  payload: string | Buffer,
): Promise<readonly [number, unknown]> {
  const headers = { 'content-type': 'application/json' }
  const answer = await server.inject({ method: 'POST', url: '/', headers, payload })
  return [answer.statusCode, answer.json<unknown>()]
}

/** What was read, or the status that refuses it: the words are the service's. */
async function readingOf(server: FastifyInstance, payload: string): Promise<unknown> {
  const [status, answer] = await answerOf(server, payload)
  return status === 200 ? answer : status
}

const framework = echo(() => undefined)
const ours = echo(jsonBody)

const keys = fc.constantFrom(
  'plain',
  '__proto__',
  '\\u005f_proto__',
  '\\u005F\\u005fpr\\u006fto__',
  'constructor',
  'c\\u006fnstructor',
  'prototype',
  'ключ',
)
const { json } = fc.letrec<{ json: string; pair: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(
      '1',
      '"__proto__"',
      '"constructor"',
      '"\\u043c"',
      '"молоко"',
      'null',
      'no JSON',
      '',
    ),
    fc.array(tie('json'), { maxLength: 2 }).map((values) => `[${values.join(',')}]`),
    fc.array(tie('pair'), { maxLength: 3 }).map((pairs) => `{${pairs.join(',')}}`),
  ),
  pair: fc.tuple(keys, tie('json')).map(([key, value]) => `"${key}" : ${value}`),
}))

describe('jsonBody', () => {
  it('reads and refuses every body as the framework does', async () => {
    await fc.assert(
      fc.asyncProperty(json, fc.constantFrom('', '\uFEFF', ' '), async (text, before) => {
        const payload = before + text
        expect(await readingOf(ours, payload)).toEqual(await readingOf(framework, payload))
      }),
      { numRuns: 300 },
    )
  })

  it.each(['__proto__', '\\u005f_proto__'])('refuses the key %s at any depth', async (key) => {
    expect(await answerOf(ours, `{"a": [{"${key}": {"admin": true}}]}`)).toMatchObject([400, {}])
  })

  it('refuses bytes that are not UTF-8 instead of reading something else', async () => {
    const payload = Buffer.from('{"text":"m?lk"}')
    payload[payload.indexOf('?')] = 0xff
    expect(await answerOf(ours, payload)).toMatchObject([400, {}])
  })

  it('takes the words where they are values, and the empty object', async () => {
    const text = '{"a":"__proto__","b":"constructor","c":{}}'
    expect(await answerOf(ours, text)).toEqual([200, { read: JSON.parse(text) }])
  })
})
