import * as russian from './russian-vocabulary.js'
import type { ListMention } from './list-mention.js'
import { phrases, skip, skipBack } from './phrases.js'
import { isMark, type Span } from './utterance.js'
import { nothing, things, type Wanted } from './wanted.js'

/** Without politeness around it. */
export function stripped(words: readonly string[], start: number, end: number): Span {
  const to = skipBack(russian.tails, words, start, end)
  return { from: skip(fillers, words, start, to), to }
}

const fillers = phrases(
  'что мне нужен|что мне нужна|что мне нужно|что мне нужны|что нужно купить|что надо купить|что мне нужно купить|что нужны|пожалуйста|плиз|мне|нам|еще|также|тоже|туда|и|,|быстро|срочно|для меня|себе|немного|чуть-чуть',
)

export function pointsAt(words: readonly string[], { from, to }: Span): boolean {
  return to - from === 1 && russian.anaphors.has(words[from] ?? '')
}

export function pointingVerb(
  words: readonly string[],
  from: number,
  to: number,
): number | undefined {
  for (let at = to - 1; at > from; at -= 1) {
    if (!russian.addVerbs.has(words[at] ?? '')) continue
    const rest = stripped(words, at + 1, to)
    const isLast = rest.to <= rest.from
    return isLast || pointsAt(words, rest) ? at : undefined
  }
  return undefined
}

/** What the clause before "добавь его" says is lacking or needed. */
export function antecedent(words: readonly string[], verb: number, isOfTasks: boolean): Span {
  const end = skipBack(russian.leadIns, words, 0, verb)
  if (isOfTasks) return { from: skip(russian.leadIns, words, 0, end), to: end }
  for (const start of [0, skip(russian.leadIns, words, 0, end)]) {
    const length = lack(words, start, end)
    if (length === 0) continue
    let to = start + length
    while (to < end && !isMark(words[to])) to += 1
    if (to > start + length) return { from: start + length, to }
  }
  // "молоко закончилось, добавь его".
  const clause = skip(softStarts, words, 0, end)
  let at = clause
  while (at < end && lack(words, at, end) === 0) at += 1
  if (at < end) return { from: clause, to: skipBack(degrees, words, clause, at) }
  // "яйца, пожалуйста, добавь в список"
  return { from: clause, to: end - clause <= 4 ? end : clause }
}

/** Counts the words of "у нас почти закончился"; 0 if there are none. */
function lack(words: readonly string[], at: number, end: number): number {
  const known = russian.lacks(words, at, end)
  if (known > 0) return known
  const start = skip(degrees, words, skip(owners, words, at, end), end)
  const length = russian.lacks(words, start, end)
  return length === 0 ? 0 : start + length - at
}

const owners = phrases('у нас|у меня')
const degrees = phrases(
  'почти|совсем|уже|скоро|вот-вот|опять|снова|вроде|кажется|там|дома|вообще|практически',
)

export const softStarts = phrases('у нас|у меня|алиса|олли|маруся|эй|привет|кажется|похоже|,')

/** "если молока нет в списке, добавь его". */
export function ifNot(
  words: readonly string[],
  from: number,
  to: number,
  mention: ListMention,
): Wanted {
  const start = skip(conditions, words, from, to)
  const end = skipBack(conditionEnds, words, start, to)
  const adds = words.slice(mention.to).some((word) => russian.addVerbs.has(word))
  return adds && words.slice(start, end).length <= 3 ? things({ from: start, to: end }) : nothing
}

const conditions = phrases(
  'если|есть ли|есть ли у меня|есть ли у нас|проверь есть ли|проверь|если у меня|если у нас|если еще|еще',
)

const conditionEnds = phrases('нет|еще нет|не было|не добавлено|отсутствует|есть ли|уже|ли|еще не')
