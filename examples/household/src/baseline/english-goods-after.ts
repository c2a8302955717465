import * as english from './english-vocabulary.js'
import { areGoods } from './goods/are-goods.js'
import { skipBack } from './phrases.js'
import type { Utterance } from './utterance.js'
import { nothing, things, type Wanted } from './wanted.js'

/** "shopping list, ramen": nothing but things that households buy. */
export function goodsAfter(utterance: Utterance, from: number): Wanted {
  const { words } = utterance
  const span = { from, to: skipBack(english.tails, words, from, words.length) }
  return words.at(-1) !== '?' && span.to > from && areGoods(utterance, span)
    ? things(span)
    : nothing
}
