import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultPlan } from '@partial-trust/core'
import { systemClock } from '@partial-trust/engine'
import { householdConfig } from '@partial-trust/example-household/config'
import { operatorActions } from '@partial-trust/host'
import { compose } from 'partial-trust'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildService } from './build-service.js'
import type { Service } from './build-service.js'
import { serveConsole } from './serve-console.js'
import { openTokenStore } from './token-store.js'

describe('/openapi.json', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'pt-openapi-'))
  let service: Service
  let described: readonly string[] = []

  beforeAll(async () => {
    const app = await compose({
      registered: householdConfig.corridors,
      configFile: null,
      cwd,
      env: {},
    })
    service = await buildService(app, {
      host: '127.0.0.1',
      tokens: openTokenStore(join(cwd, 'tokens.json'), Date.now),
      actions: operatorActions(app, defaultPlan, Date.now),
      clock: systemClock,
    })
    await serveConsole(service, app, {
      pageRoot: cwd,
      config: app.config,
      plan: defaultPlan,
      nowMs: Date.now,
      documents: { readiness: () => Promise.reject(new Error('not asked')), runbook: () => '' },
    })
    service.server.addHook('onClose', () => app.close())
    const answer = await service.server.inject('/openapi.json')
    const { paths }: { paths: Record<string, Record<string, unknown>> } = answer.json()
    described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
  })
  afterAll(async () => {
    await service.server.close()
    rmSync(cwd, { recursive: true, force: true })
  })

  /** The console's page is no part of the interface; HEAD comes with every GET. */
  const registered = (): readonly string[] =>
    [...service.routes].flatMap(([path, methods]) =>
      [...methods]
        .filter((method) => method !== 'HEAD' && path !== '/')
        .map((method) => `${method} ${path.replaceAll(/:(\w+)/gu, '{$1}')}`),
    )

  it('describes every route that is registered', () => {
    expect(registered().filter((route) => !described.includes(route))).toEqual([])
  })

  it('describes no route that is not there', () => {
    expect(described.filter((route) => !registered().includes(route))).toEqual([])
  })
})
