import * as english from './english-vocabulary.js'
import { clauseBefore, content, created, isEmpty, onlyTime } from './english-reminder-content.js'
import { address, type ReminderCue } from './english-reminder-cue.js'
import { fromNoun } from './english-reminder-noun.js'
import { phrases, skip, skipBack, wordSet } from './phrases.js'
import { missing, other, type Reading, unclear } from './reading.js'
import { trimmed, type Utterance } from './utterance.js'

/** Reads a sentence that speaks of a reminder. */
export function readEnglishReminder(utterance: Utterance, cue: ReminderCue): Reading {
  const { words } = utterance
  if (undoing.has(words[skip(english.leadIns, words, 0, cue.at)] ?? '')) return other
  return cue.kind === 'verb' ? fromVerb(utterance, cue) : fromNoun(utterance, cue)
}

const undoing = wordSet(
  'remove removed delete deleted erase cancel cancelled clear dismiss snooze trash disable unset ignore postpone reschedule',
)

function fromVerb(utterance: Utterance, cue: ReminderCue): Reading {
  const { words } = utterance
  const start = skip(address, words, 0, cue.at)
  // "remember to remind me", "can you please remind me": lead-ins; "did you remind me": a question.
  const lead = skip(english.leadIns, words, 0, cue.at)
  const isLedIn = lead >= cue.at || wantsVerb(words, lead, cue.at)
  const about = content(words, cue.to)
  if (asksBack(words, cue.to)) return other
  if (!isLedIn && askingBefore.has(words[start] ?? '')) return other
  if (!isLedIn && start < cue.at) {
    const before = clauseBefore(words, start, cue.at)
    if (about.to > about.from && !isEmpty(utterance, about)) {
      // "at five remind me to leave": the time belongs to the task.
      const when = trimmed(utterance, {
        from: start,
        to: skipBack(english.leadIns, words, start, cue.at),
      })
      return created(utterance, about, onlyTime(words, when) ? when : undefined)
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

/** "remind me what …": asks for an answer, now. */
function asksBack(words: readonly string[], at: number): boolean {
  const [first, second] = [words[at] ?? '', words[at + 1] ?? '']
  if (asking.has(first)) return true
  if (first === 'when')
    return (
      second === 'is' ||
      second === 'are' ||
      second === 'was' ||
      second === "i'm" ||
      second === 'did' ||
      second === 'does'
    )
  if (first === 'of' || first === 'about') {
    if (asking.has(second) || second === 'when' || allOf(words, at + 1, words.length) > 0)
      return true
    return words.slice(at + 1, at + 6).some((word) => facts.has(word))
  }
  return first === 'the' && words.slice(at + 1, at + 4).some((word) => facts.has(word))
}

const asking = wordSet(
  "what whats what's where where's who who's whose which how whether why did does do again myself",
)

const allOf = phrases(
  'the items|the things on|everything on|all my|all the|all of|my list|the list|my to do list|my reminders|my appointments|the contents',
)

/** What people ask to be told again, rather than to be reminded of later. */
const facts = wordSet(
  'address number total balance amount name date dates password pin code last previous alarms',
)
