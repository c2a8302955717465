import process from 'node:process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { validateDecision } from '../contracts/validation.js'
import { capabilities } from '../household-command.js'
import { aCommand, aDecision } from '../household.fixture.js'
import { longestText, readText } from './read-text.js'

const lists = [{ list_id: 'l1', name: 'Shopping' }]
/** Words that the grammar knows, so that random sentences reach its corners. */
const known = fc.constantFrom(
  ...'add put remove i need to my the on shopping list to do list remind me reminder set a about and , . : ; ? milk it eggs two bottles of please if not is'.split(
    ' ',
  ),
  ...'добавь удали мне нужно в мой список покупок дел напомни напоминание поставь и молоко это что если нет две пачки пожалуйста'.split(
    ' ',
  ),
)
const sentence = fc.array(known, { maxLength: 40 }).map((words) => words.join(' '))
const anyText = fc.oneof(
  sentence,
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme' }),
)

describe('the baseline', () => {
  it('answers any text with a decision that fits the contract', () => {
    const some = fc.subarray([...capabilities], { minLength: 1 })
    fc.assert(
      fc.property(anyText, some, (text, allowed) => {
        const decision = aDecision(aCommand({ shopping_lists: lists }, text, allowed))
        expect(validateDecision(decision)).toMatchObject({ kind: 'valid' })
        expect(decision.action === 'reject' || allowed.includes(decision.action)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('names only things whose words stand in the text', () => {
    fc.assert(
      fc.property(sentence, (text) => {
        const reading = readText(text, lists)
        if (reading.kind !== 'add_items') return
        for (const { name } of reading.items) {
          expect(name.trim()).not.toBe('')
          for (const word of name.split(' ')) expect(text.toLowerCase()).toContain(word)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('depends on the text alone, not on case or on spaces around it', () => {
    fc.assert(
      fc.property(sentence, (text) => {
        const kind = readText(text, lists).kind
        expect(readText(`  ${text.toUpperCase()} \n`, lists).kind).toBe(kind)
      }),
    )
  })

  it('does not act on a text that is too long to be one command', () => {
    const text = `add milk to the shopping list because ${'x '.repeat(longestText)}`
    expect(readText(text, lists).kind).toBe('unclear')
  })

  // Ten times the words may cost ten times the steps, and a little more: no rule tries combinations.
  it.each([
    'add ',
    'list of things to do ',
    'to do ',
    ', ',
    'and ',
    'my shopping list ',
    'remind me ',
    'i need ',
    'a-',
    "'",
    'и ',
    'список ',
  ])('reads %j repeated to the limit in bounded time', (part) => {
    const text = part.repeat(Math.floor(longestText / part.length))
    const before = process.threadCpuUsage()
    for (let i = 0; i < 20; i += 1) readText(text, lists)
    // Typical: under 1 ms each. The limit only tells polynomial from exponential.
    const { user, system } = process.threadCpuUsage(before)
    expect(user + system).toBeLessThan(5_000_000)
  })
})
