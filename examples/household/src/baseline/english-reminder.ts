import * as english from './english-vocabulary.js'
import type { ListMention } from './list-mention.js'
import { phrases, skip, skipBack, wordSet } from './phrases.js'
import { type Reading, missing, other, unclear } from './reading.js'
import { isVague } from './split-items.js'
import { type Span, type Utterance, isMark, originalText, trimmed } from './utterance.js'

/** What speaks of a reminder: at which word, and where the words begin that follow it. */
export type ReminderCue = {
  readonly kind: 'verb' | 'noun'
  readonly at: number
  readonly to: number
}

const verbs = phrases(`
  remind me|remind us|remind him|remind her|remind them|remind everyone|remind everybody|remind|reminds me|reminding me|reminded|be reminded|get reminded
  don't let me forget|dont let me forget|do not let me forget|don't let us forget|never let me forget|make sure i don't forget|make sure i remember|help me remember|help me to remember
  make me remember|tell me to|need reminding|tell me that i need to|tell me that i have to
`)
const leadingVerbs = phrases(
  "remember to|remember that|don't forget to|dont forget to|do not forget to|don't forget that|i need to remember to|i have to remember to|i must remember to|i should remember to|note to self|i must not forget to",
)
const nouns = wordSet('reminder reminders')

/** Finds the words about a reminder outside the names of lists. */
export function englishReminderCue(
  { words }: Utterance,
  mentions: readonly ListMention[],
): ReminderCue | undefined {
  let noun: ReminderCue | undefined
  for (let at = 0; at < words.length; at += 1) {
    const inside = mentions.find((mention) => at >= mention.from && at < mention.to)
    if (inside !== undefined) {
      at = inside.to - 1
      continue
    }
    const length = verbs(words, at, words.length)
    if (length > 0) return { kind: 'verb', at, to: at + length }
    if (noun === undefined && nouns.has(words[at] ?? '')) noun = { kind: 'noun', at, to: at + 1 }
  }
  if (noun !== undefined) return noun
  if (mentions.length > 0) return undefined
  const start = skip(address, words, 0, words.length)
  const length = leadingVerbs(words, start, words.length)
  return length > 0 ? { kind: 'verb', at: start, to: start + length } : undefined
}

const address = phrases(
  'hey|hi|hello|ok|okay|google|alexa|siri|olly|pda|please|plz|pls|also|and|just|cortana|computer',
)

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

/** The content of a reminder from a place on, without the words that lead to it. */
function content(words: readonly string[], from: number): Span {
  const end = skipBack(english.politeTails, words, from, words.length)
  const start = skip(connectives, words, from, end)
  return { from: start, to: Math.max(start, end) }
}
const connectives = phrases(
  "to|about|of|that|for|on|so|regarding|to my calendar|on my calendar|on the calendar|in my calendar|to the calendar|in the calendar|: |:|that i need to|that i have to|that i need|saying|which says|called|named|about the fact that|i need to|i have to|please|also|to remember to|to remind me to|to remind me about|to remind me that|to alert me to|to tell me to|to remember|for me to|for me|for myself|to do the following|up|so i don't forget|so that i don't forget|so i remember to|so i don't forget to|so that i remember to|notification|alert|alarm|later to|to not forget to|to not forget|not to forget to|not to forget",
)

/** "i need to take out the trash" before ", please remind me". */
function clauseBefore(words: readonly string[], from: number, to: number): Span | undefined {
  const end = skipBack(english.leadIns, words, from, to)
  const start = skip(english.leadIns, words, from, end)
  const had = haveStarts(words, start, end)
  const span = { from: start + had, to: end }
  return span.to > span.from ? span : undefined
}
const haveStarts = phrases(
  "i have|i've got|i have got|i've|there is|there's|i got|we have|i'm having|i will have|i'll have|i just|i am having",
)

function fromNoun(utterance: Utterance, cue: ReminderCue): Reading {
  const { words } = utterance
  const start = skip(english.leadIns, words, 0, cue.at)
  const verb = words[start] ?? ''
  const about = content(words, cue.to)
  const isQuestion =
    english.questionWords.has(verb) && !creating.has(verb) && !(start > 0 && verb === 'do')
  if (isQuestion) return other
  const wish = wishBefore(words, start, cue.at)
  const isShort = (from: number): boolean =>
    cue.at - from <= 5 && !words.slice(from, cue.at).some((word) => notBetween.has(word))
  const creates =
    (creating.has(verb) && start < cue.at && isShort(start + 1)) ||
    (wish !== undefined && isShort(wish))
  if (creates) {
    if (words[cue.at] === 'reminders' && cue.at - start <= 2 && about.to === about.from)
      return other
    if (!isEmpty(utterance, about)) return created(utterance, about)
    const kind = descriptive(words, start + 1, cue.at)
    return kind === undefined ? unclear(missing.title) : created(utterance, kind)
  }
  const later = creatingBefore(words, start, cue.at)
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
    (statedAfter.has(words[cue.to] ?? '') || english.choreVerbs.has(words[cue.to] ?? '')) &&
    !isEmpty(utterance, about)
  if (stated) return created(utterance, about)
  const kind = descriptive(words, start, cue.at)
  return kind !== undefined && cue.at > start
    ? created(utterance, {
        from: kind.from,
        to: Math.max(kind.to, about.to > about.from ? about.to : kind.to),
      })
    : other
}

/** Where the wish for a reminder ends: "i need", "how about". */
function wishBefore(words: readonly string[], start: number, to: number): number | undefined {
  for (const from of [0, skip(address, words, 0, to), start]) {
    const length = reminderWishes(words, from, to)
    if (length > 0) return from + length
  }
  return undefined
}
const notBetween = wordSet(
  'i hear see know read check view find email text message with to list what any all there if',
)

const creating = wordSet(
  'set setup setting create creating make making add adding put open give send schedule start new place insert enter program write get save record activate arrange leave establish have',
)
const reminderWishes = phrases(
  "i need|i want|i would like|i'd like|i'd like to have|i would like to have|i want to have|we need|how about|i could use|new|another|need|want",
)
const notPlain = wordSet(
  'my the latest last current next any all this that no your read check other',
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

function onlyTime(words: readonly string[], { from, to }: Span): boolean {
  return to > from && words.slice(from, to).every((word) => isTime(word) || word === 'of')
}

function created(utterance: Utterance, about: Span, when?: Span): Reading {
  if (isEmpty(utterance, about)) return unclear(missing.title)
  const stated = title(utterance, about)
  const named = when === undefined ? stated : `${stated} ${originalText(utterance, when)}`
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
function isEmpty(utterance: Utterance, span: Span): boolean {
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
const times = wordSet(`
  today tomorrow tommorow tommorrow tonight morning afternoon evening night noon midnight monday tuesday wednesday thursday friday saturday sunday weekend week weeks
  weekly daily monthly yearly month months year years day days hour hours minute minutes second seconds am pm a.m p.m o'clock oclock at on in for by after before every each next this
  the a an one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty half quarter past until till from now later time
  january february march april may june july august september october november december mondays tuesdays wednesdays thursdays fridays saturdays sundays everyday date
  first second third fourth fifth sixth seventh eighth ninth tenth and single other awhile while sometime soon
`)
function isTime(word: string): boolean {
  return times.has(word) || /^\d{1,4}(?:[:./]\d{1,2})*(?:am|pm|a\.m|p\.m|st|nd|rd|th)?$/.test(word)
}
