import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { StoreUnavailableError, untouched } from '@partial-trust/control'
import type { Change, ControlAction } from '@partial-trust/control'
import type { CommandProblem } from '@partial-trust/engine'
import { UserError } from '@partial-trust/settings'
import type { Access } from './access.js'
import type { OperatorActions } from '@partial-trust/host'
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
          const change = await apply(app.control, {
            intent,
            action: await actionFor(intent),
            by,
            ...asked,
            isWanted: () => !request.raw.socket.destroyed,
          })
          return change === null ? reply : answer(reply, change)
        } catch (error) {
          if (error instanceof StoreUnavailableError) return storeDown(reply)
          if (!(error instanceof UserError)) throw error
          return sendProblem(reply, {
            status: 409,
            title: 'That cannot be done from here',
            detail: error.message,
          })
        }
      },
    )
  }
}

type Asked = { readonly reason: string; readonly expectedVersion: number | null }

/** What was asked for; where in the body it is not right, otherwise. */
function readBody(body: unknown): Asked | CommandProblem {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { pointer: '', message: 'must be {"reason": "…"}' }
  }
  const { reason, version, ...rest }: { reason?: unknown; version?: unknown } = body
  if (Object.keys(rest).length > 0) {
    return { pointer: '', message: 'has a key other than reason and version' }
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
  return { reason: reason.trim(), expectedVersion: version ?? null }
}

type Wanted = Asked & {
  readonly intent: string
  readonly action: ControlAction
  readonly by: string
  /** Whether whoever asked still waits for the answer. */
  readonly isWanted: () => boolean
}

/**
 * Carries a change out on the version it was decided on. What only closes, a kill or an incident,
 * conflicts with nothing and is carried out even for someone who has hung up; anything else is not.
 * Null then.
 */
async function apply(control: AppControl, wanted: Wanted): Promise<Change | null> {
  const { intent, action, by, reason } = wanted
  const { store, feed } = control
  const request = { intent, action, by, reason }
  if (action.kind === 'kill' || action.kind === 'incident') {
    const change = await store.change(request)
    await feed.refresh()
    return change
  }
  const state = (await store.read()).corridors.get(intent) ?? untouched(intent)
  if (!wanted.isWanted()) return null
  const expectedVersion = wanted.expectedVersion ?? state.version
  const change = await store.change({ ...request, expectedVersion })
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
