import { englishLists } from './english-lists.js'
import { englishReminderCue } from './english-reminder-cue.js'
import { readEnglishReminder } from './english-reminder.js'
import * as english from './english-vocabulary.js'
import { englishWanted } from './english-wanted.js'
import { readNewTask } from './english-new-task.js'
import { entry } from './entry.js'
import { readPurchase } from './purchase.js'
import { type Reading, missing, other, unclear } from './reading.js'
import type { ShoppingList } from '../household-command.js'
import type { Utterance } from './utterance.js'

const buying = {
  address: english.address,
  purchases: english.purchases,
  orders: english.orders,
  tails: english.tails,
  notBought: english.notBought,
}

const doubts = { choreVerbs: english.choreVerbs, notGoods: english.notGoods }

/** Reads an English sentence. */
export function readEnglish(utterance: Utterance, lists: readonly ShoppingList[]): Reading {
  const mentions = englishLists(utterance)
  const cue = englishReminderCue(utterance, mentions)
  const mention = mentions[0]
  if (cue !== undefined) {
    const reading = readEnglishReminder(utterance, cue, mentions)
    const aboutShopping = mentions.some(({ of }) => of.kind === 'shopping')
    return reading.kind === 'create_task' && aboutShopping ? unclear(missing.intent) : reading
  }
  if (mention === undefined) {
    return readNewTask(utterance) ?? readPurchase(utterance, buying, lists.length > 0) ?? other
  }
  return entry(utterance, mention, englishWanted(utterance, mention), lists, doubts)
}
