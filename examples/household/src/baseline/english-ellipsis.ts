import * as english from './english-vocabulary.js'
import type { ListMention } from './list-mention.js'
import { skip, wordSet } from './phrases.js'
import { areGoods } from './goods/are-goods.js'
import type { Span, Utterance } from './utterance.js'
import { nothing, things, type Wanted } from './wanted.js'

/** "milk to the shopping list": nothing but things and the list they should go to. */
export function elliptic(
  utterance: Utterance,
  object: Span,
  preposition: string,
  mention: ListMention,
): Wanted {
  const { words } = utterance
  const isInto =
    preposition === 'to' ||
    preposition === 'onto' ||
    // "plums on the list" may tell where they are.
    (preposition === 'on' && isAddressed(words) && areGoods(utterance, object))
  const isAll = skip(english.tails, words, mention.to, words.length) >= words.length
  return isInto && isThing(words, object) && isAll && mention.of.kind === 'shopping'
    ? things(object)
    : nothing
}

function isAddressed(words: readonly string[]): boolean {
  return words.some((word) => addressing.has(word)) && words.at(-1) !== '?'
}
const addressing = wordSet('please plz pls alexa google siri olly computer cortana pda')

/** A few words of which none is a verb that says something else than "add". */
function isThing(words: readonly string[], { from, to }: Span): boolean {
  const first = words[from] ?? ''
  if (to - from > 4 || moving.has(first) || english.commandVerbs.has(first)) return false
  return !words.slice(from, to).some((word) => english.addVerbs.has(word) || refusals.has(word))
}

const moving = wordSet(
  'navigate switch move return jump scroll skip go take listen subscribe share forward email back change proceed',
)
const refusals = wordSet("never no not stop quit avoid don't dont")
