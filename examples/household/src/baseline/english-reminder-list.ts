import { pointingVerb } from './english-pointing.js'
import * as english from './english-vocabulary.js'
import type { ListMention } from './list-mention.js'
import { phrases, skip, skipBack } from './phrases.js'
import type { Span } from './utterance.js'

/**
 * What is to be remembered, without the list of tasks that is named as its place: "laundry" of
 * "remind me to add laundry to my chores", "mop" of "remind me to mop by putting it on my list of chores".
 */
export function withoutTaskList(
  words: readonly string[],
  about: Span,
  mentions: readonly ListMention[],
): Span {
  const mention = mentions.find(({ from, of }) => from > about.from && of.kind === 'tasks')
  if (mention === undefined) return about
  if (skip(english.tails, words, mention.to, words.length) < words.length) return about
  const to = mention.from - 1
  if (!english.listPrepositions.has(words[to] ?? '')) return about
  const pointing = pointingVerb(words, about.from, to)
  if (pointing !== undefined) {
    return { from: about.from, to: skipBack(links, words, about.from, pointing) }
  }
  const isAdded = english.addVerbs.has(words[about.from] ?? '') && about.from + 1 < to
  return isAdded ? { from: about.from + 1, to } : about
}

const links = phrases('by|and|so|then|please|also|just')
