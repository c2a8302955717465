import type { FastifyInstance } from 'fastify'
import { isOutcomeKind, outcomeKinds, StoreUnavailableError } from '@partial-trust/control'
import type { OutcomeKind } from '@partial-trust/control'
import type { CommandProblem } from '@partial-trust/engine'
import type { Access, Guard } from './access.js'
import { decidedIds } from './decided-ids.js'
import type { App } from 'partial-trust'
import { invalidBody, sendProblem } from './problem.js'

/**
 * `POST /v1/outcomes`: what became of a decision, by its command id. Report it of every decision of
 * the corridor alike, whoever made it. An incident closes the stage at once, so it needs an
 * operator's token; without any token, the decision must be one that this process remembers.
 */
export function outcomeRoute(
  server: FastifyInstance,
  app: App,
  access: Access,
  { guard, idKey }: { readonly guard: Guard; readonly idKey: string | null },
): void {
  const decided = decidedIds((listener) => app.onRecord(listener), idKey)
  server.post('/v1/outcomes', guard, async (request, reply) => {
    const asked = readBody(request.body)
    if ('pointer' in asked) return invalidBody(reply, asked)
    const corridor = app.corridor(asked.intent ?? app.defaultIntent)
    if (corridor === undefined) {
      const known = app.corridors.map(({ intent }) => intent).join(', ')
      return sendProblem(reply, {
        status: 404,
        title: 'No such corridor',
        detail: `intent must be one of: ${known}.`,
      })
    }
    const credential = access.credentialOf(request)
    if (asked.kind === 'incident' && credential?.role !== 'operator') {
      return sendProblem(reply, {
        status: credential === null ? 401 : 403,
        title: 'An incident needs an operator’s token',
        detail: 'It closes the stage at once; undone and confirmed do not.',
      })
    }
    // Whoever holds a token may report what another process decided, or this one before a restart.
    if (credential === null && !decided.includes(corridor.intent, asked.id)) {
      return sendProblem(reply, {
        status: 404,
        title: 'No such decision',
        detail:
          'Without a token, outcomes are taken of the latest decisions of this process alone.',
      })
    }
    const by = `${credential?.role ?? 'caller'} token ${credential?.name ?? '-'}`
    try {
      const { id, kind, decidedAt } = asked
      const answer = await corridor.outcome(id, kind, { decidedAt, by })
      if (answer.kind === 'no_control') {
        return sendProblem(reply, {
          status: 409,
          title: 'There is no live control',
          detail: 'PARTIAL_TRUST_STATE is none, so outcomes cannot be kept.',
        })
      }
      return await reply.code(202).send({ outcome: answer.kind })
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error
      reply.header('retry-after', '1')
      return sendProblem(reply, {
        status: 503,
        title: 'The control store does not answer',
        detail: 'Report the outcome again: it counts once.',
      })
    }
  })
}

type Asked = {
  readonly id: string
  readonly kind: OutcomeKind
  readonly intent: string | undefined
  readonly decidedAt: Date | undefined
}

/** What was reported; where the body is not right, otherwise, without repeating anything of it. */
function readBody(body: unknown): Asked | CommandProblem {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { pointer: '', message: 'must be {"command_id": "…", "outcome": "undone"}' }
  }
  const {
    command_id: id,
    outcome: kind,
    intent,
    decided_at: at,
    ...rest
  }: {
    command_id?: unknown
    outcome?: unknown
    intent?: unknown
    decided_at?: unknown
  } = body
  if (Object.keys(rest).length > 0) {
    const message = 'has a key other than command_id, outcome, intent and decided_at'
    return { pointer: '', message }
  }
  if (typeof id !== 'string' || id === '' || id.length > 1000) {
    return { pointer: '/command_id', message: 'must be the id the decision was made under' }
  }
  if (!isOutcomeKind(kind)) {
    return { pointer: '/outcome', message: `must be one of: ${outcomeKinds.join(', ')}` }
  }
  if (intent !== undefined && typeof intent !== 'string') {
    return { pointer: '/intent', message: 'must be a corridor’s name' }
  }
  if (at !== undefined && (typeof at !== 'string' || Number.isNaN(Date.parse(at)))) {
    return { pointer: '/decided_at', message: 'must be an ISO 8601 date and time' }
  }
  return { id, kind, intent, decidedAt: at === undefined ? undefined : new Date(at) }
}
