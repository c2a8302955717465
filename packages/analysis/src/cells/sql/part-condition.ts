import { commonWords, ownName, wordShape } from '@partial-trust/core'
import type { Dialect } from './dialect.js'

/** Whether a key of a summary and its text are a word of a corridor's closed list: the core's `partOf`. */
export function partCondition(matches: Dialect['matches']): (key: string, word: string) => string {
  const common = [...commonWords].map((name) => `'${name}'`).join(', ')
  return (key, word) =>
    `${key} NOT IN (${common}) AND ${matches(key, unanchored(ownName))} AND ${matches(word, unanchored(wordShape))}`
}

/** The source of a pattern as every engine reads it: no anchors, no backslash. */
export function unanchored({ source }: RegExp): string {
  return source.replace(/^\^|\$$/gu, '').replaceAll('\\w', 'A-Za-z0-9_')
}
