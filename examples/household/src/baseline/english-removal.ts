import * as english from './english-vocabulary.js'
import type { ListMention } from './list-mention.js'
import { skip, wordSet } from './phrases.js'
import { isMark } from './utterance.js'

/** Whether the sentence, at the beginning of one of its clauses, also takes something away. */
export function takesAway(words: readonly string[], mention: ListMention): boolean {
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
export function asksToAddToo(words: readonly string[], { from, to }: ListMention): boolean {
  return words.some((word, at) => english.addVerbs.has(word) && (at < from || at >= to))
}

const gone = wordSet('removed deleted erased off crossed')

const clauseStarts = wordSet('and then but also please')
