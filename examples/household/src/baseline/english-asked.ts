import * as english from './english-vocabulary.js'
import { skip, skipBack, wordSet } from './phrases.js'
import { isMark } from './utterance.js'

/** Not "you don't need to remind me", "this song reminds me", "play remind me". */
export function isAsked(words: readonly string[], start: number, at: number): boolean {
  let clause = at
  while (clause > start && !clauseStarts.has(words[clause - 1] ?? '') && !isMark(words[clause - 1]))
    clause -= 1
  const first = words[start] ?? ''
  const lead = skip(english.leadIns, words, start, at)
  const verb = words[lead] ?? ''
  if (verb === 'send' && words[lead + 1] !== 'me') return false // "send bob a text to remind him"
  // What stands before "can you please" and the like.
  const last = words[skipBack(english.leadIns, words, clause, at) - 1] ?? ''
  if (words.slice(clause, at).some((word) => denying.has(word))) return false
  if (quoting.has(first)) return false
  // "start reminding me", "set an alert reminding me", not "thanks for reminding me".
  if (words[at]?.startsWith('reminding') === true) return making.has(verb) && last !== 'for'
  return !embedding.has(last) && (last !== 'to' || making.has(verb))
}

const clauseStarts = wordSet('and so but then please')
const denying = wordSet(
  "don't dont not never no stop quit without needn't won't didn't doesn't can't",
)
const quoting = wordSet('play find search tweet text tell ask show message post')
const embedding = wordSet(
  'called titled named will would should must did does has had i you we he she they it say says said who which that the a this for of by always',
)
const making = wordSet(
  'set program schedule configure create make use add put have need want leave send write place keep start begin get',
)

/** "when i get home remind me to …", not "when did you …". */
export function isCondition(words: readonly string[], at: number): boolean {
  return conditions.has(words[at] ?? '') && !auxiliaries.has(words[at + 1] ?? '')
}

const conditions = wordSet('when whenever once after before if as by until')
const auxiliaries = wordSet('is are was were do does did will would should can could have has had')
