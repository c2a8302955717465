import type { ListMention } from './list-mention.js'
import { phrases, skip } from './phrases.js'
import type { Utterance } from './utterance.js'

const verbs = phrases(`
  remind me|remind us|remind him|remind her|remind them|remind everyone|remind everybody|remind|reminding me|reminding us|be reminded|get reminded|being reminded|i am reminded|i'm reminded|tell me not to forget to|make sure i do not forget|i need reminded|i need reminding|we need reminding
  don't let me forget|dont let me forget|do not let me forget|don't let us forget|never let me forget|make sure i don't forget|make sure i remember|help me remember|help me to remember
  make me remember|tell me to|need reminding|notify me to|ping me to|nudge me to|prompt me to|be notified to|get notified to|be alerted to|be prompted to|tell me that i need to|tell me that i have to
`)

const leadingVerbs = phrases(`
  remember to|remember that|don't forget to|dont forget to|do not forget to|don't forget that|i need to remember to|i have to remember to|i must remember to|i should remember to|note to self|remember i have to|remember i need to|remember that i have to|remember that i need to|remember for me to
  i must not forget to|i mustn't forget to|i don't want to forget to|i dont want to forget to|i do not want to forget to|i don't want to forget about|i don't want to forget that|i can't forget to|i cannot forget to
  i better not forget to|i'd better not forget to|i had better not forget to|i shouldn't forget to|i should not forget to|i want to remember to|we need to remember to|we must not forget to
`)

/** Finds the words about a reminder outside the names of lists. */
export function englishReminderCue(
  { words }: Utterance,
  mentions: readonly ListMention[],
): ReminderCue | undefined {
  let noun: ReminderCue | undefined
  for (let at = 0; at < words.length; at += 1) {
    const inside =
      mentions.length === 0
        ? undefined
        : mentions.find((mention) => at >= mention.from && at < mention.to)
    if (inside !== undefined) {
      at = inside.to - 1
      continue
    }
    const length = verbs(words, at, words.length)
    if (length > 0) return { kind: 'verb', at, to: at + length }
    const isNoun = words[at] === 'reminder' || words[at] === 'reminders'
    if (noun === undefined && isNoun) noun = { kind: 'noun', at, to: at + 1 }
  }
  if (noun !== undefined) return noun
  if (mentions.length > 0) return undefined
  const start = skip(address, words, 0, words.length)
  const length = leadingVerbs(words, start, words.length)
  return length > 0 ? { kind: 'verb', at: start, to: start + length } : undefined
}

export const address = phrases(
  'hey|hi|hello|ok|okay|google|alexa|siri|olly|pda|please|plz|pls|also|and|just|cortana|computer|um|uh|oh|so|well|can you|could you|would you|will you',
)

/** What speaks of a reminder: at which word, and where the words begin that follow it. */
export type ReminderCue = {
  readonly kind: 'verb' | 'noun'
  readonly at: number
  readonly to: number
}
