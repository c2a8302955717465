import { type ListMention, listMentions } from './list-mention.js'
import { wordSet } from './phrases.js'
import { type Utterance, isMark, lowerText } from './utterance.js'

const heads = wordSet(
  'список списка списку списке списком списки списков лист листа листу листе листок перечень перечня перечне',
)
const joined =
  /^(?:шопп?инг|туду|to-do|покупательск\p{L}*|список)-(?:лист|листе|листа|листу|покупок)$/u
const determiners = wordSet(
  'мой моего моему моем моим мои моих наш нашего нашему нашем наши наших свой своего своему своем свои своих этот этого этому этом тот твой общий общего общем',
)
const shoppingAdjective =
  /^(?:шопп?инг|продуктов|покупательск|магазинн|закупочн|бакалейн|торгов)\p{L}*$/u
const taskAdjective = /^(?:домашн)\p{L}*$/u
const plainAdjective =
  /^(?:текущ|нов|сегодняшн|общ|недельн|еженедельн|больш|весь|всег|ежедневн|семейн|личн|основн|главн)\p{L}*$/u

/** What may follow the head and say of what list it is; tried on a few words only. */
const ofShopping =
  /^(?:(?:моих|наших|всех|необходимых|нужных|будущих|продуктовых|сегодняшних) )?(?:покупок|покупки|продуктов|продукты|товаров|закупок|закупки|бакалеи|бакалейных товаров|магазина|супермаркета|гипермаркета|(?:для|на|к) (?:покупок|покупки|покупку|магазина|магазин|супермаркета|закупок|закупки|закупку|продуктов|продукты|рынка|похода в (?:магазин|супермаркет)|шопп?инга)|в (?:магазин|супермаркет)|того,? что (?:мне |нам )?(?:нужно|надо|следует) купить|вещей,? (?:для покупки|которые (?:мне |нам )?(?:нужно|надо) купить)|что купить|шопп?инга)(?=[ ,:;.!?]|$)/u
const ofTasks =
  /^(?:(?:моих|наших|всех|предстоящих|текущих|домашних|незавершенных|сегодняшних) )?(?:дел|дела|задач|задачи|заданий|задания|обязанностей|поручений|напоминаний|работ|хлопот|туду|to do|to-do|того,? что (?:мне |нам )?(?:нужно|надо) сделать|что сделать|(?:для|на) (?:дел|выполнения)|вещей,? которые (?:мне |нам )?(?:нужно|надо) сделать)(?: по дому)?(?=[ ,:;.!?]|$)/u
/** After a preposition these stand for a list: "добавь молоко в покупки". */
const shoppingAlone = wordSet('покупки корзину покупкам')
const tasksAlone = wordSet('дела задачи туду задачам делам')
const into = wordSet('в во к на')

/** Every list a text speaks of, from left to right. */
export function russianLists(utterance: Utterance): readonly ListMention[] {
  return listMentions(utterance, mentionAt)
}

function mentionAt(utterance: Utterance, at: number, least: number): ListMention | undefined {
  const { words } = utterance
  const word = words[at] ?? ''
  if (heads.has(word)) return headed(utterance, at, least)
  if (word.includes('-') && joined.test(word)) {
    const kind = /^(?:туду|to-do)/.test(word) ? 'tasks' : 'shopping'
    return { from: modifiersFrom(words, at, least), to: at + 1, of: { kind } }
  }
  if (!shoppingAlone.has(word) && !tasksAlone.has(word)) return undefined
  const from = modifiersFrom(words, at, least)
  if (from <= least || !into.has(words[from - 1] ?? '')) return undefined
  const hasOwner = words[at + 1] === 'покупок'
  return {
    from,
    to: hasOwner ? at + 2 : at + 1,
    of: { kind: shoppingAlone.has(word) ? 'shopping' : 'tasks' },
  }
}

function headed(utterance: Utterance, head: number, least: number): ListMention {
  const { words } = utterance
  const from = modifiersFrom(words, head, least)
  const modifiers = words.slice(from, head)
  const follows = words
    .slice(head + 1, head + 9)
    .join(' ')
    .replaceAll(' ,', ',')
  const shops = wordCount(ofShopping.exec(follows)?.[0])
  const tasks = wordCount(ofTasks.exec(follows)?.[0])
  if (shops > 0 || modifiers.some((word) => shoppingAdjective.test(word))) {
    return { from, to: head + 1 + shops, of: { kind: 'shopping' } }
  }
  if (tasks > 0 || modifiers.some((word) => taskAdjective.test(word))) {
    return { from, to: head + 1 + tasks, of: { kind: 'tasks' } }
  }
  const next = words[head + 1]
  if (next !== undefined && namesList.test(next) && !isMark(next)) {
    const name = lowerText(utterance, { from: head + 1, to: head + 2 })
    return { from, to: head + 2, of: { kind: 'named', name } }
  }
  return { from, to: head + 1, of: { kind: 'bare' } }
}

/** A genitive plural after the head, such as "гостей" or "желаний", says what else the list is of. */
const namesList =
  /^(?:\p{L}{2,}(?:ов|ев|ей|ий|ек|ок|ам|воспроизведения)|желаний|контактов|рассылки|музыки|песен|воспроизведения)$/u

function modifiersFrom(words: readonly string[], head: number, least: number): number {
  let from = head
  while (from > least) {
    const word = words[from - 1] ?? ''
    const belongs =
      determiners.has(word) ||
      shoppingAdjective.test(word) ||
      taskAdjective.test(word) ||
      plainAdjective.test(word)
    if (!belongs) break
    from -= 1
  }
  return from
}

/** A comma is a word of its own in an utterance. */
function wordCount(text = ''): number {
  return text === '' ? 0 : text.replaceAll(',', ' ,').split(' ').length
}
