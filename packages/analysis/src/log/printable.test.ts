import { describe, expect, it } from 'vitest'
import { printable } from './printable.js'

describe('printable', () => {
  it.each([
    ['a terminal sequence', 'a\u001b[2Jb', 'a\u{FFFD}[2Jb'],
    ['an override of the reading direction', '\u202Egnp.exe', '\u{FFFD}gnp.exe'],
    ['half a character', 'a\uD800', 'a\u{FFFD}'],
    ['carriage return and null', 'a\r\u0000', 'a\u{FFFD}\u{FFFD}'],
  ])('replaces %s', (_, text, expected) => {
    expect(printable(text)).toBe(expected)
  })

  it('leaves words, line ends and right-to-left letters alone', () => {
    const text = 'один\n\tשלום 😀 – 5 %'
    expect(printable(text)).toBe(text)
  })
})
