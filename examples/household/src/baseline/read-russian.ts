import type { ShoppingList } from '../household-command.js'
import { entry } from './entry.js'
import { phrases, wordSet } from './phrases.js'
import { readPurchase } from './purchase.js'
import { type Reading, missing, other, unclear } from './reading.js'
import { russianLists } from './russian-lists.js'
import { readRussianChore } from './russian-chore.js'
import { readRussianReminder } from './russian-reminder.js'
import * as russian from './russian-vocabulary.js'
import { russianWanted } from './russian-wanted.js'
import type { Utterance } from './utterance.js'

/** "купи", "не забыть купить", "запиши, что надо купить". */
const beforeBuying = [
  '',
  'не забыть ',
  ...['запиши', 'запишите', 'запомни', 'добавь', 'внеси'].flatMap((noted) =>
    [
      '',
      ', что надо',
      ', что нужно',
      ' что надо',
      ' что нужно',
      ' что мне нужно',
      ' что нам нужно',
    ].map((why) => `${noted}${why.replace(',', ' ,')} `),
  ),
]
const words = {
  address: russian.leadIns,
  purchases: phrases(
    beforeBuying.flatMap((lead) => [...russian.buyVerbs].map((verb) => lead + verb)).join('|'),
  ),
  orders: russian.shortages,
  tails: russian.tails,
  notBought: russian.notBought,
}

/** "хочу купить телефон" may as well ask for a shop. */
function isLonging({ words: [first = '', second = '', third = ''] }: Utterance): boolean {
  return longings.has(first) || longings.has(second) || longings.has(third)
}
const longings = wordSet('хочу хотел хотела хотим хотелось хочется')

const doubts = { choreVerbs: russian.choreVerbs, notGoods: russian.notGoods }

/** Reads a Russian sentence. */
export function readRussian(utterance: Utterance, lists: readonly ShoppingList[]): Reading {
  const [mention] = russianLists(utterance)
  const reminder = readRussianReminder(utterance)
  if (reminder !== undefined) {
    const aboutShopping = mention?.of.kind === 'shopping' && reminder.kind === 'create_task'
    return aboutShopping ? unclear(missing.intent) : reminder
  }
  if (mention === undefined) {
    return (
      readRussianChore(utterance) ??
      (isLonging(utterance) ? other : readPurchase(utterance, words, lists.length > 0)) ??
      other
    )
  }
  return entry(utterance, mention, russianWanted(utterance, mention), lists, doubts)
}
