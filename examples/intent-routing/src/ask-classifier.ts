import type { AskFunction } from 'partial-trust'
import type { Classifier } from './classifier/classifier.js'
import type { Utterance } from './utterance.js'

/** Asks the classifier in this very process: no endpoint, no prompt, no key. */
export function askClassifier({ classify }: Pick<Classifier, 'classify'>): AskFunction<Utterance> {
  // The function's name is the model's in records.
  return async function fasttext({ text }) {
    return /[\p{L}\p{N}]/u.test(text) ? classify(text) : null
  }
}
