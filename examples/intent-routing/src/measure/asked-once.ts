import type { Classifier } from '../classifier/classifier.js'
import type { RouteProposal } from '../utterance.js'

/** The same classifier, which is asked once about each text: the lines are measured in many ways. */
export function askedOnce(classifier: Classifier): Classifier {
  const known = new Map<string, RouteProposal>()
  return {
    ...classifier,
    classify(text) {
      const found = known.get(text) ?? classifier.classify(text)
      known.set(text, found)
      return found
    },
  }
}
