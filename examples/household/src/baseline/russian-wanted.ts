import type { ListMention } from './list-mention.js'
import { phrases, skip, skipBack, wordSet } from './phrases.js'
import * as russian from './russian-vocabulary.js'
import { type Span, type Utterance, isMark } from './utterance.js'
import { type Wanted, more, nothing, things, unnamed } from './wanted.js'

/** Finds what a Russian sentence wants on the list that it mentions. Word order is free. */
export function russianWanted({ words }: Utterance, mention: ListMention): Wanted {
  if (takesAway(words, mention)) {
    return words.some((word) => russian.addVerbs.has(word)) ? more : nothing
  }
  const from = skip(russian.leadIns, words, 0, mention.from)
  const { to, preposition } = beforeList(words, from, mention.from)
  if (preposition === undefined && from < to && !openers(words, from)) return nothing
  const first = words[from] ?? ''
  if (russian.addVerbs.has(first)) return afterVerb(words, from + 1, to, mention)
  if (
    from >= to ||
    from + russian.wishes(words, from, to) === to ||
    (wordsOfWish.has(words[from] ?? '') && to - from === 1)
  ) {
    return afterList(words, mention.to)
  }
  if (openers(words, from) && to - from <= 2) return afterList(words, mention.to)

  const pointing = pointingVerb(words, from, to)
  if (pointing !== undefined) {
    if (isQuestion(words, from)) return nothing
    return things(antecedent(words, pointing))
  }
  if (isQuestion(words, from)) return ifNot(words, from, to, mention)
  // "молоко нужно добавить в список", "молоко должно быть в списке".
  const wished = wishStart(words, from, to)
  const start = wished ?? from
  const end = skipBack(russian.being, words, start, skipBack(russian.leadIns, words, start, to))
  if (end < to && end > start) return withTail(words, stripped(words, start, end), mention)
  if (wished !== undefined) return withTail(words, stripped(words, wished, to), mention)
  // "молоко и хлеб в список покупок": nothing but things and the list they should go to.
  const isInto = words[mention.from - 1] === 'в' && accusative.has(headOf(words, mention))
  return isInto && mention.of.kind === 'shopping'
    ? withTail(words, stripped(words, from, to), mention)
    : nothing
}

/** On a list of tasks such a word may be the task itself: "убрать квартиру". */
function takesAway(words: readonly string[], mention: ListMention): boolean {
  if (mention.of.kind !== 'tasks') return words.some((word) => russian.removals.has(word))
  return russian.removals.has(words[skip(russian.leadIns, words, 0, words.length)] ?? '')
}

const wordsOfWish = wordSet('чтобы пусть пускай')
const accusative = wordSet('список лист перечень покупки корзину')

function headOf(words: readonly string[], { from, to }: ListMention): string {
  return words.slice(from, to).find((word) => accusative.has(word)) ?? ''
}

function openers(words: readonly string[], at: number): boolean {
  return russian.openers.has(words[at] ?? '')
}

function isQuestion(words: readonly string[], from: number): boolean {
  return (
    russian.questionWords.has(words[from] ?? '') ||
    words.slice(0, from + 3).includes('ли') ||
    words[0] === 'если'
  )
}

function beforeList(words: readonly string[], from: number, end: number) {
  let to = end
  while (to > from && isMark(words[to - 1])) to -= 1
  const last = words[to - 1] ?? ''
  const preposition = to > 0 && russian.listPrepositions.has(last) ? last : undefined
  return { to: preposition === undefined ? to : Math.max(from, to - 1), preposition }
}

/** "добавь молоко в список" or "добавь в список молоко". */
function afterVerb(
  words: readonly string[],
  start: number,
  end: number,
  mention: ListMention,
): Wanted {
  const object = stripped(words, start, end)
  if (object.to <= object.from) return listed(words, mention.to)
  return pointsAt(words, object) ? unnamed : withTail(words, object, mention)
}

