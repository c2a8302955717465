import type { RiskRecord } from '@partial-trust/core'
import type { FastifyReply } from 'fastify'
import type { App } from 'partial-trust'
import type { decisionRows } from './routes/decision-rows.js'
import type { Handler } from './routes/handler.js'

/** Largest body in bytes. */
export const bodyLimitBytes = 256 * 1024

/**
 * A command in, its decision out. Another corridor than the default is named with `?intent=`.
 * Response headers say how the decision came about.
 *
 * @param mostUnderWay Requests under way above which the service says 503.
 */
export function decideHandler(
  app: App,
  mostUnderWay: number,
): Handler<(typeof decisionRows)['decide']> {
  let underWay = 0
  return async ({ reply, query, body, refuse }) => {
    const corridor = app.corridor(query.intent ?? app.defaultIntent)
    if (corridor === undefined) {
      const known = app.corridors.map(({ intent }) => intent).join(', ')
      return refuse(404, { detail: `The query parameter intent must be one of: ${known}.` })
    }
    if (underWay >= mostUnderWay) return refuse(503)
    const deciding = corridor.decide(body)
    if (deciding.kind === 'invalid') return refuse(400, { errors: deciding.problems })
    underWay++
    try {
      const { decision, record } = await deciding.outcome
      return answer(reply, decision, record)
    } finally {
      underWay--
    }
  }
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
