import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { every } from '@partial-trust/core'
import { validateDecision } from './contracts/validation.js'
import { householdCorridor } from './household-corridor.js'
import { aCommand, aDecision, someIds } from './household.fixture.js'

const lists = [
  { list_id: 'weekly', name: 'Weekly' },
  { list_id: 'diy', name: 'DIY' },
]
const command = aCommand({ shopping_lists: lists })
const baseline = aDecision(command)

const [firstRule, ...otherRules] = householdCorridor.rules
const rules = every(firstRule ?? (() => ({ kind: 'accept' })), ...otherRules)

function isAccepted(value: unknown): boolean {
  const parsed = householdCorridor.parse(value)
  return parsed.kind === 'parsed' && rules({ ...parsed, command, baseline }).kind === 'accept'
}

const good = { intent: 'add_shopping_item', items: [{ name: 'milk' }], confidence: 0.9 }
const word = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((s) => s.trim() !== '')
const goodItem = fc.record(
  {
    name: word,
    quantity: word,
    unit: word,
    list_id: fc.constantFrom('weekly', 'diy', null),
  },
  { requiredKeys: ['name'] },
)
const goodCandidate = fc.record(
  {
    intent: fc.constant('add_shopping_item'),
    items: fc.array(goodItem, { minLength: 1, maxLength: 20 }),
    confidence: fc.double({ min: 0.6, max: 1, noNaN: true }),
  },
  { requiredKeys: ['intent', 'items'] },
)

describe('parsing and judging a candidate', () => {
  it('never throws, whatever the value', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        (value) => {
          expect(() => isAccepted(value)).not.toThrow()
          expect(() => isAccepted({ ...good, items: [value] })).not.toThrow()
          expect(() => isAccepted({ ...good, items: [{ name: value }] })).not.toThrow()
          expect(() => isAccepted({ ...good, confidence: value })).not.toThrow()
        },
      ),
    )
  })

  it('survives depth and size', () => {
    let deep: unknown = 'x'
    for (let level = 0; level < 100_000; level += 1) deep = [deep]
    expect(isAccepted({ ...good, items: [{ name: deep }] })).toBe(false)
    expect(isAccepted({ ...good, items: deep })).toBe(false)
    expect(isAccepted({ ...good, items: [{ name: 'x'.repeat(5_000_000) }] })).toBe(false)
    expect(isAccepted({ ...good, items: Array.from({ length: 21 }, () => ({ name: 'x' })) })).toBe(
      false,
    )
  })

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'price', ''])(
    'refuses the unknown key %j in an item and beside the items',
    (key) => {
      // JSON.parse makes `__proto__` an ordinary own key, as an answer over the wire would.
      const extra = `${JSON.stringify(key)}:"x"`
      const inItem = `{"intent":"add_shopping_item","items":[{"name":"milk",${extra}}]}`
      const beside = `{"intent":"add_shopping_item","items":[{"name":"milk"}],${extra}}`
      expect(isAccepted(JSON.parse(inItem))).toBe(false)
      expect(isAccepted(JSON.parse(beside))).toBe(false)
    },
  )

  it('refuses symbols, inherited keys and getters that throw', () => {
    expect(isAccepted({ ...good, items: [{ name: 'milk', [Symbol('x')]: 'y' }] })).toBe(false)
    expect(isAccepted({ ...good, [Symbol('x')]: 'y' })).toBe(false)
    expect(isAccepted({ ...good, items: [Object.create({ name: 'milk' })] })).toBe(false)
    expect(isAccepted(Object.create(good))).toBe(false)
    const trap = {
      get intent(): string {
        throw new Error('boom')
      },
    }
    expect(isAccepted(good)).toBe(true)
    expect(isAccepted(trap)).toBe(false)
  })

  it.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -1,
    0.59,
    1.0000001,
    95,
    '0.9',
    true,
    [],
    {},
    0.6 - 1e-9,
  ])('refuses the confidence %j', (confidence) => {
    expect(isAccepted({ ...good, confidence })).toBe(false)
  })

  it.each([undefined, null, 0.6, 0.61, 1])('accepts the confidence %j', (confidence) => {
    expect(isAccepted({ ...good, confidence })).toBe(true)
  })

  it.each(['quantity', 'unit', 'name'])('refuses a null, number or blank as %s', (key) => {
    for (const value of [null, 1, '', ' \t\n', ['x'], { x: 'y' }]) {
      expect(isAccepted({ ...good, items: [{ name: 'milk', [key]: value }] })).toBe(false)
    }
  })

  it('accepts any candidate of the right form, and its decision fits the contract', () => {
    fc.assert(
      fc.property(goodCandidate, (value) => {
        const parsed = householdCorridor.parse(value)
        if (parsed.kind === 'unparsable') throw new Error(parsed.problems)
        expect(rules({ ...parsed, command, baseline })).toEqual({ kind: 'accept' })
        const decision = householdCorridor.decide(parsed.candidate, command, baseline, someIds)
        expect(validateDecision(decision)).toMatchObject({ kind: 'valid' })
        const reading = householdCorridor.readBaseline(decision, command)
        expect(reading.executes).toBe(true)
        expect(reading.summary.action_count).toBe(value.items.length)
      }),
    )
  })

  it('never tells the model more than what is wrong and where: no value comes back', () => {
    const parsed = householdCorridor.parse({ intent: 'CANARY', items: ['CANARY'], CANARY: 1 })
    expect(JSON.stringify(parsed)).not.toContain('CANARY')
  })
})

describe('the decision of an accepted candidate', () => {
  it('puts items without a list where the baseline would', () => {
    const withDefault = {
      ...command,
      context: { ...command.context, defaults: { default_list_id: 'diy' } },
    }
    const parsed = householdCorridor.parse({
      ...good,
      items: [
        { name: ' milk ' },
        { name: 'nails', list_id: 'weekly' },
        { name: 'x', list_id: null },
      ],
    })
    if (parsed.kind === 'unparsable') throw new Error(parsed.problems)
    const decision = householdCorridor.decide(parsed.candidate, withDefault, baseline, someIds)
    expect(decision.payload).toMatchObject({
      job_type: 'add_shopping_item',
      proposed_actions: [
        { payload: { item: { name: 'milk', list_id: 'diy' }, idempotency_key: 'cmd-1:0' } },
        { payload: { item: { name: 'nails', list_id: 'weekly' }, idempotency_key: 'cmd-1:1' } },
        { payload: { item: { name: 'x', list_id: 'diy' }, idempotency_key: 'cmd-1:2' } },
      ],
    })
  })
})
