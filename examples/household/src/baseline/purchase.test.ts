import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HouseholdContext } from '../household-command.js'
import { aCommand, aDecision } from '../household.fixture.js'
import { readText } from './read-text.js'

const lists = [{ list_id: 'home', name: 'Home' }]

/** Names parted by "; ", otherwise the kind of reading. */
function read(text: string): string {
  const reading = readText(text, lists)
  return reading.kind === 'add_items'
    ? reading.items.map(({ name }) => name).join('; ')
    : `(${reading.kind})`
}

describe('a wish that names no list', () => {
  it.each([
    ['buy milk', 'milk'],
    ['we need milk', 'milk'],
    ['add bread', 'bread'],
    ['get eggs', 'eggs'],
    ['buy apples and bread', 'apples; bread'],
    ['Buy milk, bread and two bottles of olive oil!', 'milk; bread; olive oil'],
    ['could you buy some heinz ketchup?', 'heinz ketchup'],
    ["we're running low on dog food", 'dog food'],
    ['i have to buy whole wheat bread', 'whole wheat bread'],
    ["don't forget to buy diapers", 'diapers'],
    ['купи молоко', 'молоко'],
    ['нужно молоко', 'молоко'],
    ['добавь хлеб', 'хлеб'],
    ['нам нужны яйца и сыр', 'яйца; сыр'],
    ['хлеб нужен', 'хлеб'],
    ['не забудь купить чёрный чай', 'чёрный чай'],
    ['купи корм для кошки', 'корм для кошки'],
  ])('%s: %s', (text, names) => {
    expect(read(text)).toBe(names)
  })

  it.each([
    // denied
    "don't buy milk",
    'we need no milk',
    "we don't need milk",
    'no milk needed',
    'buy no bread',
    'не покупай молоко',
    'молоко не нужно',
    // asked
    'do we need milk',
    'we need milk?',
    'buy milk?',
    'нужно ли молоко',
    'хлеб нужен?',
    // somebody else's words
    'she said buy milk',
    '"buy milk"',
    '«купи хлеб»',
    'tell bob to buy milk',
    // past or to come, by oneself
    'bought milk',
    'we needed milk',
    'i will buy milk',
    'купил молоко',
    'куплю хлеб',
    'нужно было молоко',
    // under a condition, or left open
    'if we need milk buy it',
    'maybe we need milk',
    'we need milk or juice',
    'если нужно молоко скажи',
    'может нужно молоко',
    // more than one thing said
    'buy milk and call mom',
    'we need milk but not today',
    'add milk to my coffee',
    'get the milk out of the fridge',
    'добавь молоко в кофе',
    // what is no household's shopping
    'buy a house',
    'buy apple stock',
    'buy me a drink',
    'buy the song bananas',
    'we need to talk',
    'we need bread and a miracle',
    "we're out of time",
    "i'm running low on battery",
    'add 5',
    'get lost',
    'get me a coffee',
    'i need a coffee',
    'купи дом',
    'купи слона',
    'нужна помощь',
    'добавь громкость',
    // no wish at all
    'milk',
    'milk is good',
    'молоко',
  ])('is none, or no sure one: %s', (text) => {
    expect(read(text)).toMatch(/^\((?:other|unclear)\)$/)
  })

  const wishes = ['buy', 'we need', 'add', 'get', 'please buy', 'купи', 'нужно', 'добавь']
  const words = fc
    .stringMatching(/^[a-zа-я]{3,9}$/)
    .filter((word) => read(`buy ${word}`) === '(unclear)')

  it('names nothing that is not known to be bought', () => {
    fc.assert(
      fc.property(fc.constantFrom(...wishes), words, (wish, word) => {
        expect(read(`${wish} ${word}`)).toMatch(/^\(/)
      }),
    )
  })
})

describe('where a wish that names no list goes', () => {
  const both = [...lists, { list_id: 'diy', name: 'DIY' }]

  function decided(shoppingLists: typeof lists, defaults?: HouseholdContext['defaults']) {
    const command = aCommand({ shopping_lists: shoppingLists }, 'buy milk')
    const { context } = command
    return aDecision(
      defaults === undefined ? command : { ...command, context: { ...context, defaults } },
    )
  }

  it('is the only list', () => {
    expect(decided(lists).payload).toMatchObject({
      proposed_actions: [{ payload: { item: { name: 'milk', list_id: 'home' } } }],
    })
  })

  it('is the default of several', () => {
    expect(decided(both, { default_list_id: 'diy' }).payload).toMatchObject({
      proposed_actions: [{ payload: { item: { name: 'milk', list_id: 'diy' } } }],
    })
  })

  it.each([
    ['several lists', both, undefined],
    ['a default that is none of them', both, { default_list_id: 'gone' }],
  ])('is asked for with %s, naming them', (_, some, defaults) => {
    expect(decided(some, defaults)).toMatchObject({
      action: 'clarify',
      payload: { missing_fields: ['item.list_id'], options: ['Home', 'DIY'] },
    })
  })

  it('is asked for where there is no list', () => {
    const { action, payload } = decided([])
    expect(action).toBe('clarify')
    expect(payload).not.toHaveProperty('options')
  })
})
