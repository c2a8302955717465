import { isRecord } from '@partial-trust/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.js'

/** As it was written at first; hashes in stores rest on every byte of it. */
function asEver(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isRecord(inner)
      ? Object.fromEntries(
          Object.keys(inner)
            .toSorted()
            .map((key) => [key, inner[key]]),
        )
      : inner,
  )
}

describe('canonical JSON', () => {
  it('is what it always was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(value)).toBe(asEver(value))
      }),
    )
  })

  it.each([
    { b: 1, a: { 10: 'ten', 9: 'nine', '01': 'one', x: undefined } },
    [undefined, { at: new Date(0) }, [], {}, -0, 1e21, '\u2028"\uD800'],
    JSON.parse('{"__proto__":{"b":1,"a":2},"a":null}'),
    null,
  ])('is what it always was for %j', (value) => {
    expect(canonicalJson(value)).toBe(asEver(value))
  })
})
