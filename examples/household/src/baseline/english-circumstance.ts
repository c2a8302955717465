import { isCondition } from './english-asked.js'
import { isTime } from './english-reminder-content.js'
import { phrases, wordSet } from './phrases.js'
import { isMark } from './utterance.js'

/** Where the words end with which a wish begins: its time, its condition or its place. */
export function circumstanceEnd(
  words: readonly string[],
  start: number,
  to: number,
  isWish: (at: number) => boolean,
): number {
  const place = places(words, start, to)
  if (place > 0) return start + place
  let at = start
  while (at < to && (isTime(words[at] ?? '') || isMark(words[at])) && !isWish(at)) at += 1
  if (at > start + 1 || !isCondition(words, start)) return at
  // "when i get home": a verb after its subject begins no wish.
  while (at < to && (!isWish(at) || subjects.has(words[at - 1] ?? ''))) at += 1
  return at
}

const subjects = wordSet('i you we he she they it')

/** Whether the words name where to note it down, which is no part of what is noted. */
export function isPlace(words: readonly string[], from: number, to: number): boolean {
  return places(words, from, to) === to - from
}

const places = phrases(
  ['calendar', 'phone', 'reminders', 'schedule', 'reminder app']
    .flatMap((place) => [place, `my ${place}`, `the ${place}`])
    .flatMap((place) => [
      ...['in', 'on', 'to'].map((lead) => `${lead} ${place}`),
      ...['open', 'open up', 'go to', 'go into', 'access'].map((lead) => `${lead} ${place} and`),
    ])
    .join('|'),
)
