import { englishPurchase } from './english-purchase.js'
import { englishLists } from './english-lists.js'
import { englishReminderCue } from './english-reminder-cue.js'
import { readEnglishReminder } from './english-reminder.js'
import * as english from './english-vocabulary.js'
import { englishWanted } from './english-wanted.js'
import { readNewTask } from './english-new-task.js'
import { entry } from './entry.js'
import { readPurchase } from './purchase.js'
import { type Reading, missing, other, unclear } from './reading.js'
import type { Lists } from './lists.js'
import type { Utterance } from './utterance.js'

const doubts = { choreVerbs: english.choreVerbs, notGoods: english.notGoods }

/** Reads an English sentence. */
export function readEnglish(utterance: Utterance, lists: Lists): Reading {
  const mentions = englishLists(utterance)
  const bought =
    mentions.length > 0 ? undefined : readPurchase(utterance, englishPurchase, lists.isChosen)
  if (bought?.kind === 'add_items') return bought
  const cue = englishReminderCue(utterance, mentions)
  const mention = mentions[0]
  if (cue !== undefined) {
    const reading = readEnglishReminder(utterance, cue, mentions)
    const aboutShopping = mentions.some(({ of }) => of.kind === 'shopping')
    return reading.kind === 'create_task' && aboutShopping ? unclear(missing.intent) : reading
  }
  if (mention === undefined) {
    return readNewTask(utterance) ?? bought ?? other
  }
  return entry(utterance, mention, englishWanted(utterance, mention), lists, doubts)
}
