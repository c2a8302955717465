/** A thing to buy, as the simulated model reads it. */
export type ReadItem = { readonly name: string; readonly quantity?: string; readonly unit?: string }

export type ReadText =
  | { readonly intent: 'add_shopping_item'; readonly items: readonly ReadItem[] }
  | { readonly intent: 'create_task'; readonly items: readonly ReadItem[] }
  | { readonly intent: 'other' }

// The endings: where a named thing stops and the list, or a reason, begins.
const listWords =
  /\s+(?:to|on|onto|in|into|for|в|на)\s+(?:(?:the|my|our|a|this|that)\s+)?[^,;]*?(?:list|cart|basket|bag|groceries|список|списка|покупок)\b.*$|\s+(?:to|on|in|for|onto)\s+(?:it|there|that|list)\b.*$/iu
const trailing =
  /\s+(?:cause|because|if|as i|since|while|unless|please|too|as well|instead|next time|from the (?:store|shop)|and (?:remove|delete|take)|пожалуйста|потому)\b.*$/iu

const additions = [
  /\b(?:add|put|include|throw|write|tack on|append|stick)\s+(.+)$/iu,
  /\b(?:buy|purchase|pick up|get|grab|order)\s+(.+)$/iu,
  /\b(?:need|want|out of|run out of)\s+(.+?)(?:\s+added\b.*)?$/iu,
  /(?:добавь(?:те)?|добавить|купи(?:те|ть)?|запиши(?:те)?|внеси(?:те)?|нужно|нужны|закончил(?:ся|ась|ось|ись))\s+(.+)$/iu,
]
const pointers = /^(?:it|them|that|those|this|these)$/iu
const asked =
  /\b(?:do i have|is|are|out of|any more|need)\s+(.+?)(?:\s+(?:on|listed|already)\b|[,;]|$)/iu
const taskWords = /\b(?:remind|remember to|task|to.?do|напомни(?:те)?|задач\p{L}*)\b/iu
const articles = /^(?:a|an|the|some|any|more|of|my|new|пожалуйста|мне|ещё|еще)\s+/iu
const amounts =
  /^(\d+(?:[.,]\d+)?|one|two|three|four|five|six|ten|twelve|half a|a|an|один|два|две|три|четыре|пять)\s+(?:(packs?|packets?|bags?|bottles?|cans?|cartons?|loaf|loaves|boxes|box|dozen|gallons?|lit(?:er|re)s?|kilos?|kg|g|pounds?|jars?|пачк\p{L}*|бутыл\p{L}*|литр\p{L}*|кило\p{L}*|кг|банк\p{L}*)\s+(?:of\s+)?)?(.+)$/iu

/** Reads a command with a handful of rules: right on plain sentences, wrong on the twisted ones. */
export function readShoppingWords(text: string): ReadText {
  const plain = text.trim().replace(/[.!?]+$/u, '')
  if (taskWords.test(plain) && !/\blist\b.*\b(?:buy|shopping|grocer)/iu.test(plain)) {
    const task = plain.replace(/^.*?\b(?:remind me to|remember to|напомни(?:те)? мне)\s+/iu, '')
    return { intent: 'create_task', items: [{ name: task.slice(0, 100) }] }
  }
  for (const pattern of additions) {
    const found = pattern.exec(plain)?.[1]
    if (found === undefined) continue
    const items = splitItems(found)
    if (items.length > 0 && !items.some((item) => pointers.test(item.name))) {
      return { intent: 'add_shopping_item', items }
    }
    const meant = asked.exec(plain)?.[1]
    if (meant !== undefined) {
      return { intent: 'add_shopping_item', items: splitItems(meant) }
    }
  }
  return { intent: 'other' }
}

function splitItems(phrase: string): readonly ReadItem[] {
  return phrase
    .replace(listWords, '')
    .replace(trailing, '')
    .split(/\s*,\s*|\s*;\s*|\s+(?:and|plus|и)\s+/iu)
    .map(readItem)
    .filter((item) => item.name !== '')
    .slice(0, 20)
}

function readItem(phrase: string): ReadItem {
  const bare = phrase.trim().toLowerCase()
  const amount = amounts.exec(bare)
  const [, quantity, unit, rest] = amount ?? []
  // "a wrist watch" states no amount; "a gallon of milk" does.
  if (
    quantity === undefined ||
    rest === undefined ||
    (unit === undefined && /^an?$/u.test(quantity))
  ) {
    return { name: bare.replace(articles, '').trim() }
  }
  const name = rest.replace(articles, '').trim()
  return unit === undefined ? { name, quantity } : { name, quantity, unit }
}
