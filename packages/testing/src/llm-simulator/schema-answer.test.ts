import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { seededRandom } from '../seeded-random.js'
import { schemaAnswer } from './schema-answer.js'

const schema = {
  type: 'object',
  properties: {
    queue: { enum: ['incidents', 'billing', 'accounts'] },
    sure: { type: 'number' },
  },
}

function ask(text: string, wrong = false): object | string {
  const messages = [
    { role: 'system', content: 'queue is one of incidents, billing, accounts' },
    { role: 'user', content: `<ticket>{"subject":"${text}"}</ticket>` },
  ]
  return schemaAnswer({ model: 'm', messages, schema, ordinal: 0 }, seededRandom(text), wrong)
}

describe('schemaAnswer', () => {
  it('takes the value that the text names, and is plausibly sure', () => {
    expect(ask('a question about billing')).toEqual({ queue: 'billing', sure: expect.any(Number) })
  })

  it('takes another value, and is not sure, when it is to be wrong', () => {
    expect(ask('a question about billing', true)).toEqual({
      queue: expect.stringMatching(/incidents|accounts/),
      sure: 0.2,
    })
  })

  it('answers with a sentence where nobody asked for a shape', () => {
    const messages = [{ role: 'user', content: 'what is the time?' }]
    const request = { model: 'm', messages, schema: null, ordinal: 0 }
    expect(schemaAnswer(request, seededRandom(1), false)).toMatch(/simulated/)
  })

  const category: z.ZodType = z.lazy(() =>
    z.object({ name: z.string(), inner: category.optional(), more: z.array(category) }),
  )
  it.each([
    [
      'texts of some length',
      z.object({ note: z.string().min(30).max(40), short: z.string().max(3) }),
    ],
    ['numbers within bounds', z.object({ cents: z.number().min(5).max(9), sure: z.number() })],
    ['integers within bounds', z.object({ stars: z.int().min(2).max(5), any: z.int() })],
    ['lists that must not be empty', z.array(z.object({ name: z.string() })).min(1)],
    [
      'fixed values and choices',
      z.object({ kind: z.literal('refund'), ok: z.enum(['yes', 'no']) }),
    ],
    ['alternatives', z.union([z.object({ approve: z.boolean() }), z.object({ deny: z.string() })])],
    ['what may be null', z.object({ note: z.string().nullable(), none: z.null() })],
    ['a shape that holds itself', category],
    ['a value that is no object', z.enum(['approve', 'deny'])],
  ])('fits %s', (_, shape) => {
    const messages = [{ role: 'user', content: 'please look at this' }]
    const ofShape = { ...z.toJSONSchema(shape) }
    for (let seed = 0; seed < 20; seed++) {
      const request = { model: 'm', messages, schema: ofShape, ordinal: 0 }
      const said = schemaAnswer(request, seededRandom(seed), seed % 2 === 1)
      const value: unknown = typeof said === 'string' ? JSON.parse(said) : said
      expect(shape.safeParse(value)).toMatchObject({ success: true })
    }
  })
})
