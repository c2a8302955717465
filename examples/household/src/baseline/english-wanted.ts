import * as english from './english-vocabulary.js'
import type { ListMention } from './list-mention.js'
import { phrases, skip, skipBack, wordSet } from './phrases.js'
import { type Span, type Utterance, isMark } from './utterance.js'
import { type Wanted, more, nothing, things, unnamed } from './wanted.js'

/** Finds what an English sentence wants on the list that it mentions. */
export function englishWanted({ words }: Utterance, mention: ListMention): Wanted {
  const from = skip(english.leadIns, words, 0, mention.from)
  const { to, preposition } = beforeList(words, from, mention.from)
  if (takesAway(words, mention)) return asksToAddToo(words, mention) ? more : nothing
  if (preposition === 'from' || preposition === 'off') return nothing
  const first = words[from] ?? ''
  if (from >= to && !english.addVerbs.has(first)) return afterList(words, mention.to)

  const pointing = pointingVerb(words, from, to)
  if (pointing !== undefined) return named(antecedent(words, from, pointing))

  const isShopping = mention.of.kind === 'shopping'
  const canAdd = preposition === undefined ? isShopping : preposition !== 'for'
  if (english.addVerbs.has(first) && (canAdd || (preposition === 'for' && first === 'add'))) {
    if (preposition === undefined && !plainAdd.has(first)) return nothing
    const object = withoutParticle(words, from + 1, to)
    if (object.to > object.from) {
      if (words[mention.to] === ':') return listed(words, mention.to)
      if (isPlaceholder(words, object)) return saidAfter(words, mention.to)
      return pointsAt(words, object)
        ? named(lackedAfter(words, mention.to))
        : withTail(words, object, mention)
    }
    return preposition === undefined ? nothing : listed(words, mention.to)
  }
  if (noting.has(first) && isPlaceholder(words, { from: from + 1, to })) {
    return saidAfter(words, mention.to)
  }
  if (openers.has(first) && to - from <= 3) return afterOpenedList(words, first, mention.to)

  const asked = english.whether(words, from, to)
  if (asked > 0) {
    if (!asksToAdd(words, mention.to)) return nothing
    return named({
      from: from + asked,
      to: skipBack(english.whetherEnds, words, from + asked, to),
    })
  }
  const assured = assurance(words, from, to)
  if (assured !== undefined) {
    const end = skipBack(english.participles, words, assured, to)
    const object = { from: assured, to: skipBack(english.verbsOfBeing, words, assured, end) }
    return object.to < end ? withTail(words, object, mention) : nothing
  }
  if (english.questionWords.has(first) || preposition === undefined) return nothing

  // "toothpaste should be on …", "can toothpaste be added to …"
  const thing = from + (modals.has(first) ? 1 : 0)
  const obliged = obligation(words, thing, to)
  if (obliged !== undefined) return withTail(words, { from: thing, to: obliged }, mention)

  const start = wishStart(words, from, to)
  if (start === undefined) return elliptic(words, { from, to }, preposition, mention)
  const object = { from: start, to: skipBack(english.participles, words, start, to) }
  return pointsAt(words, object) ? unnamed : withTail(words, object, mention)
}

/** "milk to the shopping list": nothing but things and the list they should go to. */
function elliptic(
  words: readonly string[],
  object: Span,
  preposition: string,
  mention: ListMention,
): Wanted {
  const isInto = preposition === 'to' || preposition === 'onto'
  const isThing = object.to - object.from <= 4 && !moving.has(words[object.from] ?? '')
  const isAll = skip(english.tails, words, mention.to, words.length) >= words.length
  return isInto && isThing && isAll && mention.of.kind === 'shopping' ? things(object) : nothing
}
const moving = wordSet(
  'navigate switch move return jump scroll skip go take listen subscribe share forward email back change proceed',
)

const modals = wordSet('can could may')
const plainAdd = wordSet('add put include insert append re-add')
const openers = wordSet(
  'open reopen re-open access edit update modify start use pull bring view display load pick select choose find go take get make create',
)
const noting = wordSet('make create leave write start')
const changing = wordSet('update modify edit')
const including = phrases('to include|to add|to have|so it has|so that it has|by adding')
const leadingMarks = phrases(
  ':|-|,|please|some|the following|that i need to|that i have to|that we need to|that',
)

