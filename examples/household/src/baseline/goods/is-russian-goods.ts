import { russianGoodsStems, russianGoodsWords } from './russian-goods.js'

const mostWords = 5
const nounEndings = new Set(
  ' а я о е ы и у ю ь ой ей ем ом ам ям ах ях ов ев ами ями ия ии ию ие ий ей ье ья'.split(' '),
)
const longestEnding = 3

/**
 * Whether a name is that of a thing a household buys: a known noun with adjectives before it and
 * what it is of, for or with behind it. With `anyKind` that may be more than a known thing:
 * "корм для кошки".
 */
export function isRussianGoods(name: string, anyKind: boolean): boolean {
  const words = name.replaceAll('ё', 'е').split(' ')
  const head = words.findIndex((word) => isGoodsNoun(word))
  if (head < 0 || words.length > mostWords) return false
  if (!words.slice(0, head).every((word) => adjective.test(word))) return false
  const rest = words.slice(head + 1)
  if (rest[0] === 'для')
    return anyKind && rest.length > 1 && rest.length <= 3 && rest.every((word) => isWord.test(word))
  if (anyKind && rest.length === 1 && eaters.test(rest[0] ?? '')) return true
  const [link = '', ...more] = rest
  const described = link === 'с' || link === 'со' || link === 'без' ? more : rest
  if (described.length === 0) return rest.length === 0
  return described.every((word) => isGoodsNoun(word) || adjective.test(word) || isShare.test(word))
}

/** "корм коту" */
const eaters =
  /^(?:кошк[еи]|кошкам|кот[уа]|котам|собак[еи]?|собакам|пс[уа]|рыбк[еи]|рыбкам|попуга[юя]|хомяк[уа]|дет[ей]{1,2}|детям|ребенк[уа])$/

const adjective = /^\p{L}{2,}(?:ый|ий|ой|ая|яя|ое|ее|ую|юю|ые|ие|ого|его|ых|их|ным|ным|ной|ней)$/u
const isWord = /^\p{L}+(?:-\p{L}+)*$/u
/** "молоко 3,2%" */
const isShare = /^\d+(?:[.,]\d+)?%?$/

function isGoodsNoun(word: string): boolean {
  if (russianGoodsWords.has(word)) return true
  for (let length = 0; length <= longestEnding && length < word.length; length += 1) {
    const stem = word.slice(0, word.length - length)
    if (nounEndings.has(word.slice(word.length - length)) && russianGoodsStems.has(stem))
      return true
  }
  return false
}
