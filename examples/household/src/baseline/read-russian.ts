import type { ShoppingList } from '../household-command.js'
import { entry } from './entry.js'
import { phrases } from './phrases.js'
import { readPurchase } from './purchase.js'
import { type Reading, missing, other, unclear } from './reading.js'
import { russianLists } from './russian-lists.js'
import { readRussianReminder } from './russian-reminder.js'
import * as russian from './russian-vocabulary.js'
import { russianWanted } from './russian-wanted.js'
import type { Utterance } from './utterance.js'

const buying = [...russian.buyVerbs].join('|')
const words = {
  address: russian.leadIns,
  purchases: phrases(`${buying}|не забыть ${[...russian.buyVerbs].join('|не забыть ')}`),
  orders: russian.shortages,
  tails: russian.tails,
  notBought: russian.notBought,
}

const doubts = { choreVerbs: russian.choreVerbs, notGoods: russian.notGoods }

/** Reads a Russian sentence. */
export function readRussian(utterance: Utterance, lists: readonly ShoppingList[]): Reading {
  const [mention] = russianLists(utterance)
  const reminder = readRussianReminder(utterance)
  if (reminder !== undefined) {
    const aboutShopping = mention?.of.kind === 'shopping' && reminder.kind === 'create_task'
    return aboutShopping ? unclear(missing.intent) : reminder
  }
  if (mention === undefined) return readPurchase(utterance, words, lists.length > 0) ?? other
  return entry(utterance, mention, russianWanted(utterance, mention), lists, doubts)
}
