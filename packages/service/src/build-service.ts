import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import { fastify } from 'fastify'
import type { FastifyInstance } from 'fastify'
import { createAccess } from './access.js'
import { alertHandler } from './alerts/alert-route.js'
import type { RolloutVerdict } from '@partial-trust/control'
import type { EventCounts } from '@partial-trust/host'
import type { App } from 'partial-trust'
import type { OidcConfig } from '@partial-trust/settings'
import { connectionLimits, followConnections } from './connections.js'
import type { ConnectionLimits } from './connections.js'
import { changeHandlers } from './control-routes.js'
import type { OperatorActions } from '@partial-trust/host'
import { bodyLimitBytes, createDecider, decideHandler } from './decide-route.js'
import { decidedIds } from './decided-ids.js'
import { eventStream } from './event-stream.js'
import type { EventStream } from './event-stream.js'
import type { Fellow, Fellows } from './fellows.js'
import { failureLimiter } from './failure-limiter.js'
import { isLoopback } from './loopback.js'
import { hotDecide } from './hot-decide.js'
import { HotRequest } from './hot-request.js'
import { hotRoutes } from './hot-routes.js'
import { healthHandlers } from './health-routes.js'
import { jsonBody } from './json-body.js'
import { knownDecisions } from './known-decisions.js'
import { meHandler } from './me-route.js'
import { noRoute } from './no-route.js'
import { openapi } from './openapi.js'
import { problemOf, sendProblem } from './problem.js'
import type { Problem } from './problem.js'
import { outcomeHandler } from './outcome-route.js'
import { processHandlers } from './process-routes.js'
import { prometheus } from './prometheus.js'
import { sessionHandlers } from './session-routes.js'
import { alertRows } from './routes/alert-rows.js'
import { changeRows } from './routes/change-rows.js'
import { decisionRows } from './routes/decision-rows.js'
import type { Handlers } from './routes/handler.js'
import { ofrepHandlers } from './ofrep/ofrep-routes.js'
import { ofrepRows } from './routes/ofrep-rows.js'
import { ownRows } from './routes/own-rows.js'
import { processRows } from './routes/process-rows.js'
import type { Route, Routes } from './routes/route.js'
import { signOnRows } from './routes/sign-on-rows.js'
import { serveRoutes } from './routes/serve-routes.js'
import { createSessionStore } from './session-store.js'
import type { OpenedSession } from './session-store.js'
import { holderOf, shareSessions } from './share-sessions.js'
import type { TokenStore } from './people/token-store.js'
import { openProvider } from './sign-on/open-provider.js'
import { signOnHandlers } from './sign-on/sign-on-handlers.js'
import { unreadableRequest } from './unreadable-request.js'

export type ServiceOptions = {
  /** The address that will be bound; anywhere but loopback even `/v1/decide` needs a token. */
  readonly host: string
  readonly tokens: TokenStore
  readonly actions: OperatorActions
  /** Wall time in ms since 1970 and monotonic ms. */
  readonly clock: { epochMs(): number; monotonicMs(): number }
  /** Decisions under way above which the service says 503. Default 2000. */
  readonly mostUnderWay?: number
  /** PARTIAL_TRUST_ID_KEY, under which records name their ids. Default null: in clear. */
  readonly idKey?: string | null
  /** The risk log this process writes, absolute: what it and others decided before. Default null: not read. */
  readonly riskLogPath?: string | null
  /** How long a stop waits for requests under way, in ms. Default 3000. */
  readonly stopGraceMs?: number
  /** What a connection may cost. Default: {@link connectionLimits}. */
  readonly limits?: ConnectionLimits
  /** The last verdict on a corridor's rollout, for `/metrics`. Default: none is known. */
  readonly verdict?: (intent: string) => RolloutVerdict | null
  /** What receivers of webhooks are still to be told, for `/metrics`. Default: none are told by this process. */
  readonly eventCounts?: () => EventCounts
  /** Secrets whose signatures `POST /v1/alerts` believes, beside an operator's token. Default: none. */
  readonly alertSecrets?: readonly Buffer[]
  /** The other processes that answer on the same port. Default: there are none. */
  readonly fellows?: Fellows | null
  /** The provider through which people sign on. Default: none. */
  readonly oidc?: OidcConfig | null
  /** Told of unexpected errors; never of a request's content. */
  readonly onError?: (error: Error) => void
}

export type Service = {
  readonly server: FastifyInstance
  /** Serves more rows; to be called before it listens. */
  readonly serve: <Rows extends Routes>(rows: Rows, handlers: Handlers<Rows>) => void
  readonly events: EventStream
  /** What it answers the other processes that answer on the same port. */
  readonly fellow: Fellow
}

