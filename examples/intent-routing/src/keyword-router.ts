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
export function routeByKeywords({ id, text }: Utterance): Routing {
  return { id, route: keywordRoute(text) }
}

export function keywordRoute(text: string): Route {
  const read = text.slice(0, longestRead)
  return signs.find(([, sign]) => sign.test(read))?.[0] ?? 'other'
}
