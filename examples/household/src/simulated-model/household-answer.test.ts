import { seededRandom } from '@partial-trust/testing'
import { describe, expect, it } from 'vitest'
import { householdAnswer } from './household-answer.js'

function ask(
  text: string,
  seed = 1,
  schema: Readonly<Record<string, unknown>> | null = null,
  wrong = false,
) {
  const data = JSON.stringify({ lists: [{ list_id: 'list-1', name: 'Groceries' }], text })
  const messages = [
    { role: 'system', content: 'Answer with JSON.' },
    { role: 'user', content: `<command>${data}</command>` },
  ]
  return householdAnswer(
    { model: 'm', messages, schema, ordinal: 0 },
    seededRandom(seed, text),
    wrong,
  )
}

describe('the household’s simulated model', () => {
  it('reads items, amounts and lists off the marked data', () => {
    expect(ask('add two bottles of water and rice to groceries', 3)).toMatchObject({
      intent: 'add_shopping_item',
      items: [
        { name: 'water', quantity: 'two', unit: 'bottles', list_id: 'list-1' },
        { name: 'rice', list_id: 'list-1' },
      ],
    })
  })

  it('is right on most plain sentences and wrong on some, all with a plausible confidence', () => {
    const answers = Array.from({ length: 120 }, (_, index) =>
      ask(`add product ${index} to groceries`),
    )
    const right = answers.filter((answer, index) => {
      const { items = [], confidence = 0 } = answer ?? {}
      const plausible = confidence >= 0.55 && confidence <= 0.99
      return plausible && items.length === 1 && items[0]?.name === `product ${index}`
    })
    expect(right.length).toBeGreaterThan(100)
    expect(right.length).toBeLessThan(120)
  })

  it('is wrong on purpose in what a comparison with the baseline sees: the intent, or the items', () => {
    for (let seed = 0; seed < 40; seed++) {
      const answer = ask('add rice to groceries', seed, null, true)
      const right = answer?.intent === 'add_shopping_item' && answer.items.length === 1
      expect(right, `seed ${seed}`).toBe(false)
    }
  })

  it('leaves the requests of other corridors to their schemas', () => {
    const schema = { type: 'object', properties: { queue: { enum: ['billing'] } } }
    expect(ask('a question about billing', 1, schema)).toBeUndefined()
    expect(ask('buy bread', 1, { properties: { items: {} } })).toHaveProperty('items')
  })
})
