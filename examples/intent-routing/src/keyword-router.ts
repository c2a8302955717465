import type { BaselineReading, DecisionIds } from '@partial-trust/core'
import type { Route, Routing, Utterance } from './utterance.js'

/** The first route whose words are found wins. Plain on purpose: what it gets wrong is measured in the README. */
const signs: readonly (readonly [Route, RegExp])[] = [
  ['add_shopping_item', /\b(?:shopping|grocer(?:y|ies)|buy|purchase)\b|покуп|купи/iu],
  [
    'create_task',
    /\b(?:remind|reminder|to-?do|task|tasks|chores?|forget)\b|напомн|напоминани|задач|список дел/iu,
  ],
]

const longestRead = 500

/** Routes by keywords; what holds none of them is `other`. */
export function routeByKeywords({ id, text }: Utterance, { traceId }: DecisionIds): Routing {
  return { id, route: keywordRoute(text), traceId }
}

export function keywordRoute(text: string): Route {
  const read = text.slice(0, longestRead)
  return signs.find(([, sign]) => sign.test(read))?.[0] ?? 'other'
}

/** A routing without its content: always one action, whose type is the route. */
export function readRouting({ route }: Routing): BaselineReading {
  return {
    executes: true,
    summary: {
      intent: 'route_utterance',
      decision_type: route,
      action_count: 1,
      entity_keys_count: 0,
    },
    entityKeys: [],
  }
}
