import * as english from './english-vocabulary.js'
import { pointsAt, withoutParticle } from './english-pointing.js'
import type { ListMention } from './list-mention.js'
import { phrases, skip, skipBack, wordSet } from './phrases.js'
import { isMark, type Span } from './utterance.js'
import { more, nothing, things, type Wanted, unnamed } from './wanted.js'

const changing = wordSet('update modify edit')

const including = phrases('to include|to add|to have|so it has|so that it has|by adding')

const leadingMarks = phrases(
  ':|-|,|please|some|the following|that i need to|that i have to|that we need to|that',
)

/** "a note", "an item": stands for what is said after the list. */
export function isPlaceholder(words: readonly string[], { from, to }: Span): boolean {
  return to - from <= 4 && isPlaceholding(words[to - 1]) && determiners.has(words[from] ?? '')
}

function isPlaceholding(word = ''): boolean {
  return placeholders.has(word) || word === 'items' || word === 'things'
}

const placeholders = wordSet('note item entry task reminder thing line todo to-do chore something')

const determiners = wordSet(
  'two three four some few these the following a an another one new item task note something',
)

/** @param isOne A single thing needs no mark or word before it: "a new item on my list soap". */
export function saidAfter(words: readonly string[], from: number, isOne: boolean): Wanted {
  const length = saying(words, from, words.length)
  if (length > 0) return listed(words, from + length)
  const isSaid =
    from < words.length && !onlyAfterthought(words, skip(english.tails, words, from, words.length))
  return isSaid && isOne && !prepositions.has(words[from] ?? '') ? listed(words, from) : unnamed
}

const prepositions = wordSet('for from that which in with of and or but by under i we you it is')

const saying = phrases(
  ',|to|about|:|that says|saying|called|named|which says|, called|, namely|, to',
)

/** "on my list, please add …", "my list should have …", "my list: …". */
export function afterList(words: readonly string[], from: number): Wanted {
  if (words[from] === ':') {
    const said = skip(english.leadIns, words, from + 1, words.length)
    return listed(words, english.addVerbs.has(words[said] ?? '') ? said + 1 : from)
  }
  const at = skip(english.leadIns, words, from, words.length)
  if (english.addVerbs.has(words[at] ?? '')) return listed(words, at + 1)
  for (const length of [
    english.contents(words, at, words.length),
    english.wishes(words, at, words.length),
  ]) {
    if (length > 0) return listed(words, at + length)
  }
  const wish = english.wishes(words, from + (isMark(words[from]) ? 1 : 0), words.length)
  return wish > 0 ? listed(words, from + (isMark(words[from]) ? 1 : 0) + wish) : nothing
}

/** "open my list and add …", "update my list with …". */
export function afterOpenedList(words: readonly string[], opener: string, from: number): Wanted {
  if (words[from] === 'with' && changing.has(opener)) return listed(words, from + 1)
  const included = changing.has(opener) ? including(words, from, words.length) : 0
  if (included > 0) return listed(words, from + included)
  const at = skip(english.leadIns, words, from, words.length)
  return english.addVerbs.has(words[at] ?? '') ? listed(words, at + 1) : nothing
}

/** The things listed from a place on, up to the end of their clause. */
export function listed(words: readonly string[], start: number): Wanted {
  const from = skip(leadingMarks, words, words[start] === ':' ? start + 1 : start, words.length)
  const end = clauseEnd(words, from)
  const said = skipBack(occasions, words, from, skipBack(english.tails, words, from, end))
  const bounded = skipBack(
    english.participles,
    words,
    from,
    skipBack(listTails, words, from, said > from ? said : end),
  )
  const object = withoutParticle(words, from, skipBack(listTails, words, from, bounded))
  if (pointsAt(words, object)) return unnamed
  return onlyAfterthought(words, end) ? things(object) : more
}

/** What a thing is bought for, if that is a time or a meal: "napkins for the party". */
const occasions = phrases(`
  for today|for tomorrow|for tonight|for this week|for next week|for this weekend|for the weekend|for monday|for tuesday|for wednesday|for thursday|for friday|for saturday|for sunday
  for the party|for the barbecue|for the picnic|for dinner|for lunch|for breakfast|for the guests
`)

const listTails = phrases(
  'to it|on it|in it|to that|on that|to there|on there|there|to this|to the list|on the list|on the top|at the top|to that list|on this',
)

const clauseEnders = wordSet("because cause cuz 'cause since if unless so when while before as")

function clauseEnd(words: readonly string[], from: number): number {
  let at = from
  while (at < words.length) {
    const word = words[at] ?? ''
    if (word === '.' || word === ';' || word === '!' || word === '?' || clauseEnders.has(word))
      break
    at += 1
  }
  return at
}

/** The object before a list, with what its tail adds to it. */
export function withTail(words: readonly string[], object: Span, mention: ListMention): Wanted {
  const joined = joining(words, mention.to, words.length)
  if (joined > 0) {
    const rest = listed(words, mention.to + joined)
    return rest.kind === 'things' ? things(object, ...rest.spans) : more
  }
  let at = skip(english.tails, words, mention.to, words.length)
  if (at >= words.length || onlyAfterthought(words, at)) return things(object)
  at = skip(english.leadIns, words, at, words.length)
  const next = words[at] ?? ''
  if (english.addVerbs.has(next)) {
    const rest = listed(words, at + 1)
    return rest.kind === 'things' ? things(object, ...rest.spans) : more
  }
  const previous = words[at - 1]
  if (previous === 'and' || previous === 'plus' || previous === 'also') {
    const rest = listed(words, at)
    const isThing = rest.kind === 'things' && rest.spans.every((span) => span.to - span.from <= 4)
    const first = words[at] ?? ''
    const isOther = [english.choreVerbs, english.commandVerbs, english.questionWords].some(
      (verbs) => verbs.has(first),
    )
    if (isThing && !isOther) {
      return things(object, ...rest.spans)
    }
  }
  return more
}

const joining = phrases('as well as|along with|together with')

function onlyAfterthought(words: readonly string[], from: number): boolean {
  let at = from
  while (at < words.length && isMark(words[at])) at += 1
  return at >= words.length || english.afterthoughts.has(words[at] ?? '')
}
