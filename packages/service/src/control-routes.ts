import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { StoreUnavailableError, untouched } from '@partial-trust/control'
import type { Change, ControlAction, CorridorState, Decided } from '@partial-trust/control'
import type { CommandProblem } from '@partial-trust/engine'
import type { Access } from './access.js'
import type { Insisting, OperatorActions } from '@partial-trust/host'
import type { App, AppControl } from 'partial-trust'
import { invalidBody, sendProblem } from './problem.js'

const longestReason = 2000

/**
 * `POST /v1/corridors/{intent}/kill|resume|promote|demote|incident|rollout` with `{"reason"}`, and
 * `POST /v1/kill` for all corridors in one request.
 */
export function controlRoutes(
  server: FastifyInstance,
  app: App,
  access: Access,
  actions: OperatorActions,
): void {
  const operator = { onRequest: access.require('operator') }
  function signature(request: FastifyRequest): string {
    const token = access.credentialOf(request)
    return `${token?.role ?? 'operator'} token ${token?.name ?? ''}`
  }

  server.post('/v1/kill', operator, async (request, reply) => {
    if (app.control === null) return noControl(reply)
    const asked = readBody(request.body)
    if ('pointer' in asked) return invalidBody(reply, asked)
    const { store, feed } = app.control
    const also = app.corridors.map(({ intent }) => intent)
    try {
      const states = await store.killAll({ also, by: signature(request), reason: asked.reason })
      await feed.refresh()
      return reply.send({ result: 'changed', states })
    } catch (error) {
      if (error instanceof StoreUnavailableError) return storeDown(reply)
      throw error
    }
  })
  for (const [name, actionFor] of Object.entries(actions)) {
    server.post<{ Params: { readonly intent: string } }>(
      `/v1/corridors/:intent/${name}`,
      operator,
      async (request, reply) => {
        const { intent } = request.params
        if (app.control === null) return noControl(reply)
        if (app.corridor(intent) === undefined) return unknownCorridor(reply, app)
        const asked = readBody(request.body)
        if ('pointer' in asked) return invalidBody(reply, asked)
        const by = signature(request)
        try {
          const { store } = app.control
          const state = (await store.read()).corridors.get(intent) ?? untouched(intent)
          const decidedOn = asked.expectedVersion ?? state.version
          if (decidedOn !== state.version && name !== 'kill' && name !== 'incident') {
            return answer(reply, { kind: 'conflict', current: state })
          }
          const decided = await actionFor(state, asked.insisting)
          if (decided.kind === 'withheld') return withheld(reply, decided)
          // Whoever hung up while the store was read gave up on it; what only closes is done all the same.
          const closes = name === 'kill' || name === 'incident'
          if (!closes && request.raw.socket.destroyed) return reply
          return answer(reply, await apply(app.control, state, decided.action, by, asked))
        } catch (error) {
          if (error instanceof StoreUnavailableError) return storeDown(reply)
          throw error
        }
      },
    )
  }
}

function withheld(
  reply: FastifyReply,
  { problem, verdict }: Extract<Decided, { kind: 'withheld' }>,
): FastifyReply {
  return sendProblem(reply, {
    status: 409,
    title: verdict === null ? 'That is not done just so' : `The gates say ${verdict}`,
    detail: problem,
  })
}

type Asked = {
  readonly reason: string
  /** The version the decision was made on; null: the one at this moment. */
  readonly expectedVersion: number | null
  readonly insisting: Insisting
}

const insistences = ['without_go', 'restart', 'despite_lint'] as const

/** What was asked for; where in the body it is not right, otherwise. */
function readBody(body: unknown): Asked | CommandProblem {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { pointer: '', message: 'must be {"reason": "…"}' }
  }
  const { reason, version, ...rest }: Partial<Record<string, unknown>> = { ...body }
  for (const [key, value] of Object.entries(rest)) {
    if (!insistences.some((known) => known === key)) {
      return { pointer: '', message: 'has a key other than reason and version' }
    }
    if (typeof value !== 'boolean') return { pointer: `/${key}`, message: 'must be true or false' }
  }
  if (typeof reason !== 'string' || reason.trim() === '') {
    return { pointer: '/reason', message: 'must say why; it goes into the audit trail' }
  }
  if (reason.length > longestReason) {
    return { pointer: '/reason', message: `may have ${longestReason} characters at most` }
  }
  if (version !== undefined && !(typeof version === 'number' && Number.isSafeInteger(version))) {
    const message = 'must be the whole number that the decision was made on'
    return { pointer: '/version', message }
  }
  return {
    reason: reason.trim(),
    expectedVersion: version ?? null,
    insisting: {
      withoutGo: rest['without_go'] === true,
      restart: rest['restart'] === true,
      despiteLint: rest['despite_lint'] === true,
    },
  }
}

async function apply(
  { store, feed }: AppControl,
  { intent, version }: CorridorState,
  action: ControlAction,
  by: string,
  { reason }: Asked,
): Promise<Change> {
  const change = await store.change({
    intent,
    action,
    by,
    reason,
    expectedVersion: version,
  })
  // This process acts on the change before the caller hears of it.
  await feed.refresh()
  return change
}

function answer(reply: FastifyReply, change: Change): FastifyReply {
  if (change.kind === 'replaced') return reply.send({ result: 'changed', state: change.state })
  const conflict = change.kind === 'conflict'
  reply.header('x-partial-trust-version', String(change.current.version))
  return sendProblem(reply, {
    status: 409,
    title: conflict ? 'Someone else changed the corridor' : 'That leads nowhere from here',
    detail: conflict ? 'Look at its state and decide again.' : change.problem,
  })
}

function noControl(reply: FastifyReply): FastifyReply {
  return sendProblem(reply, {
    status: 409,
    title: 'There is no live control',
    detail: 'PARTIAL_TRUST_STATE is none: the environment alone decides.',
  })
}

function unknownCorridor(reply: FastifyReply, app: App): FastifyReply {
  return sendProblem(reply, {
    status: 404,
    title: 'No such corridor',
    detail: `Registered: ${app.corridors.map(({ intent }) => intent).join(', ')}.`,
  })
}

function storeDown(reply: FastifyReply): FastifyReply {
  reply.header('retry-after', '1')
  return sendProblem(reply, {
    status: 503,
    title: 'The control store does not answer',
    detail:
      'It is not known whether the change took place. Processes that cannot reach the store close by themselves when their lease runs out.',
  })
}
