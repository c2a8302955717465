import { describe, expect, it } from 'vitest'
import { seededRandom } from '../seeded-random.js'
import { simulatedAnswer } from './schema-answer.js'

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
  return simulatedAnswer({ model: 'm', messages, schema, ordinal: 0 }, seededRandom(text), wrong)
}

describe('simulatedAnswer', () => {
  it('takes the value that the text names, and is plausibly sure', () => {
    expect(ask('a question about billing')).toEqual({ queue: 'billing', sure: expect.any(Number) })
  })

  it('takes another value, and is not sure, when it is to be wrong', () => {
    expect(ask('a question about billing', true)).toEqual({
      queue: expect.stringMatching(/incidents|accounts/),
      sure: 0.2,
    })
  })

  it('answers for a household where no schema says otherwise', () => {
    const messages = [{ role: 'user', content: 'buy bread' }]
    const request = { model: 'm', messages, schema: null, ordinal: 0 }
    expect(simulatedAnswer(request, seededRandom(1), false)).toHaveProperty('items')
  })
})
