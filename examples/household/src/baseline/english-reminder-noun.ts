import { asksBack } from './english-asks-back.js'
import * as english from './english-vocabulary.js'
import { clauseBefore, content, created, isEmpty, times } from './english-reminder-content.js'
import { circumstanceEnd, isPlace } from './english-circumstance.js'
import { address, type ReminderCue } from './english-reminder-cue.js'
import type { ListMention } from './list-mention.js'
import { phrases, skip, skipBack, wordSet } from './phrases.js'
import { missing, other, type Reading, unclear } from './reading.js'
import { isMark, type Span, type Utterance } from './utterance.js'

export function fromNoun(
  utterance: Utterance,
  cue: ReminderCue,
  mentions: readonly ListMention[],
): Reading {
  const { words } = utterance
  const first = skip(english.leadIns, words, 0, cue.at)
  // "tomorrow at four set a reminder to …": the time belongs to the task.
  const isWish = (at: number): boolean =>
    creating.has(words[at] ?? '') || reminderWishes(words, at, cue.at) > 0
  const led = circumstanceEnd(words, first, cue.at, isWish)
  const isLed = led > first && led < cue.at
  const start = isLed ? skip(english.leadIns, words, led, cue.at) : first
  const end = skipBack(english.leadIns, words, first, led)
  const when = isLed && !isPlace(words, first, led) ? { from: first, to: end } : undefined
  const verb = words[start] ?? ''
  const about = content(words, cue.to)
  const isPast = verb === 'have' && asked.has(words[start + 1] ?? '') // "have you set a reminder"
  const isQuestion =
    isPast ||
    (english.questionWords.has(verb) && !creating.has(verb) && !(start > 0 && verb === 'do'))
  if (isQuestion || letters.has(words[cue.to] ?? '') || asksBack(words, cue.to, mentions))
    return other
  const wish = wishBefore(words, start, cue.at)
  const isShort = (from: number): boolean =>
    cue.at - from <= 5 &&
    !words.slice(from, cue.at).some((word) => notBetween.has(word) || isMark(word))
  const creates =
    (creating.has(verb) && start < cue.at && isShort(start + 1)) ||
    (wish !== undefined && isShort(wish))
  if (creates) {
    if (words[cue.at] === 'reminders' && cue.at - start <= 2 && about.to === about.from)
      return other
    if (!isEmpty(utterance, about)) return created(utterance, about, when)
    const kind = descriptive(words, start + 1, cue.at)
    return kind === undefined ? unclear(missing.title) : created(utterance, kind)
  }
  const later = creatingBefore(words, start, cue.at) ?? wishAt(words, start, cue.at)
  if (later !== undefined && isEmpty(utterance, about)) {
    const before = clauseBefore(words, 0, later)
    return before === undefined ? unclear(missing.title) : created(utterance, before)
  }
  if (words[cue.at] !== 'reminder' || words[words.length - 1] === '?') return other
  // "reminder: call mom", "reminder to call mom", "meeting reminder for monday".
  const isPlain = !words
    .slice(0, cue.at)
    .some((word) => english.questionWords.has(word) || notPlain.has(word))
  if (!isPlain || cue.at - start > 2) return other
  const stated =
    (statedAfter.has(words[cue.to] ?? '') ||
      times.has(words[cue.to] ?? '') ||
      english.choreVerbs.has(words[cue.to] ?? '')) &&
    !isEmpty(utterance, about)
  if (stated) return created(utterance, about)
  const kind = descriptive(words, start, cue.at)
  return kind !== undefined && cue.at > start ? created(utterance, kind, about) : other
}

const asked = wordSet('you i we they he she')

/** Where the wish for a reminder ends: "i need", "how about". */
function wishBefore(words: readonly string[], start: number, to: number): number | undefined {
  for (const from of [0, skip(address, words, 0, to), start]) {
    const length = reminderWishes(words, from, to)
    if (length > 0) return from + length
  }
  return undefined
}

/** Where the wish of "…, i need a reminder" begins. */
function wishAt(words: readonly string[], from: number, to: number): number | undefined {
  for (let at = to - 1; at > from && at >= to - 5; at -= 1) {
    if (words[at] !== 'need' && words[at] !== 'want' && reminderWishes(words, at, to) > 0) return at
  }
  return undefined
}

/** "a reminder email" goes to somebody else; a reminder's sound and app are none. */
const letters = wordSet(
  'email emails mail message messages text texts letter sms app apps application settings volume sound sounds tone ringtone',
)

const notBetween = wordSet(
  'i hear see know read check view find email text message with to list what any all there if as that this',
)

const creating = wordSet(
  'set setup setting create creating make making add adding put open give send schedule start new place insert enter program write get save record activate arrange leave establish have',
)

const reminderWishes = phrases(
  "i need|i want|i would like|i'd like|i'd like to have|i would like to have|i want to have|we need|how about|i could use|new|another|need|want",
)

const notPlain = wordSet(
  'my the latest last current next any all this that no your read check other play find search',
)

const statedAfter = wordSet('to about for of that on :')

function creatingBefore(words: readonly string[], from: number, to: number): number | undefined {
  for (let at = to - 1; at > from && at >= to - 4; at -= 1) {
    if (creating.has(words[at] ?? '') && words[at] !== 'have' && words[at] !== 'need') return at
  }
  return undefined
}

const plainBefore = wordSet(
  "a an the up me another new for us of and set my in one please event calendar now some repeating recurring regular reminder alarm on i i'd need want have like would to how about create make",
)

/** "weekly appointment" in "set a weekly appointment reminder". */
function descriptive(words: readonly string[], from: number, to: number): Span | undefined {
  let start = from
  while (start < to && plainBefore.has(words[start] ?? '')) start += 1
  const isSubject =
    start < to && words.slice(start, to).some((word) => !plainBefore.has(word) && !times.has(word))
  return isSubject ? { from: start, to } : undefined
}
