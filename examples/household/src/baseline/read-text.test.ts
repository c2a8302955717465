import { describe, expect, it } from 'vitest'
import { readText } from './read-text.js'

const lists = [{ list_id: 'list-1', name: 'Shopping' }]

/** Items as "quantity unit name", parted by "; ". */
function items(text: string): string {
  const reading = readText(text, lists)
  if (reading.kind !== 'add_items') return `(${reading.kind})`
  return reading.items
    .map(({ quantity, unit, name }) =>
      [quantity, unit, name].filter((part) => part !== undefined).join(' | '),
    )
    .join('; ')
}

function title(text: string): string {
  const reading = readText(text, lists)
  return reading.kind === 'create_task' ? reading.title : `(${reading.kind})`
}

describe('English: things for the shopping list', () => {
  it.each([
    // a verb, things, the list
    ['Add oat milk to our shopping list', 'oat milk'],
    ['put batteries on the grocery list please', 'batteries'],
    ['stick light bulbs on my shopping list', 'light bulbs'],
    ['Jot down cinnamon on the grocery list', 'cinnamon'],
    ['pop some bin bags on the shopping list', 'bin bags'],
    ['include tofu in the shopping list', 'tofu'],
    ['write washing powder down on the shopping list', 'washing powder'],
    ['add the good mustard to the groceries list', 'good mustard'],
    ['append lemons to my list of groceries', 'lemons'],
    ['note down vinegar on the list of things we need to buy', 'vinegar'],
    ['ADD SALT TO THE SHOPPING LIST', 'salt'],
    ['add 7up to my shopping list', '7up'],
    ["add ben and jerry's to the grocery list", "ben and jerry's"],
    ['add half & half to my shopping list', 'half & half'],
    ['add trash bags to my shopping list', 'trash bags'],
    // politeness and ways of leading up to it
    ['Could you please add almonds to my shopping list?', 'almonds'],
    ['hey google can you put rye bread on my grocery list', 'rye bread'],
    ["I'd like you to add napkins to the shopping list", 'napkins'],
    ['would you mind adding ginger to the grocery list', 'ginger'],
    ["let's put cocoa on the shopping list", 'cocoa'],
    ["don't forget to add dish soap to the shopping list", 'dish soap'],
    ['go ahead and add figs to my grocery list for me', 'figs'],
    ['alexa, please also add honey to my shopping list, thanks', 'honey'],
    ['i think we should put olives on the grocery list', 'olives'],
    // several things
    ['add eggs, butter and flour to the shopping list', 'eggs; butter; flour'],
    ['put apples and pears on my grocery list', 'apples; pears'],
    ['add salt, pepper, and a lemon to the shopping list', 'salt; pepper; lemon'],
    ['add mac and cheese and peas to my grocery list', 'mac and cheese; peas'],
    ['add chicken as well as rice to my shopping list', 'chicken; rice'],
    ['put plums on the shopping list and add grapes', 'plums; grapes'],
    ['add tea to my shopping list and coffee too', 'tea; coffee'],
    // amounts
    ['add 2 bottles of ketchup to the shopping list', '2 | bottles | ketchup'],
    ['add three avocados to my grocery list', 'three | avocados'],
    ['put a dozen eggs on the shopping list', 'a dozen | eggs'],
    ['add a bag of rice to the grocery list', '1 | bag | rice'],
    ['add 500 g mince to the shopping list', '500 | g | mince'],
    ['add half a pound of ham to my shopping list', 'half a | pound | ham'],
    ['add a can opener to the shopping list', 'can opener'],
    ['add a couple of limes to my shopping list', 'a couple | limes'],
    // the list first
    ['on the shopping list, put radishes', 'radishes'],
    ['to my grocery list please add leeks', 'leeks'],
    ['open the shopping list and add yeast', 'yeast'],
    ['add to my shopping list: jam, peanut butter', 'jam; peanut butter'],
    ['add to the grocery list two cucumbers', 'two | cucumbers'],
    ['update my shopping list with cat litter', 'cat litter'],
    ['my grocery list should include spinach', 'spinach'],
    ['the shopping list needs celery', 'celery'],
    ['for the shopping list i need foil', 'foil'],
    // wishes and obligations
    ['i need shampoo on my shopping list', 'shampoo'],
    ['we need pasta sauce added to the grocery list', 'pasta sauce'],
    ["i'd like raisins put on the shopping list", 'raisins'],
    ['toothpaste should be on my shopping list', 'toothpaste'],
    ['sponges need to be added to the shopping list', 'sponges'],
    ['make sure that walnuts get added to the grocery list', 'walnuts'],
    ['please make sure basil is on the shopping list', 'basil'],
    // pointing back
    ["we're out of sugar, please add it to the shopping list", 'sugar'],
    ['i ran out of nappies so put them on my grocery list', 'nappies'],
    ['i need candles; add them to my shopping list', 'candles'],
    ['is there cream on my shopping list? if not, add it', 'cream'],
    ['add it to my grocery list, we ran out of flour', 'flour'],
    ['shopping list: add tahini', 'tahini'],
    ['add balloons to birthday party shopping list', 'balloons'],
    ['i need help adding rye flour to my shopping list', 'rye flour'],
    ["let's add a new item to the shopping list, mangos", 'mangos'],
    ['make sure that i have apples on my shopping list', 'apples'],
    ['eggs, please add them to my shopping list', 'eggs'],
    ['make a grocery list and put garlic on it', 'garlic'],
    ['add the following to my shopping list: dates, figs', 'dates; figs'],
    ['update the shopping list to include onions', 'onions'],
    ['can lentils be added to my shopping list', 'lentils'],
    ['add buy mustard to my shopping list', 'mustard'],
    ['do i have limes on the grocery list, if not please add them', 'limes'],
    ["if bleach isn't on the shopping list add it", 'bleach'],
    // reasons and conditions after it
    ["add ice to my shopping list because we're having a party", 'ice'],
    ["put soy sauce on the grocery list if it's not there yet", 'soy sauce'],
    // a list without a name, where the command has one
    ['add bananas to my list', 'bananas'],
    ['put two pints of milk on the list', 'two | pints | milk'],
    // no list named, but a purchase intended
    ['we need to buy potatoes and onions', 'potatoes; onions'],
  ])('%s', (text, expected) => {
    expect(items(text)).toBe(expected)
  })
})

