import type { ShoppingItem } from '../household-decision.js'
import { wordSet } from './phrases.js'
import {
  articles,
  one,
  numberWords,
  numeral,
  numeralWithUnit,
  units,
  sizes,
  bareUnits,
} from './quantity-words.js'

/**
 * Parts "2 loaves of bread" into quantity, unit and name. The name keeps its words as they stand,
 * without article. What leaves no name behind, such as "a bag", is a name itself.
 */
export function parted(text: string): ShoppingItem {
  const words = text.split(uncommonSpace.test(text) ? /\s+/ : ' ')
  const last = words.at(-1) ?? ''
  const times = words.length > 1 && last.startsWith('x') ? /^x(\d+)$/.exec(last) : null
  if (times?.[1] !== undefined) return { name: words.slice(0, -1).join(' '), quantity: times[1] }
  let at = 0
  while (
    at < words.length - 1 &&
    articles.has(words[at] ?? '') &&
    !startsAmount(words, at) &&
    !isExtraKind(words, at)
  )
    at += 1
  const amount = amountAt(words, at)
  if (amount === undefined) return amountLast(words.slice(at))
  let rest = amount.to
  while (rest < words.length - 1 && articles.has(words[rest] ?? '')) rest += 1
  const name = words.slice(rest).join(' ')
  return {
    name,
    ...(amount.quantity === undefined ? {} : { quantity: amount.quantity }),
    ...(amount.unit === undefined ? {} : { unit: amount.unit }),
  }
}

/** Two in a row, or another than a blank. */
const uncommonSpace = / {2}|[^\S ]/

/** "яблоки 2 кг", "milk 2 liters" */
function amountLast(words: readonly string[]): ShoppingItem {
  const last = words.at(-1) ?? ''
  const before = words.at(-2) ?? ''
  const joined = numeralWithUnit.exec(last)
  const [, quantity, unit] = joined ?? []
  if (words.length >= 2 && quantity !== undefined && unit !== undefined) {
    return { name: words.slice(0, -1).join(' '), quantity, unit }
  }
  const isCounted = numeral.test(before) || numberWords.has(before)
  if (words.length >= 3 && isCounted && units.has(last)) {
    return { name: words.slice(0, -2).join(' '), quantity: before, unit: last }
  }
  return words.length >= 2 && weights.has(last)
    ? { name: words.slice(0, -1).join(' '), unit: last }
    : { name: words.join(' ') }
}
const weights = wordSet('кг кило килограмм литр десяток дюжину')

/** "extra virgin olive oil" is not more of it. */
function isExtraKind(words: readonly string[], at: number): boolean {
  return words[at] === 'extra' && extraKinds.has(words[at + 1] ?? '')
}
const extraKinds = wordSet(
  'virgin large firm dark sharp hot strong lean light fine dry soft creamy',
)

function startsAmount(words: readonly string[], at: number): boolean {
  return amountAt(words, at) !== undefined
}

type Amount = {
  readonly quantity: string | undefined
  readonly unit: string | undefined
  readonly to: number
}

/** Undefined where there is no amount, or nothing would be left after it. */
function amountAt(words: readonly string[], from: number): Amount | undefined {
  const first = words[from] ?? ''
  const isNumber = beginsWithDigit(first)
  const joined = isNumber ? numeralWithUnit.exec(first) : null
  if (joined !== null) return ended(words, joined[1], joined[2], from + 1)
  if (bareUnits.has(first)) return ended(words, undefined, first, from + 1)
  const many = (first === 'lots' || first === 'plenty') && words[from + 1] === 'of'
  const counted = many || (isNumber ? numeral.test(first) : numberWords.has(first))
  if (!counted && !one.has(first)) return undefined
  let at = from + 1
  if (
    one.has(first) &&
    (words[at] === 'couple' ||
      words[at] === 'few' ||
      words[at] === 'dozen' ||
      words[at] === 'half' ||
      (vagueAmounts.has(words[at] ?? '') && words[at + 1] === 'of'))
  ) {
    at += 1 // "a couple of", "a dozen"
  } else if (words[at] === 'or' && numberWords.has(words[at + 1] ?? '')) {
    at += 2 // "one or two"
  } else if (first === 'half' && (words[at] === 'a' || words[at] === 'an')) {
    at += 1
  }
  const quantity = one.has(first) && at === from + 1 ? '1' : words.slice(from, at).join(' ')
  if (words[at] === 'of') at += 1
  if (counted && (words[at] === 'more' || words[at] === 'x')) at += 1
  if (sizes.has(words[at] ?? '') && units.has(words[at + 1] ?? '')) at += 1
  const unit = words[at] ?? ''
  if (!units.has(unit)) {
    // "a can opener" and "a wrist watch" hold an article, not an amount.
    return counted || quantity !== '1' ? ended(words, quantity, undefined, at) : undefined
  }
  const hasOf = words[at + 1] === 'of'
  if (first === 'a' || first === 'an' || first === 'another') {
    return hasOf || at > from + 1 ? ended(words, quantity, unit, at + 1) : undefined
  }
  return ended(words, quantity, unit, at + 1)
}

const vagueAmounts = wordSet('lot bit ton load bunch handful pile heap')

function ended(
  words: readonly string[],
  quantity: string | undefined,
  unit: string | undefined,
  at: number,
): Amount | undefined {
  const to = words[at] === 'of' ? at + 1 : at
  const next = words[to]
  // "7 up" and the like are names.
  if (next === undefined || next === 'up' || !beginsWithLetterOrDigit(next)) return undefined
  return { quantity, unit, to }
}

function beginsWithLetterOrDigit(word: string): boolean {
  const code = word.charCodeAt(0)
  return (code >= 0x61 && code <= 0x7a) || /^[\p{L}\p{N}]/u.test(word)
}

function beginsWithDigit(word: string): boolean {
  const code = word.charCodeAt(0)
  return code >= 0x30 && code <= 0x39
}
