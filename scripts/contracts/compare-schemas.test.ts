import { describe, expect, it } from 'vitest'
import { type Change, type JsonObject, compareSchemas } from './compare-schemas.ts'
import { parseVersion, requiredBump, satisfies } from './required-bump.ts'

const base: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['a'],
  properties: {
    a: { type: 'string', minLength: 1, maxLength: 9 },
    b: { enum: ['x', 'y'] },
    c: { type: 'array', items: { $ref: '#/$defs/c' } },
  },
  $defs: { c: { type: 'number', minimum: 0 } },
}
const withA = (a: JsonObject): JsonObject => ({ ...base, properties: { ...props, a } })
const props: JsonObject = {
  a: { type: 'string', minLength: 1, maxLength: 9 },
  b: { enum: ['x', 'y'] },
  c: { type: 'array', items: { $ref: '#/$defs/c' } },
}

describe('comparing two contracts', () => {
  it.each<[string, JsonObject, readonly string[]]>([
    ['nothing changed', base, []],
    ['another title', { ...base, title: 'T' }, []],
    ['a key more', { ...base, properties: { ...props, d: { type: 'string' } } }, ['wider']],
    [
      'a key less',
      { ...base, properties: { a: props['a'] ?? null, b: props['b'] ?? null } },
      ['narrower'],
    ],
    ['a key more required', { ...base, required: ['a', 'b'] }, ['narrower']],
    ['a key less required', { ...base, required: [] }, ['wider']],
    [
      'a value more',
      { ...base, properties: { ...props, b: { enum: ['x', 'y', 'z'] } } },
      ['wider'],
    ],
    [
      'a value less',
      { ...base, properties: { ...props, b: { const: 'x' } } },
      ['narrower', 'narrower'],
    ],
    ['a longer text', withA({ type: 'string', minLength: 1, maxLength: 10 }), ['wider']],
    ['a shorter text', withA({ type: 'string', minLength: 2, maxLength: 9 }), ['narrower']],
    [
      'a format',
      withA({ type: 'string', minLength: 1, maxLength: 9, format: 'uri' }),
      ['narrower'],
    ],
    ['null allowed', withA({ type: ['string', 'null'], minLength: 1, maxLength: 9 }), ['wider']],
    ['unknown keys allowed', { ...base, additionalProperties: true }, ['other']],
    ['behind a reference', { ...base, $defs: { c: { type: 'number', minimum: 1 } } }, ['narrower']],
    [
      'the reference written out',
      {
        ...base,
        properties: { ...props, c: { type: 'array', items: { type: 'number', minimum: 0 } } },
      },
      [],
    ],
    ['a keyword it does not know', { ...base, unevaluatedProperties: false }, ['narrower']],
  ])('%s: %#', (_, changed, kinds) => {
    expect(compareSchemas(base, changed).map(({ kind }) => kind)).toEqual(kinds)
  })

  it('points at the place', () => {
    const changed = { ...base, $defs: { c: { type: 'number', minimum: 1 } } }
    expect(compareSchemas(base, changed)).toEqual([
      { pointer: '/properties/c/items/minimum', kind: 'narrower', what: 'minimum 0 became 1' },
    ])
  })
})

function change(kind: Change['kind']): readonly Change[] {
  return [{ pointer: '', kind, what: '' }]
}

describe('the version that a change asks for', () => {
  it.each([
    ['wider', 'input', 'minor'],
    ['narrower', 'input', 'major'],
    ['wider', 'output', 'major'],
    ['narrower', 'output', 'minor'],
    ['other', 'input', 'major'],
    ['other', 'output', 'major'],
  ] as const)('%s %s: %s', (kind, direction, bump) => {
    expect(requiredBump(change(kind), direction)).toBe(bump)
    expect(requiredBump([], direction)).toBe('none')
  })

  it.each([
    ['1.2.3', '1.2.3', 'none', true],
    ['1.2.3', '1.2.2', 'none', false],
    ['1.2.3', '1.2.4', 'minor', false],
    ['1.2.3', '1.3.0', 'minor', true],
    ['1.2.3', '1.3.0', 'major', false],
    ['1.2.3', '2.0.0', 'major', true],
  ] as const)('%s to %s for %s: %s', (from, to, bump, ok) => {
    const [released, current] = [parseVersion(from), parseVersion(to)]
    if (released === undefined || current === undefined) throw new Error('no version')
    expect(satisfies(released, current, bump)).toBe(ok)
  })

  it.each(['', '1', '1.2', 'v1.2.3', '01.2.3', '1.2.3-rc'])('is not %j', (text) => {
    expect(parseVersion(text)).toBeUndefined()
  })
})
