import type { ShoppingList } from '../household-command.js'
import { readEnglish } from './read-english.js'
import { readRussian } from './read-russian.js'
import { type Reading, missing, unclear } from './reading.js'
import { toUtterance } from './utterance.js'

/** Longer texts are not single commands: they are asked about and never acted on. UTF-16 units. */
export const longestText = 500

const cyrillic = /\p{Script=Cyrillic}/u

/** Reads a text in English or Russian. Time and memory grow with the text's length alone. */
export function readText(text: string, lists: readonly ShoppingList[]): Reading {
  if (text.length > longestText) return unclear(missing.intent)
  const read = cyrillic.test(text) ? readRussian : readEnglish
  return read(toUtterance(text), lists)
}
