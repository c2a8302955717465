import { isAsked, isCondition } from './english-asked.js'
import { asksBack } from './english-asks-back.js'
import * as english from './english-vocabulary.js'
import { clauseBefore, content, created, isEmpty, onlyTime } from './english-reminder-content.js'
import { address, type ReminderCue } from './english-reminder-cue.js'
import { fromNoun } from './english-reminder-noun.js'
import { withoutTaskList } from './english-reminder-list.js'
import type { ListMention } from './list-mention.js'
import { phrases, skip, skipBack, wordSet } from './phrases.js'
import { missing, other, type Reading, unclear } from './reading.js'
import { trimmed, type Utterance } from './utterance.js'

/** Reads a sentence that speaks of a reminder. */
export function readEnglishReminder(
  utterance: Utterance,
  cue: ReminderCue,
  mentions: readonly ListMention[],
): Reading {
  const { words } = utterance
  const first = skip(english.leadIns, words, 0, cue.at)
  if (undoing.has(words[first] ?? '') || (words[first] === 'get' && words[first + 1] === 'rid')) {
    return other
  }
  return cue.kind === 'verb'
    ? fromVerb(utterance, cue, mentions)
    : fromNoun(utterance, cue, mentions)
}

const undoing = wordSet(
  'remove removed delete deleted erase cancel cancelled clear dismiss snooze trash disable unset ignore postpone reschedule mute silence',
)

function fromVerb(
  utterance: Utterance,
  cue: ReminderCue,
  mentions: readonly ListMention[],
): Reading {
  const { words } = utterance
  const start = skip(address, words, 0, cue.at)
  // "remember to remind me", "can you please remind me": lead-ins; "did you remind me": a question.
  const lead = skip(english.leadIns, words, 0, cue.at)
  const isLedIn = lead >= cue.at || wantsVerb(words, lead, cue.at)
  const about = withoutTaskList(words, content(words, cue.to), mentions)
  // "remember to do …" goes on with a verb, "remind me …" may with a question.
  const asked = words[cue.to - 1] === 'that' ? cue.to - 1 : cue.to
  if (words[cue.to - 1] !== 'to' && asksBack(words, asked, mentions)) return other
  const isTimed = isCondition(words, start)
  if (!isLedIn && !isTimed && askingBefore.has(words[start] ?? '')) return other
  if (!isLedIn && !isAsked(words, start, cue.at)) return other
  if (!isLedIn && start < cue.at) {
    const before = clauseBefore(words, start, cue.at)
    if (about.to > about.from && !isEmpty(utterance, about)) {
      // "at five remind me to leave": the time belongs to the task.
      const when = trimmed(utterance, {
        from: start,
        to: skipBack(english.leadIns, words, start, cue.at),
      })
      return created(utterance, about, isTimed || onlyTime(words, when) ? when : undefined)
    }
    return before === undefined ? unclear(missing.title) : created(utterance, before)
  }
  return created(utterance, about)
}

const askingBefore = wordSet(
  "what whats what's which who whose where when why how is are did do does have has was were show read list check",
)

/** "i want to get reminded", "set my calendar to remind me": verbs that lead to the reminding. */
function wantsVerb(words: readonly string[], from: number, to: number): boolean {
  return leadingWishes(words, from, to) === to - from
}

const leadingWishes = phrases(`
  i need to|i want to|i'd like to|i would like to|i need|i want|i would like|i'd like|to|set my calendar to|set an alarm to|set alarm to|set a reminder to|set up a reminder to|create an event to|put on my calendar to
  i need to be|i want to be|i'd like to be|i would like to be|if you could|i need you|i want you|don't forget to|dont forget to|set a reminder|set a notification to|make sure to|make sure you
`)
