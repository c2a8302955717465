import { describe, expect, it } from 'vitest'
import { copyOf } from './copy-of.js'

class Money {
  cents = 1
}

const symbol = Symbol('hidden')

describe('a copy', () => {
  it.each<[string, object, (copy: never) => unknown]>([
    ['an object', { a: 1 }, (copy: { a: number }) => (copy.a = 2)],
    ['an object without a prototype', nothingBelow(), (copy: { a: number }) => (copy.a = 2)],
    ['a list in a list', { a: [[1]] }, (copy: { a: number[][] }) => copy.a[0]?.push(2)],
    ['a date', { a: new Date(0) }, (copy: { a: Date }) => copy.a.setTime(1)],
    ['a map', new Map([['a', { b: 1 }]]), (copy: Map<string, { b: number }>) => spoil(copy)],
    ['a set', { a: new Set([1]) }, (copy: { a: Set<number> }) => copy.a.add(2)],
    ['bytes', { a: new Uint8Array([1]) }, (copy: { a: Uint8Array }) => copy.a.fill(2)],
    ['numbers', { a: new Float64Array([1]) }, (copy: { a: Float64Array }) => copy.a.fill(2)],
    ['a key named __proto__', JSON.parse('{"__proto__":{"a":1}}'), (copy: object) => dig(copy)],
    ['what a symbol names', { [symbol]: { a: 1 } }, (copy: object) => dig(copy)],
  ])('of %s can be changed, and the original stays', (_, original, change) => {
    const before = structuredCloneOf(original)
    const copy = copyOf(original)
    if (!(symbol in original)) expect(copy).toEqual(original)
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each row's function takes its own original
    change(copy as never)
    expect(structuredCloneOf(original)).toEqual(before)
  })

  it('keeps what is one object one, circles too, however many there are', () => {
    const shared = { a: 1 }
    const original: Record<string, unknown> = { one: shared, other: shared }
    original['self'] = original
    original['many'] = Array.from({ length: 40 }, () => ({ shared, original }))
    const copy = copyOf(original)
    expect(copy['one']).toBe(copy['other'])
    expect(copy['self']).toBe(copy)
    expect(copy['many']).toEqual(original['many'])
    expect(Reflect.get(Object(copy['many']), '39')).toMatchObject({ shared: copy['one'] })
    expect(copy['one']).not.toBe(shared)
  })

  it('hands instances of classes over as they are', () => {
    const money = new Money()
    expect(copyOf({ money }).money).toBe(money)
  })

  it('does not go through a list that is all holes', () => {
    const holes: number[] = []
    holes[4_294_967_290] = 1
    expect(() => copyOf({ holes })).toThrow(RangeError)
  })
})

function nothingBelow(): object {
  return Object.assign(Object.create(null), { a: 1 })
}

function spoil(map: Map<string, { b: number }>): void {
  const held = map.get('a')
  if (held !== undefined) held.b = 2
  map.delete('a')
}

/** Changes whatever can be reached through keys of any kind. */
function dig(object: object): void {
  for (const key of Reflect.ownKeys(object)) {
    const held: unknown = Object.getOwnPropertyDescriptor(object, key)?.value
    if (typeof held === 'object' && held !== null) Reflect.set(held, 'a', 2)
  }
}

function structuredCloneOf(value: object): unknown {
  return Reflect.ownKeys(value).length === 0 || !(symbol in value)
    ? structuredClone(value)
    : structuredClone(value[symbol])
}