describe('Russian: things for the shopping list', () => {
  it.each([
    ['добавь молоко в список покупок', 'молоко'],
    ['Добавь, пожалуйста, гречку в мой список покупок', 'гречку'],
    ['добавь в список покупок хлеб и сыр', 'хлеб; сыр'],
    ['внеси сметану в список продуктов', 'сметану'],
    ['запиши в список покупок яблоки, груши и сливы', 'яблоки; груши; сливы'],
    ['в список покупок добавь стиральный порошок', 'стиральный порошок'],
    ['алиса, запиши масло в продуктовый список', 'масло'],
    ['включи зелёный чай в список покупок', 'зелёный чай'],
    ['мне нужно добавить рис и фасоль в список продуктов', 'рис; фасоль'],
    ['можешь добавить бананы в список покупок?', 'бананы'],
    ['не могла бы ты внести творог в список для магазина', 'творог'],
    ['впиши туалетную бумагу в наш список покупок', 'туалетную бумагу'],
    ['добавь ещё лимоны в список покупок', 'лимоны'],
    ['положи шампунь в корзину покупок', 'шампунь'],
    ['занеси корм для кошки в список покупок', 'корм для кошки'],
    ['добавьте в мой список покупок две пачки масла', 'две | пачки | масла'],
    ['добавь 2 кг картошки в список покупок', '2 | кг | картошки'],
    ['добавь литр кефира в список покупок', 'литр | кефира'],
    ['добавь десяток яиц в список продуктов', 'десяток | яиц'],
    ['хочу добавить зубную пасту в список покупок', 'зубную пасту'],
    ['добавить мёд в покупки', 'мёд'],
    ['открой список покупок и добавь муку', 'муку'],
    ['закончился сахар, добавь его в список покупок', 'сахар'],
    ['у нас кончилась соль, запиши её в список покупок', 'соль'],
    ['мне нужны помидоры в списке покупок', 'помидоры'],
    ['нужно чтобы в списке покупок был укроп', 'укроп'],
    ['салфетки и мыло в список покупок, пожалуйста', 'салфетки; мыло'],
    ['олли добавь красное вино в мой список покупок', 'красное вино'],
    ['пожалуйста поставь огурцы в список покупок', 'огурцы'],
    ['допиши сливки в список', 'сливки'],
    ['надо купить кофе', 'кофе'],
    ['добавь в список продуктов двести грамм сыра', 'двести | грамм | сыра'],
    ['запиши в мой список покупок что мне нужны яйца', 'яйца'],
    ['закончилось варенье добавь в список покупок', 'варенье'],
    ['убедись что хлеб есть в списке покупок', 'хлеб'],
    ['молоко должно быть в списке покупок', 'молоко'],
    ['добавь к списку покупок сухарики', 'сухарики'],
    ['добавь кетчуп в список вещей которые мне нужно купить', 'кетчуп'],
    ['нам нужно купить морковь и лук', 'морковь; лук'],
    ['купи молока и хлеба', 'молока; хлеба'],
    ['не забудь купить батарейки', 'батарейки'],
    ['добавь в список покупок: чай, печенье', 'чай; печенье'],
    ['список покупок: йогурт, творог', 'йогурт; творог'],
    ['добавь молоко в список покупок и яйца тоже', 'молоко; яйца'],
    ['перец нужно добавить в список покупок', 'перец'],
  ])('%s', (text, expected) => {
    expect(items(text)).toBe(expected)
  })
})

