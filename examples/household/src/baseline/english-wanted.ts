import * as english from './english-vocabulary.js'
import {
  afterList,
  afterOpenedList,
  isPlaceholder,
  listed,
  saidAfter,
  withTail,
} from './english-listed.js'
import {
  antecedent,
  asksToAdd,
  lackedAfter,
  pointingVerb,
  pointsAt,
  softStarts,
  soughtThing,
  withoutParticle,
} from './english-pointing.js'
import { assurance, obligation, wishStart } from './english-wish.js'
import { bareObject, beforeList, isTicked, withoutCondition } from './english-object.js'
import { goodsAfter } from './english-goods-after.js'
import { elliptic } from './english-ellipsis.js'
import { verbAfterReason } from './english-reason.js'
import { asksToAddToo, takesAway } from './english-removal.js'
import { whether } from './english-whether.js'
import type { ListMention } from './list-mention.js'
import { phrases, skip, skipBack, wordSet } from './phrases.js'
import { type Span, type Utterance } from './utterance.js'
import { more, nothing, things, type Wanted, unnamed } from './wanted.js'

const addedTo = wordSet('adding putting')
const owning = phrases("i have|we have|there is|there are|there's|i got|i've got|we've got")
const modals = wordSet('can could may')

const plainAdd = wordSet('add put include insert append re-add')

const making = wordSet('make create start')

const openers = wordSet(
  'open reopen re-open access edit update modify start use pull bring view display load pick select choose find go take get make create',
)

const checking = wordSet('check search scan look')

const noting = wordSet('make create leave write start new')

function isSingular(word = ''): boolean {
  return !word.endsWith('s')
}

function named(span: Span): Wanted {
  return things(span)
}

/** "milk isn't on my list, add it" */
function absentThing(
  words: readonly string[],
  from: number,
  to: number,
  mention: ListMention,
): Span | undefined {
  const end = skipBack(english.absences, words, from, to)
  if (end === to || end === from || whether(words, from, to) > 0) return undefined
  const start = skip(softStarts, words, from, end)
  return asksToAdd(words, mention.to) ? { from: start, to: end } : undefined
}

/** Finds what an English sentence wants on the list that it mentions. */
export function englishWanted(utterance: Utterance, mention: ListMention): Wanted {
  const { words } = utterance
  const from = skip(english.leadIns, words, 0, mention.from)
  const { to, preposition } = beforeList(words, from, mention.from)
  if (takesAway(words, mention)) return asksToAddToo(words, mention) ? more : nothing
  const first = words[from] ?? ''
  const absent = english.addVerbs.has(first) ? undefined : absentThing(words, from, to, mention)
  if (absent !== undefined) return named(absent)
  if (preposition === 'from' || preposition === 'off') return nothing
  if (from >= to && !english.addVerbs.has(first)) {
    const said = afterList(words, mention.to)
    return said.kind === 'nothing' ? goodsAfter(utterance, mention.to) : said
  }

  if (noting.has(first) && isPlaceholder(words, { from: first === 'new' ? from : from + 1, to })) {
    return saidAfter(words, mention.to, isSingular(words[to - 1]))
  }
  // "foil needs adding to …"
  const needs = addedTo.has(words[to - 1] ?? '') ? obligation(words, from, to) : undefined
  if (needs !== undefined) return withTail(words, { from, to: needs }, mention)
  const pointing = pointingVerb(words, from, to)
  if (pointing !== undefined)
    return named(antecedent(words, from, pointing, mention.of.kind === 'tasks'))

  const isShopping = mention.of.kind === 'shopping'
  const canAdd = preposition === undefined ? isShopping : preposition !== 'for'
  if (english.addVerbs.has(first) && (canAdd || (preposition === 'for' && first === 'add'))) {
    if (preposition === undefined && !plainAdd.has(first)) return nothing
    const object = withoutParticle(words, from + 1, to)
    if (first === 'mark' && object.to > object.from && isTicked(words, object)) return more
    if (object.to > object.from) {
      if (words[mention.to] === ':') return listed(words, mention.to)
      if (isPlaceholder(words, object))
        return saidAfter(words, mention.to, isSingular(words[to - 1]))
      return pointsAt(words, object)
        ? named(lackedAfter(words, mention.to))
        : withTail(words, bareObject(words, withoutCondition(words, object)), mention)
    }
    return preposition === undefined ? nothing : listed(words, mention.to)
  }
  const reasoned = verbAfterReason(words, to)
  if (reasoned !== undefined && preposition !== undefined && canAdd) {
    const object = withoutParticle(words, reasoned + 1, to)
    return object.to > object.from ? withTail(words, object, mention) : nothing
  }
  // "check my list for milk and add it if it is not there"
  const sought = checking.has(first) && to - from <= 2 ? soughtThing(words, mention.to) : undefined
  if (sought !== undefined) return named(sought)
  if (openers.has(first) && to - from <= 3) {
    const isFilled = making.has(first) && words[mention.to] === 'with'
    return isFilled
      ? goodsAfter(utterance, mention.to + 1)
      : afterOpenedList(words, first, mention.to)
  }

  const asked = whether(words, from, to)
  if (asked > 0) {
    if (!asksToAdd(words, mention.to)) return nothing
    return named({
      from: from + asked,
      to: skipBack(english.whetherEnds, words, from + asked, to),
    })
  }
  const assured = assurance(words, from, to)
  if (assured !== undefined) {
    const owned = owning(words, assured, to)
    if (owned > 0) return withTail(words, { from: assured + owned, to }, mention)
    const end = skipBack(english.participles, words, assured, to)
    const object = { from: assured, to: skipBack(english.verbsOfBeing, words, assured, end) }
    return object.to < end ? withTail(words, object, mention) : nothing
  }
  if (preposition === undefined) return nothing
  if (first === 'have') {
    // "have toothpaste added to …"
    const object = bareObject(words, { from: from + 1, to })
    if (object.to < to) return withTail(words, object, mention)
  }
  const wish = wishStart(words, from, to)
  if (wish !== undefined) {
    const object = { from: wish, to: skipBack(english.participles, words, wish, to) }
    return pointsAt(words, object) ? unnamed : withTail(words, object, mention)
  }
  if (english.questionWords.has(first)) return nothing

  // "toothpaste should be on …", "can toothpaste be added to …"
  const thing = skip(softStarts, words, from, to) + (modals.has(first) ? 1 : 0)
  const obliged = obligation(words, thing, to)
  if (obliged !== undefined) return withTail(words, { from: thing, to: obliged }, mention)
  return elliptic(utterance, { from, to }, preposition, mention)
}
