import { reasonTable } from '@partial-trust/core'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { StoreUnavailableError } from '@partial-trust/control'
import type { Access } from '../access.js'
import { sendProblem } from '../problem.js'
import { auditView } from './audit-view.js'
import { briefCache } from './brief-cache.js'
import { corridorView } from './corridor-view.js'
import { gateView } from './gate-view.js'
import { metricsView } from './metrics-view.js'
import { overviewView } from './overview-view.js'
import { plansView } from './plans-view.js'
import type { ViewSources } from './view-sources.js'
import { findRecords } from './find-records.js'
import { readRecordQuestion } from './record-question.js'
import type { MetricWindow } from './view-types.js'

type Named = { readonly Params: { readonly intent: string } }

const windows: readonly MetricWindow[] = ['stage', '1h', '6h', '24h', '7d']
const mostEntries = 1000

/** Everything the console reads. All of it needs at least the viewer's role. */
export function viewRoutes(server: FastifyInstance, access: Access, sources: ViewSources): void {
  const viewer = { onRequest: access.require('viewer') }
  const { app, nowMs } = sources
  const soon = briefCache<unknown>(500, nowMs)
  const slow = briefCache<unknown>(3000, nowMs)

  async function send(
    reply: FastifyReply,
    view: () => Promise<unknown>,
    intent?: string,
  ): Promise<unknown> {
    if (intent !== undefined && app.corridor(intent) === undefined) return unknown(reply)
    reply.header('cache-control', 'no-store')
    try {
      return await view()
    } catch (error) {
      if (error instanceof StoreUnavailableError) return storeDown(reply)
      throw error
    }
  }

  function unknown(reply: FastifyReply): FastifyReply {
    return sendProblem(reply, {
      status: 404,
      title: 'No such corridor',
      detail: `Registered: ${app.corridors.map(({ intent }) => intent).join(', ')}.`,
    })
  }

  server.get('/v1/corridors', viewer, (_request, reply) =>
    send(reply, () => soon('overview', () => overviewView(sources))),
  )
  server.get<Named>('/v1/corridors/:intent', viewer, ({ params: { intent } }, reply) =>
    send(reply, () => soon(`corridor ${intent}`, () => corridorView(sources, intent)), intent),
  )
  server.get<Named & { Querystring: { readonly window?: string } }>(
    '/v1/corridors/:intent/metrics',
    viewer,
    ({ params: { intent }, query }, reply) => {
      const window = windows.find((one) => one === (query.window ?? 'stage'))
      if (window === undefined) {
        return sendProblem(reply, {
          status: 400,
          title: 'No such window',
          detail: `window must be one of: ${windows.join(', ')}.`,
        })
      }
      const key = `metrics ${window} ${intent}`
      return send(reply, () => slow(key, () => metricsView(sources, intent, window)), intent)
    },
  )
  server.get<Named>('/v1/corridors/:intent/gate', viewer, ({ params: { intent } }, reply) =>
    send(reply, () => soon(`gate ${intent}`, () => gateView(sources, intent)), intent),
  )

  function audit(
    reply: FastifyReply,
    intent: string | null,
    limitText: string | undefined,
  ): unknown {
    const limit = Number(limitText ?? 100)
    if (!(Number.isInteger(limit) && limit >= 1 && limit <= mostEntries)) {
      return sendProblem(reply, {
        status: 400,
        title: 'limit is not right',
        detail: `limit must be a whole number from 1 to ${mostEntries}.`,
      })
    }
    const store = app.control?.store
    if (store === undefined) {
      return sendProblem(reply, {
        status: 409,
        title: 'There is no live control',
        detail: 'PARTIAL_TRUST_STATE is none: nothing changes at run time, so nothing is audited.',
      })
    }
    const key = `audit ${limit} ${intent}`
    const view = (): Promise<unknown> => auditView(store, { intent, limit, nowMs: nowMs() })
    return send(reply, () => soon(key, view), intent ?? undefined)
  }
  type Limited = { readonly limit?: string }
  server.get<Named & { Querystring: Limited }>(
    '/v1/corridors/:intent/audit',
    viewer,
    ({ params: { intent }, query: { limit } }, reply) => audit(reply, intent, limit),
  )
  server.get<{ Querystring: Limited }>('/v1/audit', viewer, ({ query: { limit } }, reply) =>
    audit(reply, null, limit),
  )
  server.get('/v1/records', viewer, ({ query }, reply) => {
    const read = readRecordQuestion(query)
    if ('problem' in read) {
      return sendProblem(reply, {
        status: 400,
        title: 'The query is not right',
        detail: read.problem,
      })
    }
    const key = `records ${JSON.stringify(read.question)}`
    const view = (): Promise<unknown> => soon(key, () => findRecords(sources, read.question))
    return send(reply, view, read.question.intent ?? undefined)
  })
  server.get('/v1/plan', viewer, (_request, reply) =>
    send(reply, () => slow('plan', () => plansView(sources))),
  )
  const { documents } = sources
  if (documents !== null) {
    server.get('/v1/readiness', viewer, (_request, reply) =>
      send(reply, () =>
        slow('readiness', async () => ({
          at: new Date(nowMs()).toISOString(),
          ...(await documents.readiness()),
        })),
      ),
    )
    server.get('/v1/runbook', viewer, (_request, reply) =>
      send(reply, () => slow('runbook', async () => ({ markdown: documents.runbook() }))),
    )
  }
  server.get('/v1/reason-codes', viewer, () => reasonTable(app.corridors))
}

function storeDown(reply: FastifyReply): FastifyReply {
  reply.header('retry-after', '1')
  return sendProblem(reply, {
    status: 503,
    title: 'The control store does not answer',
    detail: 'Processes that cannot reach it close by themselves when their lease runs out.',
  })
}
