import { goneFrom, shortage } from './english-shortage.js'
import * as english from './english-vocabulary.js'
import { phrases, skip, skipBack } from './phrases.js'
import { isMark, type Span } from './utterance.js'

export function withoutParticle(words: readonly string[], from: number, to: number): Span {
  const skipped = english.particles.has(words[from] ?? '') ? Math.min(from + 1, to) : from
  return { from: skipped, to: skipBack(english.tails, words, skipped, to) }
}

/** "it", "them too": words that only point at something. */
export function pointsAt(words: readonly string[], { from, to }: Span): boolean {
  const end = skipBack(english.tails, words, from, to)
  return end - from === 1 && english.anaphors.has(words[from] ?? '')
}

/** The verb of "…, add it to", if it is not the first of the sentence. */
export function pointingVerb(
  words: readonly string[],
  from: number,
  to: number,
): number | undefined {
  for (let at = to - 1; at > from; at -= 1) {
    if (!english.addVerbs.has(words[at] ?? '') || english.passives.has(words[at - 1] ?? ''))
      continue
    const rest = { from: at + 1, to }
    // "put pencil on …": the second of two verbs is the thing.
    const isClause = skipBack(english.leadIns, words, from, at) < at
    const isLast = rest.from === to && (isClause || !english.addVerbs.has(words[from] ?? ''))
    return isLast || pointsAt(words, rest) ? at : undefined
  }
  return undefined
}

function isChore(words: readonly string[], from: number, to: number): boolean {
  const first = words[from] ?? ''
  if (from >= to || !english.choreVerbs.has(first) || english.commandVerbs.has(first)) return false
  return !words.slice(from + 1, to).some(isQuestionWord)
}

function isQuestionWord(word: string): boolean {
  return english.questionWords.has(word)
}

/** What the clause before "add it" says is lacking or needed. */
export function antecedent(
  words: readonly string[],
  from: number,
  verb: number,
  isTask: boolean,
): Span {
  const end = skipBack(english.leadIns, words, 0, verb)
  // "things to add to my list"
  if (end === verb && words[verb - 1] === 'to') return { from: 0, to: 0 }
  if (isTask && isChore(words, from, end)) return { from, to: end }
  const soft = skip(softStarts, words, 0, end)
  const clause = skip(softStarts, words, skip(english.reasons, words, soft, end), end)
  for (const start of [0, soft, clause, from]) {
    const length = shortage(words, start, end) || boughtVerbs(words, start, end)
    if (length === 0) continue
    const first = start + length
    let to = first
    while (to < end && !isStop(words[to] ?? '')) to += 1
    if (to > first) return { from: first, to }
  }
  const gone = goneFrom(words, clause, end)
  if (gone < end) return { from: clause, to: gone }
  // "eggs, please add them to …"
  const isThing = end - clause <= 4 && !english.questionWords.has(words[clause] ?? '')
  return isThing ? { from: clause, to: end } : { from: 0, to: 0 }
}

/** "add it to my list, we're out of flour". */
export function lackedAfter(words: readonly string[], from: number): Span {
  const at = skip(softStarts, words, from, words.length)
  const length = shortage(words, at, words.length)
  if (length === 0) return { from: 0, to: 0 }
  let to = at + length
  while (to < words.length && !isStop(words[to] ?? '')) to += 1
  return { from: at + length, to }
}

export const softStarts = phrases(
  'no|hmm|darn|ugh|shoot|hey|alexa|olly|google|ok|okay|so|oh|well|please|and|i think|i believe|it looks like|looks like|i see|siri|pda|it seems|it seems like|it seems that|i just noticed|i just noticed that|i noticed|i noticed that|i notice|i see that|i realized|i just realized|i realize|it turns out|turns out',
)

const boughtVerbs = phrases('buy|get|pick up|purchase|grab')

function isStop(word: string): boolean {
  return word === ';' || word === '.' || word === ',' || word === '!' || english.lackEnds.has(word)
}

/** "for milk and add it if it is not there", after the list in which to look. */
export function soughtThing(words: readonly string[], from: number): Span | undefined {
  if (words[from] !== 'for' || !asksToAdd(words, from)) return undefined
  let to = from + 1
  while (to < words.length && words[to] !== 'and' && words[to] !== 'if' && !isMark(words[to]))
    to += 1
  return { from: from + 1, to }
}

/** Whether what follows a list asks to add the thing that was spoken of before. */
export function asksToAdd(words: readonly string[], from: number): boolean {
  for (let at = from; at < words.length; at += 1) {
    if (!english.addVerbs.has(words[at] ?? '')) continue
    const next = words[at + 1]
    return (
      next === undefined ||
      isMark(next) ||
      english.anaphors.has(next) ||
      next === 'to' ||
      next === 'on' ||
      next === 'if' ||
      next === 'unless' ||
      next === 'please'
    )
  }
  return false
}
