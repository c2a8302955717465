import * as russian from './russian-vocabulary.js'
import type { ListMention } from './list-mention.js'
import { skip, skipBack, wordSet } from './phrases.js'
import { afterList, listed, withTail } from './russian-listed.js'
import {
  antecedent,
  ifNot,
  pointingVerb,
  pointsAt,
  softStarts,
  stripped,
} from './russian-pointing.js'
import { isMark, type Utterance } from './utterance.js'
import { more, nothing, things, type Wanted, unnamed } from './wanted.js'

/** On a list of tasks such a word may be the task itself: "убрать квартиру". */
function takesAway(words: readonly string[], mention: ListMention): boolean {
  if (mention.of.kind !== 'tasks') return words.some((word) => russian.removals.has(word))
  return russian.removals.has(words[skip(russian.leadIns, words, 0, words.length)] ?? '')
}

const wordsOfWish = wordSet('чтобы пусть пускай убедись убедитесь проследи проследите')

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

/** "если в списке покупок нет молока, добавь его" */
function missingThere(words: readonly string[], { from, to }: ListMention): Wanted | undefined {
  if (words[0] !== 'если' || from > 2 || words[to] !== 'нет') return undefined
  const verb = words.findIndex((word, at) => at > to && russian.addVerbs.has(word))
  const isAll = verb > 0 && words.length - verb <= 3
  return isAll ? things(stripped(words, to + 1, verb)) : undefined
}

/** "в список покупок бананы и яблоки": nothing but the list and the things that should go to it. */
function restAfterInto(words: readonly string[], mention: ListMention): Wanted {
  const isInto = words[mention.from - 1] === 'в' && accusative.has(headOf(words, mention))
  const isAll = words[words.length - 1] !== '?' && words.length - mention.to <= 8
  const rest =
    isInto && isAll && mention.of.kind === 'shopping' ? listed(words, mention.to) : nothing
  return rest.kind === 'things' ? rest : nothing
}

/** Finds what a Russian sentence wants on the list that it mentions. Word order is free. */
export function russianWanted({ words }: Utterance, mention: ListMention): Wanted {
  if (takesAway(words, mention)) {
    return words.some((word) => russian.addVerbs.has(word)) ? more : nothing
  }
  const missing = missingThere(words, mention)
  if (missing !== undefined) return missing
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
    const isWished = words.slice(0, mention.from).some((word) => wordsOfWish.has(word))
    const said = afterList(words, mention.to, isWished)
    return said.kind === 'nothing' ? restAfterInto(words, mention) : said
  }
  const isOfTasks = mention.of.kind === 'tasks'
  if (openers(words, from) && to - from <= 2) return afterList(words, mention.to, false)

  const pointing = pointingVerb(words, from, to)
  if (pointing !== undefined) {
    if (isQuestion(words, from)) return nothing
    return things(antecedent(words, pointing, isOfTasks))
  }
  if (isQuestion(words, from)) return ifNot(words, from, to, mention)
  // "молоко нужно добавить в список", "молоко должно быть в списке".
  const wished = wishStart(words, from, to)
  const start = wished ?? from
  const stated = skipBack(russian.leadIns, words, start, to)
  const end = skipBack(wished === undefined ? russian.duties : russian.states, words, start, stated)
  if (end < to && end > start) return withTail(words, stripped(words, start, end), mention)
  if (wished !== undefined) return withTail(words, stripped(words, wished, to), mention)
  // "молоко и хлеб в список покупок": nothing but things and the list they should go to.
  const isInto = words[mention.from - 1] === 'в' && accusative.has(headOf(words, mention))
  return isInto && mention.of.kind === 'shopping'
    ? withTail(words, stripped(words, from, to), mention)
    : nothing
}
