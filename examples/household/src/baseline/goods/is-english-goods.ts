import { notGoods } from '../english-vocabulary.js'
import {
  englishCompounds,
  englishGoods,
  englishMeals,
  englishNoKinds,
  englishQualifiers,
  englishServed,
} from './english-goods.js'

const mostWords = 5

/**
 * Whether a name is that of a thing a household buys: a known thing, after words that say of what
 * kind it is. With `anyKind` these may be any words, as in "heinz ketchup".
 */
export function isEnglishGoods(name: string, anyKind: boolean): boolean {
  const words = withoutUse(name.split(' '))
  const kinds = words.slice(0, words.length - headLength(words))
  if (kinds.length === words.length || words.length > mostWords) return false
  return kinds.every(
    (word) =>
      isKind(word) ||
      (anyKind && isPlainWord.test(word) && !englishNoKinds.has(word) && !notGoods.has(word)),
  )
}

/** Whether what is named may also be had at once, ready to eat or drink. */
export function isServedInEnglish(name: string): boolean {
  return lastWordIn(name, englishServed)
}

/** Whether what is named is a meal that is ordered more often than bought. */
export function isMealInEnglish(name: string): boolean {
  return lastWordIn(name, englishMeals)
}

function lastWordIn(name: string, known: ReadonlySet<string>): boolean {
  return singulars(name.split(' ').at(-1) ?? '').some((word) => known.has(word))
}

/** How many of the last words name a known thing; 0 if they name none. */
function headLength(words: readonly string[]): number {
  for (const length of [3, 2, 1]) {
    if (length > words.length) continue
    const before = words.slice(-length, -1)
    const isKnown = singulars(words.at(-1) ?? '').some((last) => {
      const name = [...before, last].join(' ')
      return englishCompounds.has(name) || (length === 1 && englishGoods.has(name))
    })
    if (isKnown) return length
  }
  return 0
}

function isKind(word: string): boolean {
  return englishQualifiers.has(word) || singulars(word).some((known) => englishGoods.has(known))
}

const isPlainWord = /^\p{L}[\p{L}'’.&-]*$/u

/** "food for the dog" is bought as "food" is not; what "for" names is not looked at twice. */
function withoutUse(words: readonly string[]): readonly string[] {
  const at = words.indexOf('for')
  if (at < 1) return words
  const use = words.slice(at + 1).filter((word) => word !== 'the' && word !== 'my')
  const [whose = '', ...more] = use
  if (more.length > 0 || !users.test(whose)) return words
  const what = words.slice(0, at)
  return what.at(-1) === 'food' ? [...what.slice(0, -1), whose.replace(/s$/, ''), 'food'] : what
}
const users =
  /^(?:dogs?|cats?|baby|babies|pets?|kids|birds?|fish|kitchen|bathroom|party|guests|salad|breakfast|lunch|dinner)$/

/** The words of which this one may be the plural, itself first. */
function singulars(word: string): readonly string[] {
  const found = [word]
  if (word.endsWith('s') && !word.endsWith('ss')) found.push(word.slice(0, -1))
  if (word.endsWith('es')) found.push(word.slice(0, -2))
  if (word.endsWith('ies')) found.push(`${word.slice(0, -3)}y`)
  if (word.endsWith('ves')) found.push(`${word.slice(0, -3)}f`)
  return found
}
