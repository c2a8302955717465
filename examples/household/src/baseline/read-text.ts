import type { ShoppingList } from '../household-command.js'
import { type Reading, missing } from './reading.js'

const longestText = 500

const addToList =
  /^(?:please )?(?:add|put) (?<item>[\p{L} -]{1,60}) (?:to|on) (?:my |the )?(?:shopping|grocery) list(?: please)?[.!]?$/u
const remind = /^(?:please )?remind me to (?<title>.{1,200}?)[.!]?$/u

/** Reads a text. */
export function readText(text: string, _lists: readonly ShoppingList[]): Reading {
  if (text.length > longestText) return { kind: 'unclear', missing: missing.intent }
  const plain = text.trim().toLowerCase()
  const item = addToList.exec(plain)?.groups?.['item']
  if (item !== undefined) return { kind: 'add_items', items: [{ name: item }] }
  const title = remind.exec(plain)?.groups?.['title']
  if (title !== undefined) return { kind: 'create_task', title }
  return { kind: 'other' }
}
