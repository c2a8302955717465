import * as english from './english-vocabulary.js'
import { phrases, skip, skipBack, wordSet } from './phrases.js'
import { type Reading, missing, unclear } from './reading.js'
import { isVague } from './split-items.js'
import { type Span, type Utterance, originalText } from './utterance.js'

const making = phrases('add|create|make|set up|new|start|add new|i have|there is|i need|i want')
const articles = phrases('a|an|another|the|new|a new|one more')
const tasks = phrases(
  'task|to-do|todo|to do|chore|errand|to do item|to-do item|todo item|task item',
)
const links = phrases('to|for|called|named|titled|about|saying|that says|:|,|of|for me to|for me')
const noting = phrases(
  ['note', 'note down', 'jot down', 'write down', 'make a note', 'take a note', 'note to self']
    .flatMap((note) =>
      ['that i need to', 'that i have to', 'that we need to', 'i need to', 'i have to', 'to'].map(
        (link) => `${note} ${link}`,
      ),
    )
    .join('|'),
)
const asTask = phrases('as a|as a new|as')

/** Reads "add a task to clean the garage"; undefined where no task is made. */
export function readNewTask(utterance: Utterance): Reading | undefined {
  const { words } = utterance
  const start = skip(english.leadIns, words, 0, words.length)
  const first = words[start] ?? ''
  if (!beginnings.has(first) && !english.addVerbs.has(first)) return undefined
  const end = skipBack(english.politeTails, words, start, words.length)
  const span = noted(words, start, end) ?? added(words, start, end) ?? made(words, start, end)
  if (span === undefined) return undefined
  if (span.to <= span.from || isVague(utterance, span)) return unclear(missing.title)
  return { kind: 'create_task', title: originalText(utterance, span) }
}

/** First words of {@link making} and {@link noting} that are no verbs of adding. */
const beginnings = wordSet('create make set new start i there take')

/** "add a task to clean the garage" */
function made(words: readonly string[], start: number, to: number): Span | undefined {
  const length = making(words, start, to)
  const at = skip(articles, words, start + length, to)
  const named = length === 0 ? 0 : tasks(words, at, to)
  return named === 0 ? undefined : { from: skip(links, words, at + named, to), to }
}

/** "jot down that i need to clean the garage": only a chore, as other notes are no tasks. */
function noted(words: readonly string[], start: number, to: number): Span | undefined {
  const from = start + noting(words, start, to)
  return from > start && english.choreVerbs.has(words[from] ?? '') ? { from, to } : undefined
}

/** "add clean the garage as a task" */
function added(words: readonly string[], start: number, end: number): Span | undefined {
  if (!english.addVerbs.has(words[start] ?? '')) return undefined
  const noun = skipBack(tasks, words, start + 1, end)
  const to = noun < end ? skipBack(asTask, words, start + 1, noun) : noun
  return to < noun ? { from: start + 1, to } : undefined
}
