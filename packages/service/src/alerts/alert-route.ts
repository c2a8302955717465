import type { FastifyInstance, FastifyReply } from 'fastify'
import { StoreUnavailableError } from '@partial-trust/control'
import { distrustOf, toleranceMs } from '@partial-trust/host'
import type { App } from 'partial-trust'
import type { Access } from '../access.js'
import { invalidBody, sendProblem } from '../problem.js'
import { readAlerts } from './alert-payload.js'
import { closeByAlerts } from './close-by-alerts.js'

export type AlertRouteOptions = {
  /** Secrets whose signatures are believed; with none, only an operator's token is. */
  readonly secrets: readonly Buffer[]
  readonly nowMs: () => number
}

/**
 * `POST /v1/alerts`: what Alertmanager sends, or anyone who speaks its format. It needs an operator's token
 * or a signature of Standard Webhooks over the very bytes; a signed message is taken once.
 */
export function alertRoute(
  server: FastifyInstance,
  app: App,
  access: Access,
  { secrets, nowMs }: AlertRouteOptions,
): void {
  const taken = takenOnce(nowMs)
  const operator = access.require('operator')
  void server.register(async (scope) => {
    // A signature is over bytes, so here they are kept as they came.
    scope.removeContentTypeParser('application/json')
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    )
    scope.post('/v1/alerts', {
      async onRequest(request, reply) {
        if (request.headers['webhook-signature'] !== undefined && secrets.length > 0)
          return undefined
        return operator.call(server, request, reply)
      },
      async handler(request, reply) {
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const credential = access.credentialOf(request)
        const trusted = credential?.role === 'operator'
        const id = trusted ? null : String(request.headers['webhook-id'])
        if (id !== null) {
          const distrust = distrustOf(secrets, request.headers, nowMs(), body)
          if (distrust !== null) return refused(reply, distrust)
          if (taken.has(id)) return replayed(reply)
        }
        const by = trusted ? `operator token ${credential.name}` : 'a signed webhook'
        const answer = await take(reply, body, by)
        if (id !== null && reply.statusCode === 200) taken.add(id)
        return answer
      },
    })
  })

  async function take(reply: FastifyReply, body: Buffer, by: string): Promise<FastifyReply> {
    const read = readAlerts(body)
    if (read.kind === 'invalid') return invalidBody(reply, read)
    if (app.control === null) {
      return sendProblem(reply, {
        status: 409,
        title: 'There is no live control',
        detail: 'PARTIAL_TRUST_STATE is none, so nothing can be closed from here.',
      })
    }
    try {
      const outcomes = await closeByAlerts(read.alerts, {
        control: app.control,
        isRegistered: (intent) => app.corridor(intent) !== undefined,
        by: `alert of ${by}`,
      })
      return await reply.code(200).send({ alerts: outcomes })
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error
      reply.header('retry-after', '1')
      return sendProblem(reply, {
        status: 503,
        title: 'The control store does not answer',
        detail: 'Send the alerts again: each closes once.',
      })
    }
  }
}

function refused(reply: FastifyReply, distrust: 'unsigned' | 'stale' | 'altered'): FastifyReply {
  return sendProblem(reply, {
    status: 401,
    title: 'The signature is not believed',
    detail: {
      unsigned: 'Send webhook-id, webhook-timestamp and webhook-signature, or an operator’s token.',
      stale: `webhook-timestamp must lie within ${toleranceMs / 60_000} minutes of now.`,
      altered: 'webhook-signature is not that of these bytes under a secret known here.',
    }[distrust],
  })
}

function replayed(reply: FastifyReply): FastifyReply {
  return sendProblem(reply, {
    status: 409,
    title: 'This message was taken before',
    detail: 'A webhook-id is good for one message.',
  })
}

/** Ids of messages that were taken, kept for as long as their timestamp could still be believed. */
function takenOnce(nowMs: () => number): { has(id: string): boolean; add(id: string): void } {
  const untilMs = new Map<string, number>()
  return {
    has: (id) => (untilMs.get(id) ?? Number.NEGATIVE_INFINITY) >= nowMs(),
    add(id) {
      for (const [known, until] of untilMs) if (until < nowMs()) untilMs.delete(known)
      untilMs.set(id, nowMs() + 2 * toleranceMs)
    },
  }
}
