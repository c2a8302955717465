import * as russian from './russian-vocabulary.js'
import type { ListMention } from './list-mention.js'
import { skip, wordSet } from './phrases.js'
import { pointsAt, stripped } from './russian-pointing.js'
import { isMark, type Span } from './utterance.js'
import { more, nothing, things, type Wanted, unnamed } from './wanted.js'

/** "в список покупок добавь …", "открой список и добавь …", "список покупок: …". */
export function afterList(words: readonly string[], from: number, isWished: boolean): Wanted {
  if (words[from] === ':') return listed(words, from)
  const at = skip(russian.leadIns, words, from, words.length)
  if (russian.addVerbs.has(words[at] ?? '')) return listed(words, at + 1)
  const length =
    russian.duties(words, at, words.length) ||
    (isWished ? russian.states(words, at, words.length) : 0)
  return length > 0 ? listed(words, at + length) : nothing
}

export function listed(words: readonly string[], start: number): Wanted {
  let from = start
  while (from < words.length && isMark(words[from])) from += 1
  let end = from
  while (end < words.length && !isEnd(words, end)) end += 1
  const object = stripped(words, from, end)
  if (pointsAt(words, object)) return unnamed
  return onlyAfterthought(words, end) ? things(object) : more
}

function isEnd(words: readonly string[], at: number): boolean {
  const word = words[at] ?? ''
  if (word === '.' || word === ';' || word === '!' || word === '?') return true
  if (word === ',' && reasonStarts.has(words[at + 1] ?? '')) return true
  return clauseEnders.has(word) || (word === 'так' && words[at + 1] === 'как')
}

/** ", он закончился" */
const reasonStarts = wordSet('он она оно они у мы я так потому')

const clauseEnders = wordSet('если потому ведь чтобы когда пока поскольку')

export function withTail(words: readonly string[], object: Span, mention: ListMention): Wanted {
  if (pointsAt(words, object)) return unnamed
  let at = skip(russian.tails, words, mention.to, words.length)
  if (at >= words.length || onlyAfterthought(words, at)) {
    const second = skip(russian.leadIns, words, at, words.length)
    if (!russian.addVerbs.has(words[second] ?? '')) return things(object)
  }
  at = skip(russian.leadIns, words, at, words.length)
  const isMore = russian.addVerbs.has(words[at] ?? '')
  const joins = words[at - 1] === 'и' || words[at - 1] === 'еще'
  if (!isMore && !joins) return more
  const rest = listed(words, isMore ? at + 1 : at)
  const isThing = rest.kind === 'things' && rest.spans.every((span) => span.to - span.from <= 4)
  return isThing && rest.kind === 'things' ? things(object, ...rest.spans) : more
}

function onlyAfterthought(words: readonly string[], from: number): boolean {
  let at = from
  while (at < words.length && isMark(words[at])) at += 1
  return at >= words.length || russian.afterthoughts.has(words[at] ?? '')
}