/** Without politeness around it. */
function stripped(words: readonly string[], start: number, end: number): Span {
  const to = skipBack(russian.tails, words, start, end)
  return { from: skip(fillers, words, start, to), to }
}
const fillers = phrases(
  'пожалуйста|плиз|мне|нам|еще|также|тоже|туда|и|,|быстро|срочно|для меня|себе|немного|чуть-чуть',
)

function pointsAt(words: readonly string[], { from, to }: Span): boolean {
  return to - from === 1 && russian.anaphors.has(words[from] ?? '')
}

function pointingVerb(words: readonly string[], from: number, to: number): number | undefined {
  for (let at = to - 1; at > from; at -= 1) {
    if (!russian.addVerbs.has(words[at] ?? '')) continue
    const rest = stripped(words, at + 1, to)
    const isLast = rest.to <= rest.from
    return isLast || pointsAt(words, rest) ? at : undefined
  }
  return undefined
}

/** What the clause before "добавь его" says is lacking or needed. */
function antecedent(words: readonly string[], verb: number): Span {
  const end = skipBack(russian.leadIns, words, 0, verb)
  for (const start of [0, skip(russian.leadIns, words, 0, end)]) {
    const length = russian.lacks(words, start, end)
    if (length === 0) continue
    let to = start + length
    while (to < end && !isMark(words[to])) to += 1
    if (to > start + length) return { from: start + length, to }
  }
  // "молоко закончилось, добавь его".
  const clause = skip(softStarts, words, 0, end)
  let at = clause
  while (at < end && russian.lacks(words, at, end) === 0) at += 1
  if (at < end) return { from: clause, to: at }
  // "яйца, пожалуйста, добавь в список"
  return { from: clause, to: end - clause <= 4 ? end : clause }
}
const softStarts = phrases('у нас|у меня|алиса|олли|маруся|эй|привет|кажется|похоже|,')

/** "если молока нет в списке, добавь его". */
function ifNot(words: readonly string[], from: number, to: number, mention: ListMention): Wanted {
  const start = skip(conditions, words, from, to)
  const end = skipBack(conditionEnds, words, start, to)
  const adds = words.slice(mention.to).some((word) => russian.addVerbs.has(word))
  return adds && words.slice(start, end).length <= 3 ? things({ from: start, to: end }) : nothing
}
const conditions = phrases(
  'если|есть ли|есть ли у меня|есть ли у нас|проверь есть ли|проверь|если у меня|если у нас|если еще|еще',
)
const conditionEnds = phrases('нет|еще нет|не было|не добавлено|отсутствует|есть ли|уже|ли|еще не')

function wishStart(words: readonly string[], from: number, to: number): number | undefined {
  for (const start of [0, skip(softStarts, words, 0, to), from]) {
    const length = russian.wishes(words, start, to)
    if (length > 0 && start + length >= from) return start + length
  }
  // The lead-ins have swallowed the wish: "мне нужно молоко в списке".
  for (let at = 0; at < from; at += 1) {
    if (russian.wishes(words, at, from) === from - at) return from
  }
  return undefined
}

/** "в список покупок добавь …", "открой список и добавь …", "список покупок: …". */
function afterList(words: readonly string[], from: number): Wanted {
  if (words[from] === ':') return listed(words, from)
  const at = skip(russian.leadIns, words, from, words.length)
  if (russian.addVerbs.has(words[at] ?? '')) return listed(words, at + 1)
  const length = russian.being(words, at, words.length)
  return length > 0 ? listed(words, at + length) : nothing
}

function listed(words: readonly string[], start: number): Wanted {
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
  return clauseEnders.has(word) || (word === 'так' && words[at + 1] === 'как')
}
const clauseEnders = wordSet('если потому ведь чтобы когда пока поскольку')

function withTail(words: readonly string[], object: Span, mention: ListMention): Wanted {
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
