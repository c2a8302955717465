import { ofShopping, ofTasks } from './english-list-kinds.js'
import { type ListMention, listMentions } from './list-mention.js'
import { addVerbs, leadIns, tails } from './english-vocabulary.js'
import { phrases, skip, wordSet } from './phrases.js'
import { type Utterance, isMark, lowerText } from './utterance.js'

const determiners = wordSet("my the our your this that a an his her their mom's dad's")
const boundaries = wordSet(
  'to on onto in into for at from off of out with and or but if is are was were i you we it them add put have need',
)
const shoppingWords = wordSet(
  'shopping shoping shop grocery groceries grocerie groceries market supermarket food buy buying purchase to-buy',
)
const taskWords = wordSet(
  'to-do todo todos to-dos task tasks chore chores errand errands housework reminder reminders job jobs',
)
const denials = wordSet("not don't dont never")
const heads = wordSet('list lists checklist')
const containers = wordSet('cart bag basket trolley')

const withoutHead = phrases(
  'to do|to dos|to-do|to-dos|todo|todos|chores|tasks|errands|reminders|things to do|stuff to do',
)

/** Every word at which a mention can be told: a single look-up for all the others. */
const telling = wordSet(`
  list lists checklist cart bag basket trolley groceries shopping to to-do to-dos todo todos chores tasks errands reminders things stuff
`)

/** Every list a text speaks of, from left to right. */
export function englishLists(utterance: Utterance): readonly ListMention[] {
  return listMentions(utterance, mentionAt)
}

function mentionAt(utterance: Utterance, at: number, least: number): ListMention | undefined {
  const { words } = utterance
  const word = words[at] ?? ''
  if (!telling.has(word)) return undefined
  if (heads.has(word)) return isVerb(words, at) ? undefined : headed(utterance, at, least)
  if (containers.has(word) && at > least && shoppingWords.has(words[at - 1] ?? '')) {
    return { from: determinerBefore(words, at - 1, least), to: at + 1, of: { kind: 'shopping' } }
  }
  // "the groceries", "my to dos": only where a determiner and a preposition say that it is a list.
  if (lonely.has(word) && at > least && isInto(words[at - 1])) {
    const to = at + (word === 'things' ? withoutHead(words, at, words.length) : 1)
    const kind = word === 'groceries' ? 'shopping' : 'tasks'
    if (to > at && endsList(words, at, to)) return { from: at, to, of: { kind } }
  }
  const isAfterTo =
    at >= least + 2 && determiners.has(words[at - 1] ?? '') && intoList.has(words[at - 2] ?? '')
  if (!isAfterTo) return undefined
  if (word === 'groceries' || word === 'shopping') {
    const next = words[at + 1] ?? ''
    if (heads.has(next) || containers.has(next)) return undefined
    return { from: at - 1, to: at + 1, of: { kind: 'shopping' } }
  }
  const length = withoutHead(words, at, words.length)
  const isBeforeHead = words.slice(at + length, at + length + 3).some((next) => heads.has(next))
  if (length === 0 || isBeforeHead) return undefined
  return { from: at - 1, to: at + length, of: { kind: 'tasks' } }
}

/** "to groceries", "on tasks": these need no determiner right after a verb or at the end. */
const lonely = wordSet('groceries tasks chores errands todo todos to-do to-dos reminders things')

function isInto(word: string | undefined): boolean {
  return word === 'to' || word === 'on' || word === 'onto'
}

function endsList(words: readonly string[], from: number, to: number): boolean {
  return isLast(words, to) || addVerbs.has(words[from - 2] ?? '')
}

function isLast(words: readonly string[], to: number): boolean {
  return skip(tails, words, to, words.length) >= words.length
}

const intoList = wordSet('to on onto in into for')

/** "list eggs on …" begins with a verb. */
function isVerb(words: readonly string[], at: number): boolean {
  const next = words[at + 1]
  if (words[at] !== 'list' || next === undefined || isMark(next)) return false
  return skip(leadIns, words, 0, words.length) === at && next !== 'of' && next !== 'for'
}

/** "my weekly shopping list of things to buy" from its head "list". */
function headed(utterance: Utterance, head: number, least: number): ListMention {
  const { words } = utterance
  const start = modifiersFrom(words, head, least)
  const modifiers = words.slice(start, head)
  const after = words[head + 1]
  const follows =
    after === 'of' || after === 'for' ? words.slice(head + 1, head + 14).join(' ') : ''
  const shops = wordCount(ofShopping.exec(follows)?.[0])
  const tasks = wordCount(ofTasks.exec(follows)?.[0])
  const isDenied = modifiers.some((word) => denials.has(word))
  const isShopping = (shops > 0 || modifiers.some((word) => shoppingWords.has(word))) && !isDenied
  if (isShopping) return { from: start, to: head + 1 + shops, of: { kind: 'shopping' } }
  const toDo = (!isDenied && modifiers.indexOf('do') > 0) || modifiers.includes("do's")
  if (tasks > 0 || toDo || modifiers.some((word) => taskWords.has(word))) {
    return { from: start, to: head + 1 + tasks, of: { kind: 'tasks' } }
  }
  // "my list to do"
  const isToDo = after === 'to' && words[head + 2] === 'do' && isLast(words, head + 3)
  if (isToDo && modifiers.every((word) => determiners.has(word))) {
    return { from: start, to: head + 3, of: { kind: 'tasks' } }
  }
  // "my to list" is how "to do" is sometimes cut short.
  if (words[head - 1] === 'to' && determiners.has(words[head - 2] ?? '')) {
    return { from: head - 2, to: head + 1, of: { kind: 'tasks' } }
  }
  const named = modifiers.filter((word) => !determiners.has(word) && !plainAdjectives.has(word))
  const of: ListMention['of'] =
    named.length === 0
      ? { kind: 'bare' }
      : { kind: 'named', name: lowerText(utterance, { from: head - named.length, to: head }) }
  return { from: start, to: head + 1, of }
}

const plainAdjectives = wordSet(
  'current existing new whole entire same other usual regular running',
)

/**
 * Where the words before a head that belong to it begin: back to a determiner, else over the words
 * that name the kind of list.
 */
function modifiersFrom(words: readonly string[], head: number, least: number): number {
  let start = head
  for (let at = head - 1; at >= Math.max(least, head - 6); at -= 1) {
    const word = words[at] ?? ''
    if (determiners.has(word)) return at
    if ((word === 'do' || word === "do's") && words[at - 1] === 'to') {
      at -= 1
      start = at
    } else if (word === 'buy' && words[at - 1] === 'to') {
      at -= 1
      start = at
    } else if (boundaries.has(word) || isMark(word)) {
      return start === head || intoList.has(word) ? at + 1 : start
    } else if (shoppingWords.has(word) || taskWords.has(word)) {
      start = at
    }
  }
  return start
}

function wordCount(text = ''): number {
  return text === '' ? 0 : text.split(' ').length
}

function determinerBefore(words: readonly string[], at: number, least: number): number {
  return at > least && determiners.has(words[at - 1] ?? '') ? at - 1 : at
}
