import type { ShoppingItem } from '../household-decision.js'
import type { ShoppingList } from '../household-command.js'
import type { Lists } from './lists.js'
import type { ListMention } from './list-mention.js'
import { wordSet } from './phrases.js'
import { type Reading, missing, other, unclear } from './reading.js'
import { isVague, splitItems } from './split-items.js'
import { type Span, type Utterance, lowerText, normalForm, originalText } from './utterance.js'
import type { Wanted } from './wanted.js'

/** Words that keep a thing off a list which might not be for shopping. */
type Doubts = {
  readonly choreVerbs: ReadonlySet<string>
  readonly notGoods: ReadonlySet<string>
}

/** Makes of what is wanted an entry of the list that is mentioned. */
export function entry(
  utterance: Utterance,
  mention: ListMention,
  wanted: Wanted,
  lists: Lists,
  doubts: Doubts,
): Reading {
  const { of } = mention
  const isTask = of.kind === 'tasks'
  switch (wanted.kind) {
    case 'nothing':
      return other
    case 'more':
      return unclear(missing.intent)
    case 'unnamed':
      return unclear(isTask ? missing.title : missing.item)
    case 'things':
      break
  }
  if (isTask) return task(utterance, wanted.spans, dueAfter(utterance, mention, wanted.spans))
  const items = allItems(utterance, wanted.spans)
  if (items === undefined) return unclear(missing.item)
  const list = listNamed(utterance, mention, lists.all)
  if (list !== undefined) {
    return { kind: 'add_items', items: items.map((item) => ({ ...item, list_id: list.list_id })) }
  }
  if (of.kind === 'shopping') return { kind: 'add_items', items }
  const isGoods =
    of.kind === 'bare' && wanted.spans.every((span) => looksLikeGoods(utterance, span, doubts))
  return isGoods && lists.isChosen ? { kind: 'add_items', items } : unclear(missing.list)
}

/** "… to my to-do list for saturday": the time belongs to the task. */
function dueAfter(
  { words }: Utterance,
  mention: ListMention,
  spans: readonly Span[],
): Span | undefined {
  const isBefore = spans.every((span) => span.to <= mention.from)
  const after = words.slice(mention.to)
  const isDue =
    dueWords.has(after[0] ?? '') && after.length <= 4 && !after.some((word) => notDue.has(word))
  return isBefore && isDue ? { from: mention.to, to: words.length } : undefined
}
const dueWords = wordSet(
  'for on by at before today tomorrow tonight this next на в до к сегодня завтра',
)
const notDue = wordSet('me us please if i меня мне нас')

function task(utterance: Utterance, spans: readonly Span[], due: Span | undefined): Reading {
  if (spans.some((span) => isVague(utterance, span))) return unclear(missing.title)
  const stated = spans.map((span) => originalText(utterance, withoutTo(utterance, span))).join(', ')
  const when = due === undefined ? '' : ` ${originalText(utterance, due)}`
  return { kind: 'create_task', title: `${stated}${when}` }
}

/** "to defrost the freezer" is the task "defrost the freezer". */
function withoutTo({ words }: Utterance, { from, to }: Span): Span {
  return { from: words[from] === 'to' && to - from > 1 ? from + 1 : from, to }
}

function allItems(
  utterance: Utterance,
  spans: readonly Span[],
): readonly ShoppingItem[] | undefined {
  const items: ShoppingItem[] = []
  for (const span of spans) {
    const some = splitItems(utterance, span)
    if (some === undefined) return undefined
    items.push(...some)
  }
  return items.length <= 20 ? items : undefined
}

/** "the list" is taken for the shopping list only for what is neither a chore nor, say, a song. */
function looksLikeGoods({ words }: Utterance, { from, to }: Span, doubts: Doubts): boolean {
  if (to - from > 6 || doubts.choreVerbs.has(words[from] ?? '')) return false
  for (let at = from; at < to; at += 1) {
    if (doubts.notGoods.has(words[at] ?? '')) return false
  }
  return true
}

/** The command's list whose name the mention holds: "my DIY list", "the weekly shopping list". */
function listNamed(
  utterance: Utterance,
  mention: ListMention,
  lists: readonly ShoppingList[],
): ShoppingList | undefined {
  const mentioned = ` ${lowerText(utterance, mention)} `
  return lists.find((list) => {
    const name = normalForm(list.name).toLowerCase().trim()
    return name !== '' && mentioned.includes(` ${name} `)
  })
}
