import { phrases, wordSet } from './phrases.js'
import { isMark } from './utterance.js'

/** "не напоминай мне …", "не надо мне напоминать". */
export function isDenied(words: readonly string[], at: number): boolean {
  if (words[at] === 'не') return false // "не дай мне забыть"
  let clause = at
  while (clause > 0 && !isMark(words[clause - 1])) clause -= 1
  const denied = words.indexOf('не', clause)
  return denied >= 0 && denied < at && asideFrom(words, denied, at) === 0
}
/** Denials that ask for it all the same: "не забудь напомнить", "не могла бы ты напомнить". */
const asideFrom = phrases(
  'не забудь|не забудьте|не мог|не могла|не могли|не сложно|не трудно|не против',
)

/** "напомни, что у меня в списке": asks for an answer, now. */
export function asksBack(words: readonly string[], from: number): boolean {
  let at = from
  while (at < words.length && isMark(words[at])) at += 1
  const word = words[at] ?? ''
  if (word === 'когда' && words.length - at >= 4 && words.slice(at + 2).some(isInfinitive)) {
    return false // "когда приду домой оплатить счет"
  }
  if (asking.has(word) || facts.has(word)) return true
  if (
    asking.has(words[at + 1] ?? '') &&
    (word === 'о' || word === 'об' || word === 'про' || word === 'во' || word === 'на')
  ) {
    return true
  }
  return (
    word === 'что' && (isTold.test(words[at + 1] ?? '') || whatIs(words, at + 1, words.length) > 0)
  )
}
/** "что сказал врач" */
const isTold = /^(?:сказал|говорил|просил|обещал|советовал|писал|прислал|ответил|решил)/

function isInfinitive(word: string): boolean {
  return word.length > 4 && /(?:ть|ти|чь|ться)$/.test(word)
}
const asking = wordSet(
  'какой какая какие какое какую каким какого какую где когда кто кого кому сколько как зачем почему чей куда чем чего',
)
/** What people ask to be told again, rather than to be reminded of later. */
const facts = wordSet('название адрес номер пароль имя дату дата код сумму список содержание')
const whatIs = phrases(
  'у меня на|у меня в|у меня запланировано|у меня есть|у меня по|у меня сегодня|у нас в|я должен|я должна|я записал|я записала|я добавил|я добавила|я хотел|я хотела|там|это|было|мне нужно купить|мне надо купить|нужно купить|надо купить|мне нужно сделать|нужно сделать|в|на сегодня|сегодня в|запланировано|такое',
)
