import type { IncomingMessage } from 'node:http'
import type { Access } from './access.js'
import { bodyLimitBytes, writeDecision } from './decide-route.js'
import type { Decider } from './decide-route.js'
import type { HotRoute } from './hot-routes.js'
import { HotRequest } from './hot-request.js'
import { readJson } from './json-body.js'
import { writeProblem } from './problem.js'
import type { Problem } from './problem.js'
import { decisionRows } from './routes/decision-rows.js'

export type HotParts = {
  readonly decide: Decider
  readonly access: Pick<Access, 'admits'>
  /** Whether the service listens on loopback alone. */
  readonly isLocal: boolean
  readonly isStopping: () => boolean
  /** What an unexpected error is to the caller. */
  readonly problemOf: (error: unknown) => Problem
}

const { method, path, problems } = decisionRows.decide

/**
 * `POST /v1/decide` before the framework, whose hooks cost a request more than its decision. Only plain
 * requests of known callers are taken, and told apart by their head, so that the framework's route
 * can take any other; what both could take they answer alike.
 */
export function hotDecide(parts: HotParts): HotRoute {
  const { decide, access, isLocal, isStopping, problemOf } = parts
  return (request, response) => {
    const intent = plainIntent(request)
    if (intent === null || isStopping() || !access.admits(request.headers, isLocal)) return false
    if (!(request instanceof HotRequest)) return false
    const lengthBytes = plainLength(request)
    if (lengthBytes === null) return false
    const refuse = (problem: Problem): void => writeProblem(response, problem)
    const fail = (error: unknown): void => refuse(problemOf(error))
    request.takeWhole(lengthBytes, (body) => {
      try {
        decide(intent, readJson(body), {
          answer: ({ decision, record }) =>
            writeDecision(response, JSON.stringify(decision), record),
          refuse: (status, says) => refuse({ status, ...problems[status], ...says }),
          fail,
        })
      } catch (error) {
        fail(error)
      }
    })
    return true
  }
}

const named = `${path}?intent=`

/** Undefined where the request names no corridor; null where it is another's, or needs reading. */
function plainIntent({ method: asked, url = '' }: IncomingMessage): string | undefined | null {
  if (asked !== method) return null
  if (url === path) return undefined
  if (!url.startsWith(named)) return null
  const intent = url.slice(named.length)
  return /^\w+$/u.test(intent) ? intent : null
}

const plainTypes: ReadonlySet<string | undefined> = new Set([
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=utf-8',
])

/** Bytes of a JSON body that comes as it is and is not too large; null for any other. */
function plainLength({ headers }: IncomingMessage): number | null {
  if (!plainTypes.has(headers['content-type'])) return null
  if (headers['transfer-encoding'] !== undefined) return null
  if (headers['content-encoding'] !== undefined) return null
  const length = Number(headers['content-length'])
  return length > 0 && length <= bodyLimitBytes ? length : null
}
