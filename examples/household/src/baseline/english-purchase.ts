import type { ShoppingItem } from '../household-decision.js'
import * as english from './english-vocabulary.js'
import { englishServings } from './goods/english-goods.js'
import { isEnglishGoods, isMealInEnglish, isServedInEnglish } from './goods/is-english-goods.js'
import { phrases, wordSet } from './phrases.js'
import type { PurchaseWords, Wish } from './purchase.js'

/** "we have to", "don't forget to": what a household that has to buy something begins with. */
const duties = [
  ...['i', 'we', 'i also', 'we also', 'i really', 'we really', 'i still', 'we still'].flatMap(
    (who) => ['need to', 'have to', 'want to', 'must', 'should'].map((must) => `${who} ${must}`),
  ),
  "i'd like to",
  'i would like to',
  "we'd like to",
  'i gotta',
  'we gotta',
  "i've got to",
  "we've got to",
  'need to',
  'have to',
  'gotta',
  "let's",
  'lets',
  'let us',
  'please remember to',
  'remember to',
  "don't forget to",
  'dont forget to',
  'do not forget to',
  'make sure to',
  'be sure to',
  'make sure you',
]
const have = ['', 'also ', 'still ', 'really ']
const shortOf = [
  'out of',
  'all out of',
  'almost out of',
  'nearly out of',
  'completely out of',
  'running out of',
  'running low on',
  'low on',
  'getting low on',
  'short on',
  'short of',
]

const wishes = {
  purchase: phrases(
    ['', ...duties.map((duty) => `${duty} `)]
      .flatMap((duty) => ['buy', 'purchase', 'also buy', 'stock up on'].map((verb) => duty + verb))
      .join('|'),
  ),
  need: phrases(
    [
      ...have.map((also) => `we ${also}need`),
      ...["we're", 'we are', "i'm", 'i am'].flatMap((who) =>
        shortOf.map((short) => `${who} ${short}`),
      ),
      ...shortOf,
      "we could use|we will need|we'll need|we are going to need|we're going to need|don't forget|dont forget|do not forget",
    ].join('|'),
  ),
  add: phrases('add|also add|note down|write down|jot down|put down'),
  get: phrases(
    [
      ...['get', 'grab', 'pick up'].flatMap((verb) =>
        ['', ...duties.map((duty) => `${duty} `)].map((duty) => duty + verb),
      ),
      ...have.map((also) => `i ${also}need`),
      "also get|need|also need|i'll need|i will need|i'd like|i would like|we'd like|we would like|i could use",
    ].join('|'),
  ),
  doubtful: phrases(
    "order|we ran out of|i ran out of|we've run out of|we have run out of|i've run out of|we don't have|we don't have any|we have no|we have no more|there is no|there's no|there is no more|there's no more|no more",
  ),
}

/** Before these the thing is one that is there: "get the milk (out of the fridge)". */
const fetching = wordSet('the my this that')

/** "i need coffee", "get a coffee": as likely from the machine as from the shop. */
function isServed(
  words: readonly string[],
  { kind, said, object }: Wish,
  items: readonly ShoppingItem[],
): boolean {
  const [first = ''] = words.slice(object.from)
  if ((kind === 'get' || kind === 'add') && fetching.has(first)) return true
  if (kind === 'get' && items.some(({ name }) => isMealInEnglish(name))) return true
  const isOwn = kind === 'get' && personal.has(words[said] ?? '')
  const isServing = words.slice(object.from, object.to).some((word) => englishServings.has(word))
  return (isOwn || isServing) && items.some(({ name }) => isServedInEnglish(name))
}
const personal = wordSet("i i'd i'll need")

export const englishPurchase: PurchaseWords = {
  leads: phrases(`
    hey|hi|hello|ok|okay|google|alexa|siri|olly|pda|cortana|computer|bixby|assistant|robot|please|plz|pls|kindly|also|and|just|so|oh|well|um|uh|yo|alright|then|next|now|quick|quickly|by the way|btw|before i forget
    can you|could you|would you|will you|can you also|could you also|i need you to|i want you to|i'd like you to|i would like you to|go ahead and
  `),
  requests: wordSet('can could would will'),
  hedges: phrases(
    'i think|i guess|i believe|i suppose|it looks like|looks like|it seems|maybe|perhaps|probably',
  ),
  wishes,
  needsAfter: {
    phrases: phrases('needed|is needed|are needed'),
    lastWords: wordSet('needed'),
  },
  tails: phrases(`
    please|plz|pls|please and thank you|thanks|thank you|too|as well|also|again|now|right now|today|tonight|tomorrow|soon|asap|for me|for us|for today|for tomorrow|for tonight|for the weekend|for breakfast|for lunch|for dinner
    on the way|on the way home|on your way home|on my way home
    if you can|if you could|when you can|when you get a chance|at the store|at the shop|at the supermarket|at the grocery store|from the store|from the shop|from the supermarket|from the grocery store|okay|ok|alexa|google|siri|olly|will you|would you|can you
  `),
  notBought: english.notBought,
  isGoods: isEnglishGoods,
  isServed,
}
