import type { RiskRecord } from '@partial-trust/core'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Guard } from './access.js'
import type { App } from 'partial-trust'
import { sendProblem } from './problem.js'

/** Largest body in bytes. */
export const bodyLimitBytes = 256 * 1024

export type DecideRouteOptions = {
  /** Requests under way above which the service says 503. Default 2000. */
  readonly mostUnderWay: number
  /** Who may ask; nothing where everyone may. */
  readonly guard: Guard
}

/**
 * `POST /v1/decide`: a command in, its decision out. Another corridor than the default is named
 * with `?intent=`. Response headers say how the decision came about.
 */
export function decideRoute(server: FastifyInstance, app: App, options: DecideRouteOptions): void {
  let underWay = 0
  server.post<{ Querystring: { readonly intent?: string } }>(
    '/v1/decide',
    options.guard,
    async (request, reply) => {
      const corridor = app.corridor(request.query.intent ?? app.defaultIntent)
      if (corridor === undefined) {
        const known = app.corridors.map(({ intent }) => intent).join(', ')
        return sendProblem(reply, {
          status: 404,
          title: 'No such corridor',
          detail: `The query parameter intent must be one of: ${known}.`,
        })
      }
      if (underWay >= options.mostUnderWay) {
        reply.header('retry-after', '1')
        return sendProblem(reply, {
          status: 503,
          title: 'The service is overloaded',
          detail: 'Try again in a second.',
        })
      }
      const deciding = corridor.decide(request.body)
      if (deciding.kind === 'invalid') {
        return sendProblem(reply, {
          status: 400,
          title: 'The command does not match its contract',
          detail: 'See errors; the contract is in /openapi.json.',
          errors: deciding.problems,
        })
      }
      underWay++
      try {
        const { decision, record } = await deciding.outcome
        return answer(reply, decision, record)
      } finally {
        underWay--
      }
    },
  )
}

/**
 * Sends a decision past the framework's serializers and send hooks: none of them has anything to
 * add to it, and they cost about as much as deciding does. Whatever can throw comes first, while the
 * framework still answers for it.
 */
function answer(reply: FastifyReply, decision: unknown, record: RiskRecord | null): FastifyReply {
  const text = JSON.stringify(decision)
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'x-partial-trust-status': record?.status ?? 'off',
    'x-partial-trust-reason': record?.reason_code ?? 'off',
  }
  reply.hijack()
  reply.raw.writeHead(200, headers).end(text)
  return reply
}
