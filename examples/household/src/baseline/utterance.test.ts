import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lowerText, originalText, toUtterance } from './utterance.js'

/** What the scanner does, said as a regular expression. */
const wordOrMark = /[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}'’`%&./-]*[\p{L}\p{N}\p{M}%])?|[,;:.!?]/gu

describe('cutting a text into words', () => {
  it.each([
    ["Add Ben & Jerry's, 2% milk.", ['add', 'ben', "jerry's", ',', '2%', 'milk', '.']],
    ['7-up/dr.pepper?', ['7-up/dr.pepper', '?']],
    ['it’s Ёлка-', ["it's", 'елка']],
    ['(wow) “so”', ['wow', 'so']],
    ['', []],
  ])('%j', (text, words) => {
    expect(toUtterance(text).words).toEqual(words)
  })

  it('agrees with the expression on any text', () => {
    const some = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc
        .array(
          fc.constantFrom(
            'a',
            'Я',
            'ё',
            "'",
            '’',
            '`',
            '%',
            '&',
            '.',
            '-',
            '/',
            ',',
            ' ',
            '1',
            '\u0301',
            '🥛',
            '中',
          ),
        )
        .map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(some, (raw) => {
        const { lower, words, starts, ends } = toUtterance(raw)
        const found = [...lower.matchAll(wordOrMark)]
        expect(starts).toEqual(found.map(({ index }) => index))
        expect(ends).toEqual(found.map(({ index, 0: word }) => index + word.length))
        expect(words).toHaveLength(found.length)
      }),
      { numRuns: 2000 },
    )
  })

  it('gives back spans as they stand, without marks at their ends', () => {
    const utterance = toUtterance('Add: Ben & Jerry, please!')
    expect(lowerText(utterance, { from: 1, to: 5 })).toBe('ben & jerry')
    expect(originalText(utterance, { from: 1, to: 5 })).toBe('Ben & Jerry')
    expect(lowerText(utterance, { from: 4, to: 5 })).toBe('')
  })
})
