import { isRussianGoods } from './goods/is-russian-goods.js'
import { phrases, wordSet } from './phrases.js'
import type { PurchaseWords } from './purchase.js'
import * as russian from './russian-vocabulary.js'

/** To be told so is to be asked: "купи", and "купить" as one notes it down. Not "купил", "куплю". */
const buying =
  'купи купите купить купим прикупи прикупите прикупить закупи закупите закупить докупи докупите докупить приобрести приобрети приобретите'.split(
    ' ',
  )
const owners = ['', 'мне ', 'нам ']
const duties = [
  'нужно',
  'надо',
  'необходимо',
  'нужно бы',
  'надо бы',
  'нужно будет',
  'надо будет',
  'пора',
  'следует',
].flatMap((duty) => owners.map((owner) => `${owner}${duty} `))
const reminded = [
  'не забудь ',
  'не забудьте ',
  'не забыть ',
  'нам бы ',
  'мне бы ',
  'хорошо бы ',
  'давай ',
  'давайте ',
]
/** "запиши, что надо купить". */
const noted = ['запиши', 'запишите', 'запомни', 'добавь', 'внеси'].flatMap((verb) =>
  [
    '',
    ', что надо',
    ', что нужно',
    ' что надо',
    ' что нужно',
    ' что мне нужно',
    ' что нам нужно',
  ].map((why) => `${verb}${why.replace(',', ' ,')} `),
)
const needing = [
  'нужно',
  'нужен',
  'нужна',
  'нужны',
  'надо',
  'необходимо',
  'необходим',
  'необходима',
  'необходимы',
  'понадобится',
  'понадобятся',
  'требуется',
  'требуются',
]

const wishes = {
  purchase: phrases(
    ['', ...duties, ...reminded, ...noted]
      .flatMap((lead) => buying.map((verb) => lead + verb))
      .join('|'),
  ),
  need: phrases(
    [
      ...owners.flatMap((owner) =>
        needing.flatMap((need) => [
          `${owner}${need}`,
          `${owner}еще ${need}`,
          `${owner}срочно ${need}`,
        ]),
      ),
      'заканчивается|заканчиваются|кончается|кончаются|у нас заканчивается|у нас заканчиваются|у меня заканчивается|у меня заканчиваются|дома заканчивается|дома заканчиваются|у нас кончается|у нас кончаются',
    ].join('|'),
  ),
  add: phrases(
    'добавь|добавьте|добавить|запиши|запишите|внеси|внесите|впиши|впишите|допиши|допишите',
  ),
  get: phrases('возьми|возьмите|захвати|захватите|прихвати|прихватите'),
  doubtful: russian.shortages,
}

const needsAfter = [
  ...needing,
  ...needing.flatMap((need) => [`еще ${need}`, `${need} купить`]),
  ...owners.flatMap((owner) => needing.map((need) => `${owner}${need}`)),
  ...buying,
  ...'добавь|добавьте|надо купить|нужно купить|заканчивается|заканчиваются|кончается|кончаются|скоро закончится|скоро закончатся'.split(
    '|',
  ),
]

export const russianPurchase: PurchaseWords = {
  leads: phrases(`
    пожалуйста|плиз|пж|алиса|маруся|сири|салют|олли|ок гугл|окей гугл|окей|ок|гугл|эй|привет|слушай|послушай|алекса|ассистент|а|и|ну|еще|также|тоже|так|теперь|потом|срочно|ладно|хорошо|кстати|да|вот|обязательно|будь добр|будь добра|будьте добры
    можешь|ты можешь|можете|не могли бы вы|не мог бы ты|не могла бы ты|мог бы ты|могла бы ты|я хочу чтобы ты|хочу чтобы ты
  `),
  requests: wordSet('можешь можете мог могла могли'),
  hedges: phrases(
    'кажется|по-моему|наверное|наверно|возможно|может быть|может|вроде|вроде бы|видимо|думаю|я думаю',
  ),
  wishes,
  needsAfter: {
    phrases: phrases(needsAfter.join('|')),
    lastWords: new Set(needsAfter.map((phrase) => phrase.split(' ').at(-1) ?? '')),
  },
  tails: russian.tails,
  notBought: russian.notBought,
  isGoods: isRussianGoods,
  isServed: () => false,
}
