import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { householdConfig } from '../../../examples/household/dist/config.js'
import { defaultPlan } from '../../../packages/core/dist/index.js'
import { systemClock } from '../../../packages/engine/dist/index.js'
import { operatorActions } from '../../../packages/host/dist/index.js'
import { compose } from '../../../packages/partial-trust/dist/index.js'
import { buildService, openTokenStore, serveConsole } from '../../../packages/service/dist/index.js'
import type { Schema } from './schema-table.ts'

export type Parameter = {
  readonly name: string
  readonly in: string
  readonly required: boolean
  readonly schema: Schema
}

type Content = Readonly<Record<string, { readonly schema?: Schema & { readonly $ref?: string } }>>

export type Operation = {
  readonly operationId: string
  readonly summary: string
  readonly security?: readonly Readonly<Record<string, unknown>>[]
  readonly parameters: readonly Parameter[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Content }>
  >
}

export type OpenapiDocument = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** What the service answers at `/openapi.json`, with everything served that it can serve. */
export async function openapiDocument(): Promise<OpenapiDocument> {
  const cwd = mkdtempSync(join(tmpdir(), 'openapi-'))
  const app = await compose({
    registered: householdConfig.corridors,
    configFile: null,
    cwd,
    env: { PARTIAL_TRUST_STATE: 'none' },
  })
  const service = await buildService(app, {
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
    studies: { replay: notAsked, tune: notAsked, parts: notAsked, bundle: notAsked },
    documents: { readiness: notAsked, runbook: () => '' },
  })
  const answer = await service.server.inject('/openapi.json')
  await service.server.close()
  await app.close()
  rmSync(cwd, { recursive: true, force: true })
  return answer.json<OpenapiDocument>()
}

function notAsked(): Promise<never> {
  return Promise.reject(new Error('not asked'))
}
