import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultPlan } from '@partial-trust/core'
import { systemClock } from '@partial-trust/engine'
import { householdConfig } from '@partial-trust/example-household/config'
import { operatorActions } from '@partial-trust/host'
import { compose, defineCorridor } from 'partial-trust'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { buildService } from './build-service.js'
import { openapi } from './openapi.js'
import { decisionRows } from './routes/decision-rows.js'
import { routeTable } from './routes/route-table.js'
import { serveConsole } from './serve-console.js'
import { openTokenStore } from './people/token-store.js'

type Operation = {
  readonly operationId: string
  readonly security?: readonly object[]
  readonly parameters: readonly { readonly name: string; readonly in: string }[]
  readonly requestBody?: { readonly content: object }
  readonly responses: Readonly<Record<string, object>>
}

/** What only the demo serves. */
const elsewhere = new Set(['/v1/demo/faults'])
const rows = Object.entries(routeTable).filter(([, { path }]) => !elsewhere.has(path))
const reachable = (path: string): string =>
  path.replace('{intent}', 'add_shopping_item').replace('{digest}', 'none')

describe('the route table', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'pt-openapi-'))
  let server: FastifyInstance
  let paths: Record<string, Record<string, Operation>> = {}

  beforeAll(async () => {
    const app = await compose({
      registered: householdConfig.corridors,
      configFile: null,
      cwd,
      env: { PARTIAL_TRUST_STATE: 'none' },
    })
    const service = await buildService(app, {
      // Away from loopback, so that only what is open to everyone is.
      host: '0.0.0.0',
      tokens: openTokenStore(join(cwd, 'tokens.json'), Date.now),
      actions: operatorActions(app, defaultPlan, Date.now),
      clock: systemClock,
      // Nobody is there: what sign-on then answers is documented as well.
      oidc: {
        issuer: 'http://127.0.0.1:9',
        clientId: 'console',
        clientSecret: 'a-secret',
        roles: [],
        url: 'http://localhost:8080/',
      },
    })
    await serveConsole(service, app, {
      pageRoot: cwd,
      config: app.config,
      plans: defaultPlan,
      nowMs: Date.now,
      studies: {
        replay: notAsked,
        tune: notAsked,
        parts: notAsked,
        bundle: notAsked,
      },
      documents: { readiness: () => Promise.reject(new Error('not asked')), runbook: () => '' },
    })
    server = service.server
    server.addHook('onClose', () => app.close())
    paths = (await server.inject('/openapi.json')).json<{ paths: typeof paths }>().paths
  })
  afterAll(async () => {
    await server.close()
    rmSync(cwd, { recursive: true, force: true })
  })

  it('is all that /openapi.json lists, each by the name of its handler', () => {
    const listed = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    )
    expect(listed.toSorted()).toEqual(rows.map(([name]) => name).toSorted())
  })

  it.each(rows)('serves %s, and refuses whoever may not call it', async (_name, route) => {
    const { method, path, caller } = route
    const { statusCode, headers } = await server.inject({ method, url: reachable(path) })
    const refusals = 'problems' in route ? Object.keys(route.problems).map(Number) : []
    if (caller === 'everyone') expect([200, ...refusals]).toContain(statusCode)
    else expect([statusCode, headers['www-authenticate']]).toEqual([401, expect.any(String)])
    const other = await server.inject({ method: 'PUT', url: reachable(path) })
    expect([other.statusCode, other.headers['allow']]).toEqual([
      405,
      expect.stringContaining(method),
    ])
  })

  it.each(rows)('documents what %s takes and how it refuses', (_name, route) => {
    const operation = paths[route.path]?.[route.method.toLowerCase()]
    const { caller, answers } = route
    const names = (place: string) =>
      operation?.parameters.filter((one) => one.in === place).map(({ name }) => name)
    expect(names('path')).toEqual([...route.path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name))
    expect(operation?.requestBody !== undefined).toBe('body' in route)
    const refusals = [
      ...('body' in route ? ['400', '413', '415'] : []),
      ...(caller === 'everyone' ? [] : ['401', '429']),
      ...(caller === 'operator' || caller === 'signer' ? ['403'] : []),
      ...('control' in route ? ['503'] : []),
      ...('problems' in route ? Object.keys(route.problems) : []),
    ]
    expect(Object.keys(operation?.responses ?? {})).toEqual(
      expect.arrayContaining([...Object.keys(answers), ...refusals]),
    )
  })
})

describe('the contract of POST /v1/decide', () => {
  const other = defineCorridor({
    intent: 'label_comment',
    id: (comment: { readonly id: string }) => comment.id,
    baseline: () => 'fine',
    candidate: z.enum(['fine', 'spam']),
    ask: async () => 'fine',
  })
  const { corridors } = householdConfig

  it.each([
    { when: 'one corridor', registered: corridors, required: false, says: '$ref' },
    { when: 'several', registered: [...corridors, other], required: true, says: 'anyOf' },
  ])('of $when says whose commands it takes', async ({ registered, required, says }) => {
    const env = { PARTIAL_TRUST_STATE: 'none' }
    const app = await compose({ registered, configFile: null, cwd: tmpdir(), env })
    const { paths }: { paths?: Record<string, { post: Operation }> } = openapi(
      app,
      new Map(Object.entries(decisionRows)),
    )
    await app.close()
    const { parameters, requestBody } = paths?.['/v1/decide']?.post ?? {}
    expect(parameters).toEqual([
      { name: 'intent', in: 'query', required, schema: { enum: app.corridors.map(named) } },
    ])
    expect(requestBody?.content).toMatchObject({
      'application/json': { schema: { [says]: expect.anything() } },
    })
  })
})

function named({ intent }: { readonly intent: string }): string {
  return intent
}

async function notAsked(): Promise<never> {
  throw new Error('not asked')
}
