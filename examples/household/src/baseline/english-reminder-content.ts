import * as english from './english-vocabulary.js'
import { phrases, skip, skipBack, wordSet } from './phrases.js'
import { type Reading, missing, unclear } from './reading.js'
import { isVague } from './split-items.js'
import { type Span, type Utterance, isMark, originalText, trimmed } from './utterance.js'

/** The content of a reminder from a place on, without the words that lead to it. */
export function content(words: readonly string[], from: number): Span {
  const end = skipBack(english.politeTails, words, from, words.length)
  const start = skip(connectives, words, from, end)
  return { from: start, to: Math.max(start, end) }
}

const connectives = phrases(
  "to|about|of|that|for|on|so|regarding|to my calendar|on my calendar|on the calendar|in my calendar|to the calendar|in the calendar|on my phone|in my phone|on my schedule|in my schedule|again to|again about|again that|: |:|that i need to|that i have to|that i need|saying|which says|called|named|about the fact that|i need to|i have to|please|also|to remember to|to remind me to|to remind me about|to remind me that|to alert me to|to tell me to|to remember|for me to|for me|for myself|to do the following|up|so i don't forget|so that i don't forget|so i remember to|so i don't forget to|so that i remember to|notification|alert|alarm|later to|to not forget to|to not forget|not to forget to|not to forget",
)

/** "i need to take out the trash" before ", please remind me". */
export function clauseBefore(words: readonly string[], from: number, to: number): Span | undefined {
  const end = skipBack(english.leadIns, words, from, to)
  const start = skip(english.leadIns, words, from, end)
  const had = haveStarts(words, start, end)
  const span = { from: start + had, to: end }
  return span.to > span.from ? span : undefined
}

const haveStarts = phrases(
  "i have|i've got|i have got|i've|there is|there's|i got|we have|i'm having|i will have|i'll have|i just|i am having",
)

export function onlyTime(words: readonly string[], { from, to }: Span): boolean {
  return to > from && words.slice(from, to).every((word) => isTime(word) || word === 'of')
}

export function created(utterance: Utterance, about: Span, when?: Span): Reading {
  if (isEmpty(utterance, about)) return unclear(missing.title)
  const stated = title(utterance, about)
  const time = when === undefined ? '' : originalText(utterance, when)
  const named = time === '' ? stated : `${stated} ${time}`
  return { kind: 'create_task', title: named }
}

/** "friday to call my mother" is called "call my mother friday". */
function title(utterance: Utterance, span: Span): string {
  const { words } = utterance
  const { from, to } = trimmed(utterance, span)
  let at = from
  while (at < to && isTime(words[at] ?? '')) at += 1
  const link = words[at] ?? ''
  if (
    at > from &&
    at < to &&
    (link === 'to' || link === 'about' || link === 'that' || link === 'of')
  ) {
    const later = originalText(utterance, { from: skip(connectives, words, at, to), to })
    const since = words[from - 1] === 'on' || words[from - 1] === 'at' ? from - 1 : from
    if (later !== '') return `${later} ${originalText(utterance, { from: since, to: at })}`
  }
  return originalText(utterance, { from, to })
}

/** Nothing to be reminded of: no words, only a time, or only "something". */
export function isEmpty(utterance: Utterance, span: Span): boolean {
  const { words } = utterance
  const { from, to } = trimmed(utterance, span)
  if (from >= to || isVague(utterance, { from, to })) return true
  for (let at = from; at < to; at += 1) {
    const word = words[at] ?? ''
    if (!isTime(word) && !pointers.has(word) && !isMark(word)) return false
  }
  return true
}

const pointers = wordSet(
  'it this that them something someone anything thing things do me my i for of again please later the a an some to everything stuff event made created set up now',
)

export const times = wordSet(`
  today tomorrow tommorow tommorrow tonight morning afternoon evening night noon midnight monday tuesday wednesday thursday friday saturday sunday weekend week weeks
  weekly daily monthly yearly month months year years day days hour hours minute minutes second seconds am pm a.m p.m o'clock oclock at on in for by after before every each next this
  the a an one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty half quarter past until till from now later time
  january february march april may june july august september october november december mondays tuesdays wednesdays thursdays fridays saturdays sundays everyday date
  first second third fourth fifth sixth seventh eighth ninth tenth and single other awhile while sometime soon
`)

export function isTime(word: string): boolean {
  return times.has(word) || /^\d{1,4}(?:[:./]\d{1,2})*(?:am|pm|a\.m|p\.m|st|nd|rd|th)?$/.test(word)
}
