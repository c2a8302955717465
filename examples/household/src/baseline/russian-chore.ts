import { phrases, skip, skipBack, wordSet } from './phrases.js'
import { type Reading } from './reading.js'
import * as russian from './russian-vocabulary.js'
import { type Utterance, isMark, originalText } from './utterance.js'

const obligations = phrases(
  'нужно|надо|необходимо|пора|мне нужно|мне надо|нам нужно|нам надо|мне необходимо|нам необходимо|мне пора|нам пора|нужно будет|надо будет|мне нужно будет|мне надо будет|нам надо будет|нам нужно будет|не забыть|не забудь|не забудьте',
)

/** What only people do about a house: an assistant that is told so can but note it down. */
const choreVerbs = wordSet(`
  помыть вымыть отмыть мыть убрать убраться прибраться постирать стирать погладить вынести выносить полить починить отремонтировать пропылесосить подмести протереть вытереть почистить
  вычистить покрасить разморозить выгулять покормить накормить прибить повесить постелить застелить утеплить вскопать прополоть посадить подстричь
  перестирать развесить перегладить проветрить выбросить выкинуть выколотить прочистить отдраить законопатить заклеить
`)

/** Reads "нужно помыть окна": an obligation and a chore, and nothing else. */
export function readRussianChore(utterance: Utterance): Reading | undefined {
  const { words } = utterance
  const start = skip(address, words, 0, words.length)
  const obliged = obligations(words, start, words.length)
  if (obliged === 0) return undefined
  const from = skip(fillers, words, start + obliged, words.length)
  const verb = skip(times, words, from, words.length)
  if (!choreVerbs.has(words[verb] ?? '')) return undefined
  const end = skipBack(russian.politeTails, words, verb, words.length)
  const isWhole = !words.slice(from).some((word) => isMark(word) && word !== ',' && word !== '.')
  const isHousework = !words.slice(from).some((word) => notHousework.test(word))
  return end - verb >= 2 && isWhole && isHousework
    ? { kind: 'create_task', title: originalText(utterance, { from, to: end }) }
    : undefined
}

/** What is cleaned or put away with an assistant's help. */
const notHousework =
  /^(?:песн|трек|плейлист|музык|звук|громкост|яркост|свет|экран|уведомлени|истори|почт|письм|сообщени|файл|приложени|кэш|видео|таймер|будильник|напоминани|событи|спис|корзин)/u

const fillers = phrases('срочно|еще|бы|обязательно|также|тоже|потом|быстро|наконец')
const times = phrases(
  'завтра|сегодня|послезавтра|вечером|утром|днем|в выходные|на выходных|в субботу|в воскресенье|до вечера|завтра утром|сегодня вечером|завтра вечером',
)

const address = phrases(
  'алиса|маруся|сири|салют|олли|эй|привет|слушай|послушай|алекса|пожалуйста|так|ну|и|еще|также',
)
