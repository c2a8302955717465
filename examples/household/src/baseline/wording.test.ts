import { describe, expect, it } from 'vitest'
import { readText } from './read-text.js'

const lists = [{ list_id: 'list-1', name: 'Shopping' }]

/** Names parted by "; ", a title after "task: ", otherwise the kind of reading. */
function read(text: string): string {
  const reading = readText(text, lists)
  switch (reading.kind) {
    case 'add_items':
      return reading.items.map(({ name }) => name).join('; ')
    case 'create_task':
      return `task: ${reading.title}`
    case 'unclear':
    case 'other':
      return `(${reading.kind})`
  }
}

describe('a shortage before the wish', () => {
  it.each([
    'we are almost out of rye bread so add that to the grocery list',
    'i just used the last of the rye bread, add it to my shopping list',
    'the rye bread is gone, add it to the shopping list',
    'the rye bread ran out please put it on the grocery list',
    'because i am out of rye bread please add it to my shopping list',
    'there is no more rye bread add rye bread to my shopping list',
    "since we're having guests, add rye bread to the shopping list",
    'i forgot to add rye bread to my grocery list, please add it',
    "rye bread isn't on my shopping list can you add it",
    'rye bread is missing from my shopping list please add it',
    "i'm not sure if i have rye bread on my shopping list, if not please add it",
    'did we remember to add rye bread to the grocery list, if not add it',
    'i gotta get rye bread and please put on my shopping list',
    "check my shopping list for rye bread and add it if it isn't there",
  ])('%s', (text) => {
    expect(read(text)).toMatch(/^(?:the )?rye bread$/)
  })
})

describe('the same wish in other words', () => {
  it.each([
    ['do you mind adding rye bread to my shopping list', 'rye bread'],
    ["while you're at it add rye bread to my shopping list", 'rye bread'],
    ['add rye bread if it is not on my shopping list already', 'rye bread'],
    ['i want rye bread to be on my shopping list', 'rye bread'],
    ['i think rye bread should be on my grocery list', 'rye bread'],
    ['can rye bread be put on the shopping list', 'rye bread'],
    ['get rye bread added to my shopping list', 'rye bread'],
    ['have rye bread added to my shopping list', 'rye bread'],
    ['add new item rye bread to shopping list', 'rye bread'],
    ['add rye bread to the top of my grocery list', 'rye bread'],
    ['add rye bread to groceries', 'rye bread'],
    ['add rye bread to my list of things to buy for the party', 'rye bread'],
    ['on my grocery list put rye bread for tomorrow', 'rye bread'],
    ['add rye bread to my shopping list as well as jam', 'rye bread; jam'],
    ['add rye bread to my shopping list, also jam', 'rye bread; jam'],
    ['add both rye bread and jam to my grocery list', 'rye bread; jam'],
    ['add another box of crackers to the grocery list', 'crackers'],
    ['add two more bags of crackers to my grocery list', 'crackers'],
    ['add a large bag of crackers to my grocery list', 'crackers'],
    ['add crackers x2 to my grocery list', 'crackers'],
    ['put pencil on a new grocery list', 'pencil'],
    ['update my grocery list with one gallon of two percent milk', 'two percent milk'],
    ['купи, пожалуйста, чай и мёд', 'чай; мёд'],
    ['в список покупок чай и мёд', 'чай; мёд'],
    ['запиши, что надо купить чай', 'чай'],
    ['у нас почти закончился чай, добавь в список покупок', 'чай'],
    ['если в списке покупок нет чая добавь его', 'чая'],
    ['добавь в список покупок чай, он закончился', 'чай'],
    ['добавь яблоки 2 кг в наш семейный список покупок', 'яблоки'],
    ['добавь молоко 3,2% в список покупок', 'молоко 3,2%'],
  ])('%s', (text, names) => {
    expect(read(text)).toBe(names)
  })
})

describe('a task in other words', () => {
  it.each([
    ['when i get home remind me to pay rent', 'pay rent when i get home'],
    ["i don't want to forget to pay rent", 'pay rent'],
    ['i need to be notified to pay rent', 'pay rent'],
    ['i need to remember to pay rent, set a reminder', 'pay rent'],
    ['remind me again to pay rent', 'pay rent'],
    ['tomorrow at four set a reminder to pay rent', 'pay rent tomorrow at four'],
    ['before noon could you please set a reminder to pay rent', 'pay rent before noon'],
    ['when i get home set a reminder to pay rent', 'pay rent when i get home'],
    ['go to my calendar and set a reminder to pay rent', 'pay rent'],
    ['i have to pay rent at 4, i need a reminder', 'pay rent at 4'],
    ['set an alert reminding me to pay rent', 'pay rent'],
    ['add grocery shopping to my to do list', 'grocery shopping'],
    ['reminder at 5 to pay rent', 'pay rent at 5'],
    ['remind me to pay rent, put it on my list of things to do', 'pay rent'],
    ['remind me to add pay rent to my chores', 'pay rent'],
    ['make a note on my to do list to pay rent', 'pay rent'],
    ['make a note to pay rent', 'pay rent'],
    ['add pay rent as a task', 'pay rent'],
    ['add pay rent to my reminders', 'pay rent'],
    ['add pay rent to my list of things that need to be done', 'pay rent'],
    ['i have to do my homework so put it on my to do list', 'do my homework'],
    ['нужно помыть окна', 'помыть окна'],
    ['надо завтра полить цветы', 'завтра полить цветы'],
    ['когда я приду домой напомни мне оплатить счёт', 'оплатить счёт когда я приду домой'],
    ['надо вынести мусор, добавь в список дел', 'вынести мусор'],
    ['новая задача оплатить счёт', 'оплатить счёт'],
    ['добавь в мои задачи оплатить счёт', 'оплатить счёт'],
  ])('%s', (text, title) => {
    expect(read(text)).toBe(`task: ${title}`)
  })
})

describe('words that turn a wish around', () => {
  it.each([
    // denied
    'never add milk to my shopping list',
    "i don't think we need to add milk to the shopping list",
    "don't remind me to call mom",
    'stop reminding me to call mom',
    "you don't need to remind me",
    'не напоминай мне про врача',
    // more than one thing said
    'i should pick up milk so that should be on our list of groceries',
    // somebody else's
    'my wife says we need to add milk to the shopping list',
    'he reminds me of my brother',
    'thanks for reminding me of that',
    'send a reminder email to Peter',
    'send bob a text to remind him about lunch',
    'ты напомнил мне про врача?',
    'позвони маме и напомни ей про врача',
    // under a condition
    'if we run out of milk add milk to the shopping list',
    'if you remind me i will be happy',
    // told as a fact
    'milk is missing from my shopping list',
    'i ran out of things to add to my shopping list',
    'mark laundry as done on my to do list',
    'remind me that i like that song',
    'молоко есть в списке покупок',
    'в списке покупок есть молоко?',
    'хочу купить телефон',
    // asked
    'remind me when the meeting is',
    'remind me of the tasks on my to do list',
    'give me a reminder what time my flight is',
    'нужно ли помыть окна',
    // for something else
    'play remind me by usher',
    'add milk to my shopping list and turn off the lights',
    'add 5 to my shopping list',
    'add 20 dollars to groceries',
    'add bread to the do not buy list',
    'add my passport to the list of things i need for the trip',
    'реши задачу про яблоки',
    'нужно убрать песню из плейлиста',
  ])('%s', (text) => {
    expect(read(text)).toMatch(/^\((?:other|unclear)\)$/)
  })
})
