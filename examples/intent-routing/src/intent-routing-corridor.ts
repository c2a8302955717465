import { confidenceAtLeast, defineCorridor } from '@partial-trust/core'
import { readRouting, routeByKeywords } from './keyword-router.js'
import { parseProposal, proposalRequest, readProposal } from './route-proposal.js'
import { type RouteProposal, type Routing, routes, type Utterance } from './utterance.js'

/** Least probability with which the classifier's route replaces the keywords'. */
export const leastProbability = 0.8

/** Routing utterances: a trained classifier may replace the keywords where it is sure enough. */
export const intentRoutingCorridor = defineCorridor<Utterance, Routing, RouteProposal>({
  intent: 'route_utterance',
  taskId: 'route_utterance',
  intents: ['route_utterance'],
  decisionTypes: routes,
  commandId: ({ id }) => id,
  baseline: routeByKeywords,
  readBaseline: readRouting,
  permits: () => true,
  request: proposalRequest,
  parse: parseProposal,
  rules: [confidenceAtLeast(leastProbability, ({ confidence }) => confidence)],
  readCandidate: readProposal,
  decide: ({ intent }, { id }, _baseline, { traceId }) => ({ id, route: intent, traceId }),
  version: 'route-utterance-1',
})
