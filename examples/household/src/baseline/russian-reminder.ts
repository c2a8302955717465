import { asksBack, isDenied } from './russian-asks-back.js'
import { phrases, skip, skipBack, wordSet } from './phrases.js'
import { type Reading, missing, other, unclear } from './reading.js'
import * as russian from './russian-vocabulary.js'
import { isVague } from './split-items.js'
import { type Span, type Utterance, isMark, originalText, trimmed } from './utterance.js'

const verbs = phrases(`
  напомни мне|напомните мне|напомни нам|напомните нам|напомни|напомните|напомнить мне|напомнить нам|напомнить|напоминай мне|напоминай|напоминайте мне|напомнишь мне|напомнишь|чтобы ты напомнил мне|чтобы ты напомнила мне|чтобы ты напомнил|чтобы ты напомнила
  не дай мне забыть|не дай забыть|не дайте мне забыть|не позволь мне забыть|не позволяй мне забыть|не давай мне забыть|чтобы я не забыл|чтобы я не забыла
`)
const nouns = wordSet('напоминание напоминания напоминанием напоминалку напоминаний')
const creating = wordSet(`
  поставь поставьте поставить поставим создадим добавим сделаем запишем создай создайте создать установи установите установить сделай сделайте сделать добавь добавьте добавить включи включите
  запланируй запланировать назначь назначить задай задайте задать заведи завести запиши записать нужно нужны хочу новое новая новую отправь отправьте пришли пошли дай открой настрой настроить организуй внеси активируй
`)
/** "реши задачу" is no wish to have one noted down. */
const noting = wordSet(`
  создай создайте создать добавь добавьте добавить новое новая новую поставь поставьте поставить заведи завести запиши записать внеси запланируй запланировать назначь назначить
`)
const tasks = wordSet('задачу задание дело задача')

/** Reads a Russian sentence that speaks of a reminder; undefined if it does not. */
export function readRussianReminder(utterance: Utterance): Reading | undefined {
  const { words } = utterance
  for (let at = 0; at < words.length; at += 1) {
    const length = verbs(words, at, words.length)
    if (length > 0) return fromVerb(utterance, at, at + length)
    const word = words[at] ?? ''
    if (nouns.has(word) || (tasks.has(word) && (at > 0 || words[1] === ':')))
      return fromNoun(utterance, at)
  }
  return undefined
}

function fromVerb(utterance: Utterance, at: number, to: number): Reading {
  const { words } = utterance
  const lead = skip(russian.leadIns, words, 0, at)
  const isWhen = words[lead] === 'когда' || words[lead] === 'если' || words[lead] === 'как'
  if (!isWhen && russian.questionWords.has(words[lead] ?? '') && lead < at) return other
  if (asksBack(words, to) || isDenied(words, at)) return other
  const about = content(words, to)
  const earlier = trimmed(utterance, { from: lead, to: skipBack(russian.leadIns, words, lead, at) })
  if (others.has(words[lead] ?? '') && lead < at) return other
  const isTimed =
    earlier.to > earlier.from && (isWhen || words.slice(earlier.from, earlier.to).every(isTime))
  if (!isEmpty(utterance, about)) return created(utterance, about, isTimed ? earlier : undefined)
  const before = trimmed(utterance, { from: lead, to: skipBack(russian.leadIns, words, lead, at) })
  return isEmpty(utterance, before) ? unclear(missing.title) : created(utterance, before)
}

function content(words: readonly string[], from: number): Span {
  const end = skipBack(russian.politeTails, words, from, words.length)
  const start = skip(connectives, words, from, end)
  return { from: start, to: Math.max(start, end) }
}
const connectives = phrases(
  'мне|нам|пожалуйста|про|что|чтобы я|чтобы|о том что|о том чтобы|о том что мне нужно|что мне нужно|что мне надо|что нужно|что надо|что я должен|что я должна|для меня|:|-|под названием|с названием|с текстом|в календарь|в календаре|в мой календарь',
)

/** "позвони маме и напомни ей …" is a call. */
const others = wordSet(
  'позвони позвоните напиши напишите скажи скажите передай отправь попроси спроси',
)

function fromNoun(utterance: Utterance, at: number): Reading {
  const { words } = utterance
  const isTask = tasks.has(words[at] ?? '')
  if (words.slice(0, at).some((word) => russian.removals.has(word))) return other
  const verb = words
    .slice(Math.max(0, at - 5), at)
    .some((word) => (isTask ? noting : creating).has(word))
  const isPlural = words[at] === 'напоминания' || words[at] === 'напоминаний'
  const lead = skip(russian.leadIns, words, 0, at)
  const asks = russian.questionWords.has(words[lead] ?? '') || words.slice(0, at).includes('ли')
  const isHeading = at === 0 && words[1] === ':'
  if (asks || (!verb && !isHeading && (isTask || isPlural || lead < at))) return other
  const about = content(words, at + 1)
  if (!isEmpty(utterance, about)) return created(utterance, about)
  // "хочу постирать вечером, создай напоминание"
  const verbAt = words.findIndex((word, i) => i < at && i > lead && creating.has(word))
  const before = trimmed(utterance, { from: lead, to: Math.max(lead, verbAt) })
  return isTask || isEmpty(utterance, before) ? unclear(missing.title) : created(utterance, before)
}

function created(utterance: Utterance, about: Span, when?: Span): Reading {
  const stated = originalText(utterance, about)
  const title = when === undefined ? stated : `${stated} ${originalText(utterance, when)}`
  return { kind: 'create_task', title }
}

/** Nothing to be reminded of: no words, only a time, or only "это". */
function isEmpty(utterance: Utterance, span: Span): boolean {
  const { words } = utterance
  const { from, to } = trimmed(utterance, span)
  if (from >= to || isVague(utterance, { from, to })) return true
  for (let at = from; at < to; at += 1) {
    const word = words[at] ?? ''
    if (!isTime(word) && !pointers.has(word) && !isMark(word)) return false
  }
  return true
}
function isTime(word: string): boolean {
  return times.has(word) || clock.test(word)
}
const clock = /^\d{1,4}(?:[:.]\d{2})*$/
const pointers = wordSet(
  'это этом этого об о про мне нам что-то что-нибудь кое-что чем-то о еще раз позже потом пожалуйста сделать',
)
const times = wordSet(`
  сегодня завтра послезавтра утром вечером днем ночью утра вечера дня ночи в на через к до после каждый каждую каждое каждые час часа часов минут минуты минуту
  день дня дней неделю недели неделе месяц месяца год года понедельник вторник среду четверг пятницу субботу воскресенье пол полчаса половину полдень полночь
  один два две три четыре пять шесть семь восемь девять десять одиннадцать двенадцать пятнадцать двадцать тридцать первого второго третьего января февраля марта апреля мая июня июля
  августа сентября октября ноября декабря ровно число числа следующий следующую следующей этот эту этой по
`)
