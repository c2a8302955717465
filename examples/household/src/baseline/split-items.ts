import type { ShoppingItem } from '../household-decision.js'
import { phrases, wordSet } from './phrases.js'
import { parted } from './quantity.js'
import { type Span, type Utterance, isMark, lowerText, trimmed } from './utterance.js'

const most = 20
const longestItem = 8

const separators = phrases(
  'and|and also|and some|plus|as well as|along with|and then|also|then|oh|oh and|oh also|and oh|and oh also|и|и еще|а также|и также|а еще|плюс|да|еще|and maybe',
)
/** Things whose name holds an "and". */
const pairs = phrases(`
  mac and cheese|macaroni and cheese|half and half|peanut butter and jelly|salt and vinegar|fish and chips|bread and butter pickles
  sweet and sour|head and shoulders|arm and hammer|ben and jerry's|ben and jerrys|m and m|m and m's|m and ms|pork and beans
  cookies and cream|sour cream and onion|franks and beans|biscuits and gravy
`)

/** Words that no name of a thing to buy holds: with one of them the text means something else. */
const never = wordSet(`
  what what's whats which who whom whose where when why how is are was were am be been being do does did done
  i i'm i'll i've you you're he she we we're they me us him us it it's its that that's this these those them
  will would could should can't don't doesn't isn't aren't won't not if unless because cause since as so please
  list lists playlist calendar reminder reminders everything anything something nothing someone anybody
  ingredient ingredients dollars bucks euros cents remind remove delete erase cancel play call email send tell show read create make
  не добавь добавьте добавить добавляй внеси внесите внести впиши запиши запишите записать занеси положи закончился закончилась закончилось закончились
  кончился кончилась кончилось кончились
  что какой какая какие какое кто где когда почему как сколько ли я ты мы вы он она они мне нам тебе это этот эта эти его ее их
  список списка списке списки все всё что-нибудь что-то ничего есть был была было не если потому удали убери вычеркни
  напомни включи выключи открой закрой поставь сделай позвони календарь напоминание плейлист
`)
/** Words too vague to be a thing to buy or to do when they are all that is named. */
const vague = wordSet(`
  item items thing things stuff usual note notes picture photo file new more another an a the some few
  following next last other current one ones two three these those that this it them all entry entries
  вещь вещи новый новые пункт пункты позицию позиция элемент предмет еще один одну
  этот эту эти это его ее их то нужное необходимое
`)
/** What a shop sells at large: too vague to buy, but shopping is something to do. */
const goods = wordSet(`
  product products goods food grocery groceries supplies shopping
  товар товары товаров продукт продукты продуктов покупку покупки
`)

/**
 * The things named in a span: parted at commas and conjunctions, with quantity and unit taken off.
 * Undefined where any of them cannot be the name of a thing.
 */
export function splitItems(utterance: Utterance, span: Span): readonly ShoppingItem[] | undefined {
  const items: ShoppingItem[] = []
  for (const part of partsOf(utterance, span)) {
    const item = itemOf(utterance, part)
    if (item === undefined) return undefined
    items.push(item)
  }
  return items.length >= 1 && items.length <= most ? items : undefined
}

/** Whether a span names nothing in particular to do: "an item", "something". */
export function isVague({ words }: Utterance, { from, to }: Span): boolean {
  for (let at = from; at < to; at += 1) {
    if (!vague.has(words[at] ?? '') && !isMark(words[at])) return false
  }
  return true
}

/** Whether a span names nothing in particular to buy: the same, and "food", "groceries". */
export function isVagueGoods({ words }: Utterance, { from, to }: Span): boolean {
  for (let at = from; at < to; at += 1) {
    const word = words[at] ?? ''
    if (!vague.has(word) && !goods.has(word) && !isMark(word)) return false
  }
  return true
}

/** "buy milk" on a shopping list is milk. */
const buying = wordSet('buy purchase get купить купи')

function itemOf(utterance: Utterance, part: Span): ShoppingItem | undefined {
  if (part.to - part.from > longestItem || isVagueGoods(utterance, part)) return undefined
  if (utterance.words[part.from] === 'that') return undefined
  for (let at = part.from; at < part.to; at += 1) {
    if (never.has(utterance.words[at] ?? '')) return undefined
  }
  const bought = part.to - part.from > 1 && buying.has(utterance.words[part.from] ?? '') ? 1 : 0
  const item = parted(lowerText(utterance, { from: part.from + bought, to: part.to }))
  return item.name.length > 120 || !/\p{L}/u.test(item.name) ? undefined : item
}

/** The comma of "3,2%". */
function isDecimal({ lower, starts }: Utterance, at: number): boolean {
  const place = starts[at] ?? 0
  return isDigit(lower[place - 1]) && isDigit(lower[place + 1])
}

function isDigit(character = ''): boolean {
  return character >= '0' && character <= '9'
}

function partsOf(utterance: Utterance, span: Span): readonly Span[] {
  const { words } = utterance
  const { from, to } = trimmed(utterance, span)
  const parts: Span[] = []
  let start = from
  let at = from
  while (at < to) {
    const pair = pairs(words, at, to)
    const isSeparator =
      isMark(words[at]) && !isDecimal(utterance, at) ? 1 : separators(words, at, to)
    if (pair > 0) {
      at += pair
    } else if (isSeparator > 0) {
      if (at > start) parts.push({ from: start, to: at })
      at += isSeparator
      start = at
    } else {
      at += 1
    }
  }
  if (to > start) parts.push({ from: start, to })
  return parts
}