describe('tasks', () => {
  it.each([
    ['Remind me to water the tomatoes', 'water the tomatoes'],
    ['please remind me to ring the plumber tomorrow', 'ring the plumber tomorrow'],
    ['could you remind me about the school concert', 'the school concert'],
    ['remind me on friday to bring the bins in', 'bring the bins in on friday'],
    ['remind us that the boiler gets serviced on Tuesday', 'the boiler gets serviced on Tuesday'],
    ['remind me to cancel the gym membership', 'cancel the gym membership'],
    ['remind me to remove the stain from the sofa', 'remove the stain from the sofa'],
    ['every sunday remind me to change the sheets', 'change the sheets every sunday'],
    ['at 5 pm remind me to leave', 'leave at 5 pm'],
    ['add mopping to my to do list for saturday', 'mopping for saturday'],
    ['please note on my to do list that i need to call Tom', 'call Tom'],
    ['add a task to clean the garage', 'clean the garage'],
    ['new task: book the vet', 'book the vet'],
    ['завтра утром напомни мне о совещании', 'о совещании завтра утром'],
    ['хочу постирать в восемь вечера, создай напоминание', 'постирать в восемь вечера'],
    ['создай задачу помыть балкон', 'помыть балкон'],
    ['добавь убрать квартиру в список дел', 'убрать квартиру'],
    ['добавь купить продукты в мой список дел на сегодня', 'купить продукты на сегодня'],
    ["don't let me forget to sign the form", 'sign the form'],
    ['i need to be reminded to renew my passport', 'renew my passport'],
    ['set a reminder to descale the kettle', 'descale the kettle'],
    ['create a new reminder for the parents evening', 'the parents evening'],
    ['i need a reminder to return the books', 'return the books'],
    ['set up a weekly reminder to back up the photos', 'back up the photos'],
    ['give me a reminder about the vet at 4 pm', 'the vet at 4 pm'],
    ['Set a reminder: pay Oma back', 'pay Oma back'],
    ['i have to empty the dehumidifier, please remind me', 'empty the dehumidifier'],
    ['add clean the gutters to my to do list', 'clean the gutters'],
    ['put ironing on the chore list', 'ironing'],
    ['please add call the bank to my list of things to do', 'call the bank'],
    ['on my todo list add fix the fence', 'fix the fence'],
    ['add to my task list: book the dentist', 'book the dentist'],
    ['descaling the kettle needs to go on my to-do list', 'descaling the kettle'],
    ['i need to defrost the freezer, put it on my to do list', 'defrost the freezer'],
    ['add an item to my to do list to phone Maria', 'phone Maria'],
    ['напомни мне позвонить маме', 'позвонить маме'],
    ['Напомни, пожалуйста, вынести мусор вечером', 'вынести мусор вечером'],
    ['напомни мне про родительское собрание', 'родительское собрание'],
    ['напомни о встрече с Олегом завтра', 'о встрече с Олегом завтра'],
    ['напомни мне завтра в девять полить цветы', 'завтра в девять полить цветы'],
    ['поставь напоминание оплатить интернет', 'оплатить интернет'],
    ['создай напоминание о дне рождения бабушки', 'о дне рождения бабушки'],
    ['установи мне напоминание забрать посылку', 'забрать посылку'],
    ['не дай мне забыть полить кактус', 'полить кактус'],
    ['добавь помыть окна в мой список дел', 'помыть окна'],
    ['добавь в список дел забрать костюм из химчистки', 'забрать костюм из химчистки'],
    ['внеси починить кран в список задач', 'починить кран'],
    ['у меня завтра экзамен, напомни мне', 'у меня завтра экзамен'],
    ['напомни что завтра приходит сантехник', 'завтра приходит сантехник'],
  ])('%s', (text, expected) => {
    expect(title(text)).toBe(expected)
  })
})

