import type { Phrases } from './phrases.js'
import { skip, skipBack } from './phrases.js'
import { type Reading, missing, unclear } from './reading.js'
import { isVagueGoods, splitItems } from './split-items.js'
import type { Utterance } from './utterance.js'

/** The words with which a language wishes to buy something. */
export type PurchaseWords = {
  readonly address: Phrases
  readonly purchases: Phrases
  /** Words that may mean an order to a shop or a mere statement. */
  readonly orders: Phrases
  readonly tails: Phrases
  readonly notBought: ReadonlySet<string>
}

/**
 * Reads "we need to buy milk": a wish to buy plain things, and nothing else. Undefined if the text is
 * none; unclear if it might be an errand of another kind. Where the command has no list there is
 * nothing to put them on, so it asks.
 */
export function readPurchase(
  utterance: Utterance,
  { address, purchases, orders, tails, notBought }: PurchaseWords,
  hasList: boolean,
): Reading | undefined {
  const { words } = utterance
  if (words.at(-1) === '?') return undefined
  const start = skip(address, words, 0, words.length)
  const length = purchases(words, start, words.length)
  if (length === 0)
    return isOrder(utterance, orders, address, notBought) ? unclear(missing.list) : undefined
  const from = skip(tails, words, start + length, words.length)
  const span = { from, to: skipBack(tails, words, from, words.length) }
  if (span.to <= span.from || isVagueGoods(utterance, span)) return unclear(missing.item)
  const isPlain =
    span.to - span.from <= 10 && !words.slice(from, span.to).some((word) => notBought.has(word))
  const items = isPlain ? splitItems(utterance, span) : undefined
  if (items === undefined || items.some((item) => item.name.split(' ').length > 4))
    return unclear(missing.intent)
  return hasList ? { kind: 'add_items', items } : unclear(missing.list)
}

/** A short order for plain things, about which it is worth asking. */
function isOrder(
  utterance: Utterance,
  orders: Phrases,
  address: Phrases,
  notBought: ReadonlySet<string>,
): boolean {
  const { words } = utterance
  const start = skip(address, words, 0, words.length)
  const length = orders(words, start, words.length)
  const span = { from: start + length, to: words.length }
  const isPlain = length > 0 && !words.slice(span.from).some((word) => notBought.has(word))
  return isPlain && splitItems(utterance, span) !== undefined
}
