import type { ShoppingItem } from '../household-decision.js'
import type { Phrases } from './phrases.js'
import { skip, skipBack } from './phrases.js'
import { type Reading, missing, unclear } from './reading.js'
import { isVagueGoods, splitItems } from './split-items.js'
import type { Span, Utterance } from './utterance.js'

/** How a thing can be wished for where no list is named. The first two name goods of any kind. */
export const wishKinds = ['purchase', 'need', 'add', 'get', 'doubtful'] as const
/**
 * `purchase`: to buy; `need`: to have in the house; `add` and `get`: words that are as often about
 * something else; `doubtful`: not acted on but asked about, such as "we ran out of".
 */
type WishKind = (typeof wishKinds)[number]

/** The words with which a language wishes to have a thing without naming a list. */
export type PurchaseWords = {
  /** What may stand before the wish and says nothing about it. */
  readonly leads: Phrases
  /** Such leads that make an order of a sentence with a question mark: "could you". */
  readonly requests: ReadonlySet<string>
  /** Such leads that leave it open whether anything is wished: "i think". */
  readonly hedges: Phrases
  readonly wishes: Readonly<Record<WishKind, Phrases>>
  /** Wishes that follow what is wished, and the words with which one of them ends. */
  readonly needsAfter: { readonly phrases: Phrases; readonly lastWords: ReadonlySet<string> }
  readonly tails: Phrases
  /** Words of which one shows that no household's purchase is meant. */
  readonly notBought: ReadonlySet<string>
  /** Whether a name is that of a thing that households buy; `anyKind` lets unknown words say of what kind. */
  readonly isGoods: (name: string, anyKind: boolean) => boolean
  /** Whether the words ask for a thing to be had at once, as "i need a coffee" does. */
  readonly isServed: (
    words: readonly string[],
    wish: Wish,
    items: readonly ShoppingItem[],
  ) => boolean
}

export type Wish = {
  readonly kind: WishKind
  /** Where the words of the wish begin. */
  readonly said: number
  /** The words for what is wished. */
  readonly object: Span
}

/**
 * Reads "buy milk" and "we need bread and eggs": a wish, things that households buy, and nothing
 * else. What is not known to be such a thing is asked about at most, and so is everything where it
 * is open which list is meant. Undefined if the text is no such wish.
 */
export function readPurchase(
  utterance: Utterance,
  language: PurchaseWords,
  isListKnown: boolean,
): Reading | undefined {
  const { words } = utterance
  const start = skip(language.leads, words, 0, words.length)
  const from = skip(language.hedges, words, start, words.length)
  const wish = wishAt(words, from, language)
  if (wish === undefined || isQuestion(words, start, language)) return undefined
  const { kind, object } = wish
  if (isVagueGoods(utterance, object)) {
    return kind === 'purchase' ? unclear(missing.item) : undefined
  }
  const isPlain = !words.slice(object.from, object.to).some((word) => language.notBought.has(word))
  const items = isPlain ? splitItems(utterance, object) : undefined
  if (items === undefined) return kind === 'purchase' ? unclear(missing.intent) : undefined
  const anyKind = kind === 'purchase' || kind === 'need'
  if (!items.every(({ name }) => language.isGoods(name, anyKind))) {
    return kind === 'get' ? undefined : unclear(missing.list)
  }
  const isDoubtful = kind === 'doubtful' || from > start || quotes.test(utterance.text)
  if (isDoubtful || language.isServed(words, wish, items)) return unclear(missing.intent)
  return isListKnown ? { kind: 'add_items', items } : unclear(missing.list)
}

/** What is quoted was said by somebody else. */
const quotes = /["“”„«»]/

function wishAt(words: readonly string[], from: number, language: PurchaseWords): Wish | undefined {
  let kind: WishKind | undefined
  let longest = 0
  for (const some of wishKinds) {
    const length = language.wishes[some](words, from, words.length)
    if (length > longest) [kind, longest] = [some, length]
  }
  if (kind !== undefined) {
    const end = skipBack(language.tails, words, from + longest, words.length)
    const start = skip(language.tails, words, from + longest, end)
    return { kind, said: from, object: { from: start, to: end } }
  }
  // Most texts are no wish at all: the search from the end is left out where it cannot find one.
  if (!words.some((word) => language.needsAfter.lastWords.has(word))) return undefined
  const end = skipBack(language.tails, words, from, words.length)
  const said = skipBack(language.needsAfter.phrases, words, from, end)
  return said < end && said > from ? { kind: 'need', said, object: { from, to: said } } : undefined
}

/** "could you buy milk?" is none. */
function isQuestion(words: readonly string[], start: number, { requests }: PurchaseWords): boolean {
  return words.at(-1) === '?' && !words.slice(0, start).some((word) => requests.has(word))
}
