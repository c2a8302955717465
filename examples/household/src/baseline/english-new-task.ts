import * as english from './english-vocabulary.js'
import { phrases, skip, skipBack } from './phrases.js'
import { type Reading, missing, unclear } from './reading.js'
import { isVague } from './split-items.js'
import { type Utterance, originalText } from './utterance.js'

const making = phrases('add|create|make|set up|new|start|add new|i have|there is')
const articles = phrases('a|an|another|the|new|a new|one more')
const tasks = phrases(
  'task|to-do|todo|to do|chore|errand|to do item|to-do item|todo item|task item',
)
const links = phrases('to|for|called|named|titled|about|saying|that says|:|,|of|for me to|for me')

/** Reads "add a task to clean the garage"; undefined where no task is made. */
export function readNewTask(utterance: Utterance): Reading | undefined {
  const { words } = utterance
  const end = skipBack(english.politeTails, words, 0, words.length)
  const start = skip(english.leadIns, words, 0, end)
  const made = start + making(words, start, end)
  if (made === start) return undefined
  const at = skip(articles, words, made, end)
  const length = tasks(words, at, end)
  if (length === 0) return undefined
  const span = { from: skip(links, words, at + length, end), to: end }
  if (span.to <= span.from || isVague(utterance, span)) return unclear(missing.title)
  return { kind: 'create_task', title: originalText(utterance, span) }
}
