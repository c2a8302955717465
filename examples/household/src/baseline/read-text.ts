import type { ShoppingList } from '../household-command.js'
import { readEnglish } from './read-english.js'
import { readRussian } from './read-russian.js'
import { type Reading, missing, unclear } from './reading.js'
import { isAscii, toUtterance } from './utterance.js'

/** Longer texts are not single commands: they are asked about and never acted on. UTF-16 units. */
export const longestText = 500

const cyrillic = /\p{Script=Cyrillic}/u

/**
 * Reads a text in English or Russian. Time and memory grow with the text's length alone.
 *
 * @param lists The lists of whoever speaks.
 * @param isListChosen Whether it is clear which list is meant where none is named; by default, if there is only one.
 */
export function readText(
  text: string,
  lists: readonly ShoppingList[],
  isListChosen: boolean = lists.length === 1,
): Reading {
  if (text.length > longestText) return unclear(missing.intent)
  const read = !isAscii(text) && cyrillic.test(text) ? readRussian : readEnglish
  return read(toUtterance(text), { all: lists, isChosen: isListChosen })
}