/** The words before a list without the preposition and particle that lead to it. */
function beforeList(words: readonly string[], from: number, end: number) {
  let to = end
  while (to > from && isMark(words[to - 1])) to -= 1
  const last = words[to - 1] ?? ''
  const preposition =
    to > from && (english.listPrepositions.has(last) || last === 'from' || last === 'off')
      ? last
      : undefined
  if (preposition !== undefined) to -= 1
  if (preposition !== undefined && to - from > 2 && english.particles.has(words[to - 1] ?? '')) {
    to -= 1
  }
  return { to, preposition }
}

function withoutParticle(words: readonly string[], from: number, to: number): Span {
  const skipped = english.particles.has(words[from] ?? '') && to - from > 1 ? from + 1 : from
  return { from: skipped, to: skipBack(english.tails, words, skipped, to) }
}

/** "it", "them too": words that only point at something. */
function pointsAt(words: readonly string[], { from, to }: Span): boolean {
  const end = skipBack(english.tails, words, from, to)
  return end - from === 1 && english.anaphors.has(words[from] ?? '')
}

function named(span: Span): Wanted {
  return things(span)
}

/** The verb of "…, add it to", if it is not the first of the sentence. */
function pointingVerb(words: readonly string[], from: number, to: number): number | undefined {
  for (let at = to - 1; at > from; at -= 1) {
    if (!english.addVerbs.has(words[at] ?? '')) continue
    const rest = { from: at + 1, to }
    return rest.from === to || pointsAt(words, rest) ? at : undefined
  }
  return undefined
}

/** What the clause before "add it" says is lacking or needed. */
function antecedent(words: readonly string[], from: number, verb: number): Span {
  const end = skipBack(english.leadIns, words, 0, verb)
  for (const start of [0, skip(softStarts, words, 0, end), from]) {
    const length = english.lacks(words, start, end) || boughtVerbs(words, start, end)
    if (length === 0) continue
    const first = start + length
    let to = first
    while (to < end && !isStop(words[to] ?? '')) to += 1
    if (to > first) return { from: first, to }
  }
  // "eggs, please add them to …"
  const clause = skip(softStarts, words, 0, end)
  const isThing = end - clause <= 4 && !english.questionWords.has(words[clause] ?? '')
  return isThing ? { from: clause, to: end } : { from: 0, to: 0 }
}

/** "add it to my list, we're out of flour". */
function lackedAfter(words: readonly string[], from: number): Span {
  const at = skip(softStarts, words, from, words.length)
  const length = english.lacks(words, at, words.length)
  if (length === 0) return { from: 0, to: 0 }
  let to = at + length
  while (to < words.length && !isStop(words[to] ?? '')) to += 1
  return { from: at + length, to }
}

const softStarts = phrases(
  'hey|alexa|olly|google|ok|okay|so|oh|well|please|and|i think|i believe|it looks like|looks like|i see|siri|pda',
)
const boughtVerbs = phrases('buy|get|pick up|purchase|grab')

function isStop(word: string): boolean {
  return word === ';' || word === '.' || word === ',' || word === '!' || english.lackEnds.has(word)
}

/** Whether what follows a list asks to add the thing that was spoken of before. */
function asksToAdd(words: readonly string[], from: number): boolean {
  for (let at = from; at < words.length; at += 1) {
    if (!english.addVerbs.has(words[at] ?? '')) continue
    const next = words[at + 1]
    return (
      next === undefined ||
      isMark(next) ||
      english.anaphors.has(next) ||
      next === 'to' ||
      next === 'on' ||
      next === 'please'
    )
  }
  return false
}

function obligation(words: readonly string[], from: number, to: number): number | undefined {
  for (let at = from + 1; at < to; at += 1) {
    const length = english.obligations(words, at, to)
    if (length === 0) continue
    const rest = at + length
    if (rest === to || rest + english.participles(words, rest, to) === to) return at
  }
  return undefined
}

/** Where the thing begins of which the sentence says that it should be seen to. */
function assurance(words: readonly string[], from: number, to: number): number | undefined {
  for (const start of [from, skip(softStarts, words, 0, to)]) {
    const length = english.assurances(words, start, to)
    if (length > 0) return start + length
  }
  return undefined
}

