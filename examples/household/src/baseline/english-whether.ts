import * as english from './english-vocabulary.js'
import { phrases, skip } from './phrases.js'

const doubts = phrases(`
  check|check to see|check and see|see|look|look and see|look to see|tell me|let me know|find out|verify|confirm|i don't know|i dont know|i do not know|i'm not sure|i am not sure|im not sure|not sure
  i can't remember|i cannot remember|i don't remember|i forget|i can't recall|i wonder|i'm wondering|i was wondering|i can't tell
`)
const links = phrases('if|whether|that|whether or not')
const auxiliaries = phrases('do|did|have|had')
const owners = phrases('i|we|i have|we have|i had|we had|i did|we did')
const adverbs = phrases('already|still|ever|actually|remember to|remembered to|even|currently|also')
const verbs = phrases(
  'have|had|put|add|added|get|got|include|included|need|write|wrote|written|list|listed|have any|have some|need any',
)
const beings = phrases(
  'is|are|was|were|is there|are there|is there any|are there any|is there some|there is|there are|there is any|there are any|is already|are already',
)

/** Counts the words of "please check whether i have" and the like, which ask for what follows; 0 if none. */
export function whether(words: readonly string[], from: number, to: number): number {
  return Math.max(english.whether(words, from, to), composed(words, from, to))
}

function composed(words: readonly string[], from: number, to: number): number {
  const doubt = from + doubts(words, from, to)
  const linked = doubt > from ? doubt + links(words, doubt, to) : from
  if (doubt > from && linked === doubt) return 0
  const being = beings(words, linked, to)
  if (being > 0) return linked + being - from
  const auxiliary = linked + auxiliaries(words, linked, to)
  const owner = auxiliary + owners(words, auxiliary, to)
  const verb = skip(adverbs, words, owner, to)
  const said = owner > auxiliary ? verbs(words, verb, to) : 0
  if (said === 0 && words[owner - 1] === 'have' && linked > from) return owner - from
  if (said > 0 && (auxiliary > linked || linked > from)) return verb + said - from
  // "i'm not sure if milk is on my list"
  return linked > doubt && doubt > from ? linked - from : 0
}
