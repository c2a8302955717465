import { defineCorridor } from 'partial-trust'
import type { CorridorSpec, DefinedCorridor } from 'partial-trust'
import { routeByKeywords } from './keyword-router.js'
import { routeProposal, routes, routing, utterance } from './utterance.js'
import type { RouteProposal, Routing, Utterance } from './utterance.js'

/** Least probability with which the classifier's route replaces the keywords'. */
export const leastProbability = 0.8

/**
 * Routing utterances: a trained classifier may replace the keywords where it is sure enough.
 *
 * @param ask Whom to ask: {@link askClassifier} or {@link askEndpoint}.
 * @param version Names what is asked, which nobody can see from here: the classifier's digest.
 */
export function intentRouting({
  ask,
  version,
}: Pick<CorridorSpec<Utterance, Routing, RouteProposal>, 'ask' | 'version'>): DefinedCorridor<
  Utterance,
  Routing
> {
  return defineCorridor({
    intent: 'route_utterance',
    version: version ?? '1',
    command: utterance,
    decision: routing,
    id: ({ id }) => id,
    baseline: routeByKeywords,
    label: ({ route }) => route,
    labels: routes,
    candidate: routeProposal,
    ask,
    confidence: {
      of: ({ confidence }) => confidence,
      kind: 'distribution',
      atLeast: leastProbability,
    },
    decide: ({ intent }, { id }) => ({ id, route: intent }),
  })
}