/** Lead-ins may have swallowed the beginning of a wish ("please i need …"), so both are tried. */
function wishStart(words: readonly string[], from: number, to: number): number | undefined {
  const length = english.wishes(words, from, to)
  if (length > 0) return from + length
  const soft = skip(softStarts, words, 0, to)
  const softLength = english.wishes(words, soft, to)
  return softLength > 0 && soft + softLength >= from ? soft + softLength : undefined
}

/** Whether the sentence, at the beginning of one of its clauses, also takes something away. */
function takesAway(words: readonly string[], mention: ListMention): boolean {
  const isTask = mention.of.kind === 'tasks'
  let isStart = true
  for (let at = 0; at < words.length; at += 1) {
    if (isStart) at = Math.min(skip(english.leadIns, words, at, words.length), words.length - 1)
    const word = words[at] ?? ''
    if (isStart && (english.removals.has(word) || words[at + 1] === 'rid')) return true
    if (!isTask && gone.has(word)) return true
    isStart = clauseStarts.has(word) || isMark(word)
  }
  return false
}
/** A sentence that takes away and adds is understood by half, so none of it is done. */
function asksToAddToo(words: readonly string[], { from, to }: ListMention): boolean {
  return words.some((word, at) => english.addVerbs.has(word) && (at < from || at >= to))
}
const gone = wordSet('removed deleted erased off crossed')
const clauseStarts = wordSet('and then but also please')

/** "a note", "an item": stands for what is said after the list. */
function isPlaceholder(words: readonly string[], { from, to }: Span): boolean {
  return (
    to - from <= 3 && placeholders.has(words[to - 1] ?? '') && determiners.has(words[from] ?? '')
  )
}
const placeholders = wordSet('note item entry task reminder thing line todo to-do chore')
const determiners = wordSet('a an another one new item task note')

function saidAfter(words: readonly string[], from: number): Wanted {
  const length = saying(words, from, words.length)
  return length > 0 ? listed(words, from + length) : unnamed
}
const saying = phrases('to|about|:|that says|saying|called|named|which says|, called|, namely|, to')

/** "on my list, please add …", "my list should have …", "my list: …". */
function afterList(words: readonly string[], from: number): Wanted {
  if (words[from] === ':') return listed(words, from)
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
function afterOpenedList(words: readonly string[], opener: string, from: number): Wanted {
  if (words[from] === 'with' && changing.has(opener)) return listed(words, from + 1)
  const included = changing.has(opener) ? including(words, from, words.length) : 0
  if (included > 0) return listed(words, from + included)
  const at = skip(english.leadIns, words, from, words.length)
  return english.addVerbs.has(words[at] ?? '') ? listed(words, at + 1) : nothing
}

/** The things listed from a place on, up to the end of their clause. */
function listed(words: readonly string[], start: number): Wanted {
  const from = skip(leadingMarks, words, words[start] === ':' ? start + 1 : start, words.length)
  const end = clauseEnd(words, from)
  const bounded = skipBack(
    english.participles,
    words,
    from,
    skipBack(listTails, words, from, skipBack(english.tails, words, from, end)),
  )
  const object = withoutParticle(words, from, skipBack(listTails, words, from, bounded))
  if (pointsAt(words, object)) return unnamed
  return onlyAfterthought(words, end) ? things(object) : more
}

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
function withTail(words: readonly string[], object: Span, mention: ListMention): Wanted {
  let at = skip(english.tails, words, mention.to, words.length)
  if (at >= words.length || onlyAfterthought(words, at)) return things(object)
  at = skip(english.leadIns, words, at, words.length)
  const next = words[at] ?? ''
  if (english.addVerbs.has(next)) {
    const rest = listed(words, at + 1)
    return rest.kind === 'things' ? things(object, ...rest.spans) : more
  }
  const previous = words[at - 1]
  if (previous === 'and' || previous === 'plus') {
    const rest = listed(words, at)
    const isThing = rest.kind === 'things' && rest.spans.every((span) => span.to - span.from <= 4)
    const first = words[at] ?? ''
    if (isThing && !english.choreVerbs.has(first) && !english.questionWords.has(first)) {
      return things(object, ...rest.spans)
    }
  }
  return more
}

function onlyAfterthought(words: readonly string[], from: number): boolean {
  let at = from
  while (at < words.length && isMark(words[at])) at += 1
  return at >= words.length || english.afterthoughts.has(words[at] ?? '')
}