/** Builds the HTTP service over the composed product. It does not listen yet. */
export async function buildService(app: App, options: ServiceOptions): Promise<Service> {
  const { clock, tokens, fellows = null, limits = connectionLimits } = options
  let stopping = false
  const server = fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    // Idle keep-alive connections must not hold up a stop; requests under way are answered.
    forceCloseConnections: 'idle',
    http: { connectionsCheckingInterval: limits.checkEveryMs, IncomingMessage: HotRequest },
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionTimeout: limits.silenceMs,
    routerOptions: { ignoreTrailingSlash: true },
    // Rows check what comes and goes: left out, the compilers of schemas would be loaded for nothing.
    schemaController: {
      compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas },
    },
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, problemOf(error)),
    clientErrorHandler: unreadableRequest,
  })
  server.server.headersTimeout = limits.headMs
  const hot = hotRoutes(server)
  const connections = followConnections(server.server, limits)
  hot((request) => connections.isFlood(request))
  // Only JSON comes in; text would otherwise reach the contract as a string.
  server.removeContentTypeParser('text/plain')
  jsonBody(server)
  await server.register(cookie)
  await server.register(compress, {
    threshold: 1024,
    // The usual strength of Brotli takes longer than sending what it saves.
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
  })
  noRoute(server)
  const failure = (error: unknown): Problem => {
    const known = error instanceof Error ? error : new Error('a value that is no Error was thrown')
    const problem = problemOf(known)
    if (problem.status >= 500) options.onError?.(known)
    return problem
  }
  server.setErrorHandler((error, _request, reply) => sendProblem(reply, failure(error)))

  const sessions = createSessionStore(() => clock.epochMs())
  const adopt = (opened: OpenedSession): void => sessions.adopt(opened, holderOf(opened, tokens))
  if (fellows !== null) shareSessions(server, sessions, fellows, adopt)
  const limiter = failureLimiter({
    most: Math.max(1, Math.floor(10 / (fellows?.count ?? 1))),
    windowMs: 60_000,
    nowMs: () => clock.monotonicMs(),
  })
  const access = createAccess({ tokens, sessions, limiter })
  const events = eventStream(app, access, sessions)
  server.addHook('preClose', (done) => {
    stopping = true
    events.close()
    connections.drain(options.stopGraceMs ?? 3000)
    done()
  })

  const parts = { app, access, isLocal: isLoopback(options.host) }
  const served = new Map<string, Route>()
  /** Made once: whoever asks for it needs no token, and it costs more than any decision. */
  let described: ReturnType<typeof openapi> | undefined
  const serve: Service['serve'] = (rows, handlers) => {
    described = undefined
    for (const [name, route] of Object.entries(rows)) served.set(name, route)
    serveRoutes(server, rows, handlers, parts)
  }
  const metrics = prometheus(
    app,
    options.verdict,
    () => tokens.list(),
    fellows,
    options.eventCounts,
  )
  const { riskLogPath = null, idKey = null } = options
  const decided = decidedIds((listener) => app.onRecord(listener), idKey)
  server.addHook('onClose', async () => metrics.close())
  const decide = createDecider(app, options.mostUnderWay ?? 2000)
  const { oidc = null } = options
  const provider = oidc === null ? null : openProvider(oidc)
  if (oidc !== null && provider !== null) {
    const now = (): number => clock.epochMs()
    serve(signOnRows, signOnHandlers(oidc, provider, sessions, now))
  }
  const isStopping = (): boolean => stopping
  hot(hotDecide({ ...parts, decide, isStopping, problemOf: failure }))
  serve(decisionRows, {
    decide: decideHandler(decide),
    outcome: outcomeHandler(
      app,
      access,
      knownDecisions({ app, decided, fellows, riskLogPath, idKey, nowMs: () => clock.epochMs() }),
    ),
  })
  serve(alertRows, { alerts: alertHandler(app, access, options.alertSecrets ?? [], clock) })
  serve(
    changeRows,
    changeHandlers(app, access, options.actions, () => clock.epochMs()),
  )
  serve(processRows, processHandlers(access))
  serve(ofrepRows, ofrepHandlers(app))
  serve(ownRows, {
    ...healthHandlers(app, isStopping),
    me: meHandler(app, access, () => clock.epochMs()),
    ...sessionHandlers(access, sessions, tokens, () => clock.epochMs(), provider),
    events: events.listen,
    async prometheus({ request, reply }) {
      const { contentType, text } = await metrics.expose(request.headers.accept)
      return reply.type(contentType).send(text)
    },
    openapi: () => (described ??= openapi(app, served)),
  })
  const fellow: Fellow = {
    metrics: () => metrics.own(),
    hasDecided: (intent, id) => decided.includes(intent, id),
    adoptSession: adopt,
    endSession: (secret) => sessions.end(secret),
  }
  return { server, serve, events, fellow }
}

function noSchemas(): never {
  throw new Error('a route has a schema of the framework; a row of the route table checks its own')
}
