import * as english from './english-vocabulary.js'
import { phrases, skip, skipBack } from './phrases.js'

const beingWithout = phrases("i'm|im|i am|we're|we are")
const having = phrases("i have|we have|i've|we've|i|we")
const degrees = phrases(
  'all|almost|nearly|completely|totally|entirely|just|now|already|about|getting|pretty|very|really|so|fresh|clean|also|currently|probably|quite|definitely|basically',
)
const without = phrases(
  'out of|low on|short on|short of|running out of|running low on|running short on|down to the last of|down to the last|down to my last|down to our last',
)
const usedUp = phrases(
  'ran out of|run out of|run low on|ran low on|used up|used up all|used all|used the last of|used the last|finished|finished off|finished the last of|finished the last|ate the last of|ate the last|drank the last of|drank the last|emptied|went through',
)

/** Counts the words of "we're almost out of" or "i just used the last of"; 0 if there are none. */
export function shortage(words: readonly string[], at: number, end: number): number {
  const listed = english.lacks(words, at, end)
  if (listed > 0) return listed
  return composed(words, at, end, beingWithout, without) || composed(words, at, end, having, usedUp)
}

function composed(
  words: readonly string[],
  at: number,
  end: number,
  subject: typeof having,
  predicate: typeof usedUp,
): number {
  const length = subject(words, at, end)
  if (length === 0) return 0
  const start = skip(degrees, words, at + length, end)
  const said = predicate(words, start, end)
  return said === 0 ? 0 : start + said - at
}

const being = phrases('is|are|was|were|has|have|is now|are now')
const gone = phrases(
  'gone|finished|empty|low|out|running low|running out|used up|run out|ran out|done|all gone|needed|required|necessary',
)

/** Where "the milk" ends in "the milk is almost gone"; `end` if the clause says nothing such. */
export function goneFrom(words: readonly string[], from: number, end: number): number {
  const state = skipBack(gone, words, from, end)
  if (state === end) return end
  if (words[state] === 'ran') return state
  const predicate = skipBack(degrees, words, from, state)
  const to = skipBack(being, words, from, predicate)
  return to < predicate ? to : end
}
