import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { StoreUnavailableError } from '@partial-trust/control'
import type { CommandProblem } from '@partial-trust/engine'
import type { App, AppCorridor } from 'partial-trust'
import { z } from 'zod'
import type { Access } from '../access.js'
import { sendProblem } from '../problem.js'
import type { Problem } from '../problem.js'
import {
  bodyNotRight,
  noControl,
  noSuchCorridor,
  queryNotRight,
  storeDown,
} from '../problem-texts.js'
import type { Handlers } from './handler.js'
import { read } from './read.js'
import type { Reading } from './read.js'
import { parametersOf } from './route.js'
import type { Route, Routes } from './route.js'

export type RouteParts = {
  readonly app: App
  readonly access: Access
  /** Whether the service listens on loopback alone. */
  readonly isLocal: boolean
}

/** A handler, whatever its row. */
type AnyHandler = (asked: Readonly<Record<string, unknown>>) => unknown

/** Serves every row through its handler; what the row promises is checked before. */
export function serveRoutes<Rows extends Routes>(
  server: FastifyInstance,
  rows: Rows,
  handlers: Handlers<Rows>,
  parts: RouteParts,
): void {
  for (const [name, route] of Object.entries(rows)) {
    // Handlers<Rows> ties each to the row of its name; a walk over the names cannot say so.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const handle = handlers[name] as AnyHandler
    const options: RouteOptions = {
      method: route.method,
      url: route.path.replaceAll(/\{(\w+)\}/gu, ':$1'),
      ...guardOf(route, parts),
      ...misreadOf(route),
      handler: answering(route, handle, parts.app),
    }
    if (route.body === 'bytes') serveBytes(server, options)
    else server.route(options)
  }
}

/** A signature is over bytes, so here they are kept as they came. */
function serveBytes(server: FastifyInstance, options: RouteOptions): void {
  void server.register(async (scope) => {
    scope.removeContentTypeParser('application/json')
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    )
    scope.route(options)
  })
}

function guardOf({ caller }: Route, { access, isLocal }: RouteParts) {
  if (caller === 'everyone') return {}
  if (caller === 'signer') return { onRequest: access.signedOr('operator') }
  if (caller !== 'neighbour') return { onRequest: access.require(caller) }
  return { onRequest: isLocal ? access.fromHere : access.require('viewer') }
}

/** Bytes that are no JSON never come to the handler. */
function misreadOf({ misread }: Route): Pick<RouteOptions, 'errorHandler'> {
  if (misread === undefined) return {}
  return {
    errorHandler(error, request, reply) {
      if (error.statusCode !== 400) throw error
      void reply.code(400).send(misread(Object(request.params)))
    },
  }
}

type Answering = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

function answering(route: Route, handle: AnyHandler, app: App): Answering {
  const { query: queryShape, body: bodyShape, control: needs, problems } = route
  const namesCorridor = parametersOf(route.path).includes('intent')
  const isPrivate = route.caller !== 'everyone' && route.caller !== 'neighbour'
  return async (request, reply) => {
    if (isPrivate) reply.header('cache-control', 'no-store')
    const send = (problem: Problem): FastifyReply => sendProblem(reply, problem)
    if (needs === 'needed' && app.control === null) return send({ status: 409, ...noControl })
    const parameters: Readonly<Record<string, string | undefined>> = Object(request.params)
    const corridor = namesCorridor ? app.corridor(parameters['intent'] ?? null) : undefined
    if (namesCorridor && corridor === undefined) return send(unknownCorridor(app.corridors))
    const query = readIf(queryShape === 'none' ? noQuery : queryShape, request.query)
    if (query.kind === 'wrong') return send(wrongQuery(query.problems))
    const body = readIf(typeof bodyShape === 'string' ? undefined : bodyShape, request.body)
    if (body.kind === 'wrong') {
      return route.misread === undefined
        ? send(wrongBody(body.problems))
        : reply.code(400).send(route.misread(parameters))
    }
    try {
      const answer = await handle({
        request,
        reply,
        parameters,
        corridor,
        query: query.value,
        body: body.value,
        control: app.control,
        refuse: (status: number, says: object = {}) =>
          send({ status, title: '', detail: '', ...problems?.[status], ...says }),
      })
      if (answer === reply) return reply
      return await reply.type('application/json').send(JSON.stringify(answer))
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error
      return send({ status: 503, ...storeDown, ...(needs === undefined ? {} : problems?.[503]) })
    }
  }
}

const noQuery = z.strictObject({})

function readIf(shape: z.ZodType | undefined, value: unknown): Reading<unknown> {
  return shape === undefined ? { kind: 'right', value } : read(shape, value)
}

/** Says which corridors there are. */
export function unknownCorridor(corridors: readonly Pick<AppCorridor, 'intent'>[]): Problem {
  const detail = `Registered: ${corridors.map(({ intent }) => intent).join(', ')}.`
  return { status: 404, ...noSuchCorridor, detail }
}

function wrongQuery([{ pointer, message }]: readonly [
  CommandProblem,
  ...CommandProblem[],
]): Problem {
  return { status: 400, ...queryNotRight, detail: `${subject(pointer, 'The query')} ${message}.` }
}

function wrongBody(problems: readonly [CommandProblem, ...CommandProblem[]]): Problem {
  const [{ pointer, message }] = problems
  const detail = `${subject(pointer, 'The body')} ${message}.`
  return { status: 400, ...bodyNotRight, detail, errors: problems }
}

function subject(pointer: string, whole: string): string {
  return pointer === '' ? whole : pointer.slice(1).replaceAll('/', '.')
}
