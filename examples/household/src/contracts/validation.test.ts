import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aCommand } from '../household.fixture.js'
import { commandSchema } from './command-schema.js'
import { decisionSchema } from './decision-schema.js'
import { validateCommand } from './validation.js'

const full = {
  ...aCommand({
    household_id: 'h1',
    members: [{ user_id: 'u1', display_name: 'Ann', role: 'adult', workload_score: 0.5 }],
    zones: [{ zone_id: 'z1', name: 'Kitchen' }],
    shopping_lists: [{ list_id: 'l1', name: 'Weekly' }],
  }),
}
const context = {
  ...full.context,
  defaults: { default_assignee_id: 'u1', default_list_id: 'l1' },
  policies: { quiet_hours: '22:00-07:00', max_open_tasks_per_user: 5 },
}

describe('the contracts', () => {
  it.each([commandSchema, decisionSchema])(
    'are JSON Schema 2020-12, read strictly: $title',
    (schema) => {
      const ajv = new Ajv2020({ strict: true })
      addFormats.default(ajv)
      expect(ajv.validateSchema(schema), JSON.stringify(ajv.errors)).toBe(true)
      expect(() => ajv.compile(schema)).not.toThrow()
    },
  )
})

describe('the contract of the command', () => {
  it('takes the least and the most a command can hold', () => {
    expect(validateCommand(aCommand()).kind).toBe('valid')
    expect(validateCommand({ ...full, context }).kind).toBe('valid')
  })

  it.each([
    ['a missing key', { ...full, text: undefined }, '/text'],
    ['an unknown key', { ...full, extra: 1 }, ''],
    ['no capability', { ...full, capabilities: [] }, '/capabilities'],
    ['an unknown capability', { ...full, capabilities: ['fly'] }, '/capabilities/0'],
    ['a day that does not exist', { ...full, timestamp: '2026-02-30T00:00:00Z' }, '/timestamp'],
    ['a time without zone', { ...full, timestamp: '2026-02-03T00:00:00' }, '/timestamp'],
    ['a number as text', { ...full, text: 5 }, '/text'],
    [
      'no member',
      { ...full, context: { household: { members: [] } } },
      '/context/household/members',
    ],
    [
      'an unknown key far inside',
      { ...full, context: { household: { members: [{ user_id: 'u', age: 3 }] } } },
      '/context/household/members/0',
    ],
    ['no household', { ...full, context: {} }, '/context/household'],
    ['a list', [full], ''],
    ['nothing', null, ''],
  ])('refuses %s and points at it', (_, value, pointer) => {
    const json: unknown = JSON.parse(JSON.stringify(value))
    expect(validateCommand(json)).toMatchObject({ kind: 'invalid', problems: [{ pointer }] })
  })

  it('refuses __proto__ as any other unknown key', () => {
    const text = JSON.stringify(full).replace('{', '{"__proto__":{},')
    expect(validateCommand(JSON.parse(text)).kind).toBe('invalid')
  })

  it('never repeats what the input holds, keys included', () => {
    fc.assert(
      fc.property(
        fc.object({ maxDepth: 3 }),
        fc.constantFrom(...Object.keys(full)),
        (value, key) => {
          const canary = { ...value, canaryKey: 'canaryValue' }
          const input = { ...full, [key]: canary, canaryKey: 'canaryValue' }
          const result = validateCommand(input)
          expect(result.kind).toBe('invalid')
          expect(JSON.stringify({ ...result })).not.toMatch(/canary/)
        },
      ),
    )
  })
})
