import { softStarts } from './english-pointing.js'
import { shortage } from './english-shortage.js'
import * as english from './english-vocabulary.js'
import { skip, skipBack, wordSet } from './phrases.js'

/**
 * The verb of "we're having guests, add wine to …": one that begins a clause of its own after a
 * statement which gives the reason. Undefined where the statement may turn its meaning around, as a
 * condition, a denial or the words of somebody else do.
 */
export function verbAfterReason(words: readonly string[], to: number): number | undefined {
  const start = skip(softStarts, words, 0, to)
  if (!statementStarts.has(words[start] ?? '')) return undefined
  for (let at = start + 2; at < to; at += 1) {
    if (!english.addVerbs.has(words[at] ?? '') || english.passives.has(words[at - 1] ?? ''))
      continue
    const end = skipBack(english.leadIns, words, start, at)
    const lacking = shortage(words, skip(english.reasons, words, start, end), end)
    if (lacking > 0) return words[at - 1] === 'to' && end === at ? undefined : at
    const turned = words.slice(start, end).some((word) => turning.has(word))
    const isApart = end < at || (isReason(words, start) && !subjects.has(words[at - 1] ?? ''))
    return end > start && isApart && !turned ? at : undefined
  }
  return undefined
}

/** "since it's taco night add …" needs nothing between the clauses. */
function isReason(words: readonly string[], start: number): boolean {
  return english.reasons(words, start, words.length) > 0
}
const subjects = wordSet('i you we they he she it who that to and or')

const statementStarts = wordSet(
  "i i'm im i've i'll we we're we've we'll there there's because cause since as it's my our the no today tonight tomorrow it",
)
const turning = wordSet(`
  if whether unless when until before after not no never don't dont doesn't didn't won't wouldn't can't cannot shouldn't isn't aren't haven't hasn't what why how who which where
  say says said saying ask asks asked asking tell tells told telling think thought know knew wonder wondering forgot remember hear heard read wrote text texted hope wish want wants wanted would should could
`)
