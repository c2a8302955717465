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
  withoutParticle,
} from './english-pointing.js'
import { asksToAddToo, takesAway } from './english-removal.js'
import type { ListMention } from './list-mention.js'
import { phrases, skip, skipBack, wordSet } from './phrases.js'
import { isMark, type Span, type Utterance } from './utterance.js'
import { more, nothing, things, type Wanted, unnamed } from './wanted.js'

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

const owning = phrases('i have|we have|there is|there are|i got')
const modals = wordSet('can could may')

const plainAdd = wordSet('add put include insert append re-add')

const openers = wordSet(
  'open reopen re-open access edit update modify start use pull bring view display load pick select choose find go take get make create',
)

const noting = wordSet('make create leave write start')

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

function named(span: Span): Wanted {
  return things(span)
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
    const owned = owning(words, assured, to)
    if (owned > 0) return withTail(words, { from: assured + owned, to }, mention)
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