describe('what is not understood is never executed', () => {
  it.each([
    // questions and readings of lists
    ["what's on my shopping list", 'other'],
    ['read me the grocery list', 'other'],
    ['did i add milk to my shopping list?', 'other'],
    ['is there any butter on the shopping list', 'other'],
    ['how many things are on my shopping list', 'other'],
    ['show the shopping list', 'other'],
    ['should i put milk on the shopping list', 'other'],
    // taking away
    ['remove milk from my shopping list', 'other'],
    ['take the eggs off my grocery list', 'other'],
    ['clear my shopping list', 'other'],
    ['add milk to my shopping list and remove the eggs', 'unclear'],
    ['delete bread from the shopping list and add rolls', 'unclear'],
    ['cross butter off the shopping list', 'other'],
    // nothing in particular
    ['add this to my shopping list', 'unclear'],
    ['add an item to my shopping list', 'unclear'],
    ['add something to the grocery list', 'unclear'],
    ['put everything on the shopping list', 'unclear'],
    ['add it to my list', 'unclear'],
    // other lists and wishes
    ['add this song to my playlist', 'other'],
    ['put thriller on my party playlist', 'other'],
    ['add Anna to the guest list', 'unclear'],
    ['add my dentist to my contact list', 'unclear'],
    ['add this song to my list', 'unclear'],
    ['create a new shopping list', 'other'],
    ['make a shopping list', 'other'],
    ['order everything on my shopping list', 'other'],
    ['send my shopping list to Peter', 'other'],
    ['add milk to my shopping list and play some jazz', 'unclear'],
    ["don't add milk to my shopping list", 'other'],
    ['do not put eggs on the shopping list', 'other'],
    ['buy me a ticket to Oslo', 'unclear'],
    ['we need to buy a house', 'unclear'],
    ['go to my shopping list', 'other'],
    ['add up my shopping list', 'other'],
    ['mark eggs as bought on my shopping list', 'unclear'],
    ['how do i add milk to my shopping list', 'other'],
    ['share my shopping list with Bob', 'other'],
    ['move milk to the top of my shopping list', 'other'],
    ['replace eggs with tofu on my grocery list', 'other'],
    ['покажи список покупок', 'other'],
    ['отправь список покупок маме', 'other'],
    ['navigate to my grocery list', 'other'],
    ['i need a recipe for pancakes', 'other'],
    // reminders that are questions, or empty
    ['what reminders do i have today', 'other'],
    ['remind me what i have to do today', 'other'],
    ['remind me where i parked', 'other'],
    ['delete my reminder for tomorrow', 'other'],
    ['did i set a reminder for the dentist', 'other'],
    ['remind me', 'unclear'],
    ['set a reminder', 'unclear'],
    ['set a reminder for 7 pm', 'unclear'],
    ['remind me of this later', 'unclear'],
    ['remind me to put milk on my shopping list', 'unclear'],
    // something else
    ['turn on the kitchen light', 'other'],
    ['play the shopping song', 'other'],
    ['where is the nearest grocery store', 'other'],
    ['how do i get to the market', 'other'],
    ['', 'other'],
    ['   ', 'other'],
    ['🥛', 'other'],
    ['add', 'other'],
    ['list', 'other'],
    // Russian
    ['что у меня в списке покупок', 'other'],
    ['прочитай список покупок', 'other'],
    ['есть ли молоко в списке покупок', 'other'],
    ['не добавляй молоко в список покупок', 'unclear'],
    ['не надо добавлять молоко в список покупок', 'unclear'],
    ['напомни мне адрес врача', 'other'],
    ['удали молоко из списка покупок', 'other'],
    ['убери хлеб из списка и добавь булку', 'unclear'],
    ['очисти список покупок', 'other'],
    ['создай новый список покупок', 'other'],
    ['добавь это в список покупок', 'unclear'],
    ['добавь что-нибудь в список покупок', 'unclear'],
    ['добавь эту песню в плейлист', 'other'],
    ['добавь песню в список', 'unclear'],
    ['добавь Ивана в список гостей', 'unclear'],
    ['купи билет на поезд до Казани', 'unclear'],
    ['что нужно купить', 'other'],
    ['где купить молоко', 'other'],
    ['включи свет на кухне', 'other'],
    ['поставь музыку на паузу', 'other'],
    ['напомни какие у меня дела', 'other'],
    ['напомни мне что у меня в списке дел', 'other'],
    ['напомни мне', 'unclear'],
    ['поставь напоминание на семь вечера', 'unclear'],
    ['удали напоминание про врача', 'other'],
    ['сколько продуктов в списке покупок', 'other'],
    ['поставь будильник на семь', 'other'],
    ['какая завтра погода', 'other'],
  ])('%j', (text, kind) => {
    expect(readText(text, lists).kind).toBe(kind)
  })
})

describe('the list that a text names', () => {
  const two = [
    { list_id: 'w', name: 'Weekly' },
    { list_id: 'd', name: 'DIY' },
    { list_id: 'r', name: 'Дача' },
  ]

  it.each([
    ['add nails to my DIY list', 'd'],
    ['put milk on the weekly shopping list', 'w'],
    ['add milk to my shopping list', undefined],
  ])('%s', (text, listId) => {
    const reading = readText(text, two)
    expect(reading.kind === 'add_items' && reading.items[0]?.list_id).toBe(listId)
  })

  it('is asked for where there is none to mean', () => {
    expect(readText('add bananas to my list', []).kind).toBe('unclear')
    expect(readText('we need to buy potatoes', []).kind).toBe('unclear')
  })
})
