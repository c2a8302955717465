import type { ListMention } from './list-mention.js'
import { phrases, wordSet } from './phrases.js'
import { isMark } from './utterance.js'

/** "remind me what …": asks for an answer, now. */
export function asksBack(
  words: readonly string[],
  from: number,
  mentions: readonly ListMention[],
): boolean {
  const at = words[from] === 'again' || words[from] === 'please' ? from + 1 : from
  const [first, second] = [words[at] ?? '', words[at + 1] ?? '']
  if (asking.has(first) || isTaste(words, at)) return true
  if (doing.has(first) && asker.has(second)) return true
  if (first === 'when' && ending.has(lastWord(words))) return true
  if (first === 'when') return asksWhen.has(second) && !words.includes('to', at + 2)
  if (first === 'of' || first === 'about') {
    if (mentions.some((mention) => mention.from > at)) return true
    if (asking.has(second) || second === 'when' || allOf(words, at + 1, words.length) > 0)
      return true
    return words.slice(at + 1, at + 6).some((word) => facts.has(word))
  }
  if (first === 'my' && facts.has(lastWord(words))) return true
  return first === 'the' && words.slice(at + 1, at + 4).some((word) => facts.has(word))
}

function lastWord(words: readonly string[]): string {
  return words.findLast((word) => !isMark(word)) ?? ''
}

/** "remind me that i like that song": tells something about oneself and names nothing to do. */
function isTaste(words: readonly string[], at: number): boolean {
  const subject = words[at] === 'that' ? at + 1 : at
  return words[subject] === 'i' && tastes.has(words[subject + 1] ?? '')
}

const tastes = wordSet('like love hate prefer enjoy dislike loved liked')

const asking = wordSet(
  "what whats what's where where's who who's whose which how whether why myself",
)

const doing = wordSet('do did does have has')
const asker = wordSet('i we you he she they it')

const asksWhen = wordSet("is are was i'm did does")

/** "remind me when the meeting is". */
const ending = wordSet('is are was were')

const allOf = phrases(
  'the items|the things on|everything on|all my|all the|all of|my list|the list|my to do list|my reminders|my appointments|the contents',
)

/** What people ask to be told again, rather than to be reminded of later. */
const facts = wordSet(
  'address number total balance amount name date dates password pin code last previous alarms capital lyrics',
)
