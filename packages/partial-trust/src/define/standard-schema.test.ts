import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { check, parseWith, type Schema } from './standard-schema.js'

/** A schema of a library that answers so, whatever the types say. */
function answering(answer: unknown): Schema<unknown> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is tried here
  const validate = (() => answer) as Schema<unknown>['~standard']['validate']
  return { '~standard': { version: 1, vendor: 'test', validate } }
}

describe('a schema', () => {
  it.each<[string, () => unknown]>([
    ['a promise', () => Promise.resolve({ value: 1 })],
    ['a promise that rejects', () => Promise.reject(new Error('later'))],
    // oxlint-disable-next-line unicorn/no-thenable -- what is tried here
    ['a promise of another library', () => ({ then() {}, catch() {} })],
    ['nothing', () => undefined],
    ['a number', () => 7],
  ])('is no yes where it answers with %s', (_, answer) => {
    expect(() => check(answering(answer()), 1)).toThrow(TypeError)
  })

  it.each<[string, unknown]>([
    ['no message', [{}]],
    ['no path', [{ message: 'no', path: null }]],
    ['a path of odd parts', [{ message: 'no', path: [{ key: Symbol('s') }, null, 1] }]],
    ['no issues at all', []],
  ])('says no where its issues have %s', (_, issues) => {
    expect(parseWith(answering({ issues }), 1).kind).toBe('unparsable')
  })
})

describe('what a caller hears of a value that is refused', () => {
  const canary = 'Ana Maria'
  it.each<[string, unknown, string]>([
    ['in quotes that the value breaks', { a: `x" ${canary} "y` }, `received "x" ${canary} "y"`],
    ['in other quotes', { a: `it's ${canary}` }, `was 'it's ${canary}'`],
    ['in backticks', { a: canary }, `was \`${canary}\``],
    ['without any', { a: canary }, `${canary} is no address`],
  ])('does not hold it where the library repeats it %s', (_, value, message) => {
    const found = check(answering({ issues: [{ message, path: ['a'] }] }), value)
    expect(JSON.stringify(found)).not.toContain(canary)
    expect(found).toMatchObject({ problems: [{ pointer: '/a' }] })
  })

  it('tells what is wrong with it', () => {
    const found = check(z.object({ a: z.string() }), { a: 1 })
    expect(JSON.stringify(found)).toContain('expected string')
  })
})
