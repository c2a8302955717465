import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  decodeCells,
  decodeOutcome,
  encodeCells,
  encodeSnapshot,
  parseChangeRequest,
  parseKillAll,
  parseProcessReport,
  StoreUnavailableError,
} from '@partial-trust/control'
import type { Access } from './access.js'
import type { App, AppControl } from 'partial-trust'
import { sendProblem } from './problem.js'

/**
 * What a process asks of the control plane it stands under (`PARTIAL_TRUST_STATE=https://…`):
 * `/v1/control` and below. Every read goes to the store itself and never to this process's
 * snapshot, so that the lease of whoever asks counts from the store.
 */
export function processRoutes(server: FastifyInstance, app: App, access: Access): void {
  const viewer = { onRequest: access.require('viewer') }
  const operator = { onRequest: access.require('operator') }

  type Handler = (control: AppControl, request: FastifyRequest) => Promise<unknown>
  const withControl = (handle: Handler) => (request: FastifyRequest, reply: FastifyReply) =>
    answer(app, reply, (control) => handle(control, request))

  /** Whoever asks says who they are; the token that let them in stands beside it. */
  function signed(request: FastifyRequest, by: string): string {
    const token = access.credentialOf(request)
    return `${by} (${token?.role ?? 'operator'} token ${token?.name ?? ''})`
  }

  server.get(
    '/v1/control',
    viewer,
    withControl(async ({ store }) => encodeSnapshot(await store.read())),
  )
  server.get<{ Params: { readonly digest: string } }>(
    '/v1/control/plans/:digest',
    viewer,
    (request, reply) => answer(app, reply, ({ store }) => store.plan(request.params.digest)),
  )
  server.get<{ Querystring: { readonly after?: string; readonly limit?: string } }>(
    '/v1/control/audit',
    viewer,
    (request, reply) =>
      answer(app, reply, ({ store }) => {
        const { after, limit } = request.query
        return store.audit({ after: whole(after, 0), limit: Math.min(whole(limit, 1000), 1000) })
      }),
  )
  server.post(
    '/v1/control/changes',
    operator,
    withControl(async ({ store, feed }, request) => {
      const asked = parseChangeRequest(request.body)
      const change = await store.change({ ...asked, by: signed(request, asked.by) })
      await feed.refresh()
      return change
    }),
  )
  server.post(
    '/v1/control/kill',
    operator,
    withControl(async ({ store, feed }, request) => {
      const asked = parseKillAll(request.body)
      const states = await store.killAll({ ...asked, by: signed(request, asked.by) })
      await feed.refresh()
      return states
    }),
  )
  server.post(
    '/v1/control/cells',
    operator,
    withControl(async ({ evidence }, request) => {
      await evidence.save(decodeCells(request.body))
      return { saved: true }
    }),
  )
  server.get<{ Querystring: { readonly since?: string } }>(
    '/v1/control/evidence',
    viewer,
    (request, reply) =>
      answer(app, reply, async ({ evidence }) => {
        const { metrics, upTo, more } = await evidence.evidence(whole(request.query.since, 0))
        return { cells: encodeCells(metrics.cells.values()), up_to: upTo, more }
      }),
  )
  server.post(
    '/v1/control/outcomes',
    operator,
    withControl(({ evidence }, request) => evidence.outcome(decodeOutcome(request.body))),
  )
  server.post(
    '/v1/control/processes',
    operator,
    withControl(async ({ evidence }, request) => {
      await evidence.report(parseProcessReport(JSON.stringify(request.body)))
      return { reported: true }
    }),
  )
  server.get(
    '/v1/control/leader',
    viewer,
    withControl(async ({ leadership }) => ({ instance: await leadership.leader() })),
  )
  server.get(
    '/v1/control/processes',
    viewer,
    withControl(({ evidence }) => evidence.processes()),
  )
}

async function answer(
  app: App,
  reply: FastifyReply,
  work: (control: AppControl) => Promise<unknown>,
): Promise<FastifyReply> {
  if (app.control === null) {
    return sendProblem(reply, {
      status: 409,
      title: 'There is no live control',
      detail: 'PARTIAL_TRUST_STATE of this service is none.',
    })
  }
  try {
    const result = await work(app.control)
    return await reply.type('application/json').send(JSON.stringify(result))
  } catch (error) {
    if (error instanceof StoreUnavailableError) {
      reply.header('retry-after', '1')
      return sendProblem(reply, {
        status: 503,
        title: 'The control store does not answer',
        detail: 'Processes that cannot reach it close by themselves when their lease runs out.',
      })
    }
    if (!(error instanceof TypeError)) throw error
    return sendProblem(reply, {
      status: 400,
      title: 'The request’s body is not right',
      detail: error.message,
    })
  }
}

/** A whole number from 0 on; `byDefault` for anything else. */
function whole(text: string | undefined, byDefault: number): number {
  const value = Number(text)
  return text !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : byDefault
}
