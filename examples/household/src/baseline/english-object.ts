import * as english from './english-vocabulary.js'
import { phrases, skipBack, wordSet } from './phrases.js'
import { isMark, type Span } from './utterance.js'

/** The words before a list without the preposition and particle that lead to it. */
export function beforeList(words: readonly string[], from: number, end: number) {
  let to = end
  while (to > from && isMark(words[to - 1])) to -= 1
  const last = words[to - 1] ?? ''
  const preposition =
    to > from && (english.listPrepositions.has(last) || last === 'from' || last === 'off')
      ? last
      : undefined
  if (preposition !== undefined) to -= 1
  // "to the top of my list"
  if (preposition === undefined) {
    const place = skipBack(places, words, from, to)
    if (place < to) return { to: place, preposition: 'to' }
  }
  if (preposition !== undefined && to - from > 2 && english.particles.has(words[to - 1] ?? '')) {
    to -= 1
  }
  return { to, preposition }
}

const places = phrases(
  ['to', 'at', 'on', 'onto']
    .flatMap((to) =>
      ['top', 'bottom', 'end', 'start', 'beginning'].map((end) => `${to} the ${end} of`),
    )
    .join('|'),
)

/** "a new item" of "add a new item rye bread", and "added" of "get rye bread added". */
export function bareObject(words: readonly string[], { from, to }: Span): Span {
  const end = causing.has(words[from - 1] ?? '')
    ? skipBack(english.participles, words, from, to)
    : to
  const label = labels(words, from, end)
  const start = from + (label > 0 && from + label < end ? label : 0)
  return end > start ? { from: start, to: end } : { from, to }
}

const causing = wordSet('get have')
const labels = phrases(
  ['item', 'new item', 'entry', 'product', 'item called', 'item named', 'new item called']
    .flatMap((label) => [label, `the ${label}`, `a ${label}`, `an ${label}`])
    .join('|'),
)

/** "mark laundry as done". */
export function isTicked(words: readonly string[], { from, to }: Span): boolean {
  return words.slice(from, to).some((word) => ticked.has(word))
}

const ticked = wordSet('as done complete completed finished bought purchased checked off')

/** "milk" of "add milk if it is not on my list already". */
export function withoutCondition(words: readonly string[], { from, to }: Span): Span {
  let at = to
  while (at > from && conditionWords.has(words[at - 1] ?? '')) at -= 1
  return words[at] === 'if' || words[at] === 'unless' ? { from, to: at } : { from, to }
}

const conditionWords = wordSet(
  "if unless it it's they they're that is are isn't aren't isnt arent not already yet there currently",
)
