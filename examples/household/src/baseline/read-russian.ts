import { entry } from './entry.js'
import type { Lists } from './lists.js'
import { wordSet } from './phrases.js'
import { readPurchase } from './purchase.js'
import { type Reading, missing, other, unclear } from './reading.js'
import { russianLists } from './russian-lists.js'
import { readRussianChore } from './russian-chore.js'
import { readRussianReminder } from './russian-reminder.js'
import { russianPurchase } from './russian-purchase.js'
import * as russian from './russian-vocabulary.js'
import { russianWanted } from './russian-wanted.js'
import type { Utterance } from './utterance.js'

/** "хочу купить телефон" may as well ask for a shop. */
function isLonging({ words: [first = '', second = '', third = ''] }: Utterance): boolean {
  return longings.has(first) || longings.has(second) || longings.has(third)
}
const longings = wordSet('хочу хотел хотела хотим хотелось хочется')

const doubts = { choreVerbs: russian.choreVerbs, notGoods: russian.notGoods }

/** Reads a Russian sentence. */
export function readRussian(utterance: Utterance, lists: Lists): Reading {
  const [mention] = russianLists(utterance)
  const reminder = readRussianReminder(utterance)
  if (reminder !== undefined) {
    const aboutShopping = mention?.of.kind === 'shopping' && reminder.kind === 'create_task'
    return aboutShopping ? unclear(missing.intent) : reminder
  }
  if (mention === undefined) {
    return (
      readRussianChore(utterance) ??
      (isLonging(utterance) ? other : readPurchase(utterance, russianPurchase, lists.isChosen)) ??
      other
    )
  }
  return entry(utterance, mention, russianWanted(utterance, mention), lists, doubts)
}
