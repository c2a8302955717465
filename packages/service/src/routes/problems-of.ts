import type { ProblemText } from '../problem.js'
import {
  bodyNotRight,
  bodyTooLarge,
  noControl,
  noSuchCorridor,
  notJson,
  otherName,
  queryNotRight,
  roleTooSmall,
  storeDown,
  tokenExpired,
  tokenNeeded,
  tokenRevoked,
  tokensUnreadable,
  tooManyFailures,
} from '../problem-texts.js'
import { parametersOf } from './route.js'
import type { Route } from './route.js'

/** Everything a route may refuse with, by status: what follows from its row, and what the row adds. */
export function problemsOf(route: Route): ReadonlyMap<number, readonly ProblemText[]> {
  const { caller, body, query, control, misread, problems = {} } = route
  const derived: readonly (readonly [number, ProblemText, boolean])[] = [
    [400, queryNotRight, query !== undefined],
    [400, bodyNotRight, body !== undefined && misread === undefined],
    [401, tokenNeeded, caller !== 'everyone'],
    [401, tokenExpired, caller !== 'everyone'],
    [401, tokenRevoked, caller !== 'everyone'],
    [401, tokensUnreadable, caller !== 'everyone'],
    [403, roleTooSmall, caller === 'operator' || caller === 'signer'],
    [404, noSuchCorridor, parametersOf(route.path).includes('intent')],
    [409, noControl, control === 'needed'],
    [413, bodyTooLarge, body !== undefined],
    [415, notJson, body !== undefined],
    [421, otherName, caller === 'neighbour'],
    [429, tooManyFailures, caller !== 'everyone'],
    [503, storeDown, control !== undefined && problems[503] === undefined],
  ]
  const own = Object.entries(problems).map(([status, text]) => [Number(status), text] as const)
  const all = new Map<number, ProblemText[]>()
  for (const [status, text] of [...derived.filter(([, , holds]) => holds), ...own]) {
    const known = all.get(status) ?? []
    all.set(status, known.some(({ title }) => title === text.title) ? known : [...known, text])
  }
  return all
}
