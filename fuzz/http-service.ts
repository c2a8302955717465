import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultPlan } from '@partial-trust/core'
import { operatorActions } from '@partial-trust/host'
import { buildService, openTokenStore, serveConsole } from '@partial-trust/service'
import type { Service } from '@partial-trust/service'
import { compose, defineCorridor } from 'partial-trust'
import { z } from 'zod'

const refunds = defineCorridor({
  intent: 'decide_refund',
  id: (command: { readonly id: string; readonly reason: string }) => command.id,
  command: z.strictObject({ id: z.string(), reason: z.string() }),
  baseline: () => ({ action: 'deny' }),
  label: ({ action }) => action,
  labels: ['approve', 'deny'],
  candidate: z.object({ action: z.enum(['approve', 'deny']) }),
  ask: async () => ({ action: 'approve' }),
})

export type FuzzedService = {
  readonly server: Service['server']
  readonly tokens: Readonly<Record<'viewer' | 'operator', string>>
  /** The end of the audit trail: no change of control leaves it as it was. */
  readonly auditEnd: () => Promise<string>
  readonly close: () => Promise<void>
}

/** A real service with one corridor, the console's views, alerts and sign-on, in a folder of its own. */
export async function openFuzzedService(): Promise<FuzzedService> {
  const cwd = mkdtempSync(join(tmpdir(), 'pt-fuzz-http-'))
  const app = await compose({
    registered: [refunds],
    configFile: null,
    cwd,
    env: { PARTIAL_TRUST_ENABLED: 'true' },
  })
  const { control } = app
  if (control === null) throw new Error('there is no control')
  const tokens = openTokenStore(join(cwd, 'tokens.json'), Date.now)
  // Each look is a minute later: nobody is held off for the guesses of those before.
  let monotonicMs = 0
  const clock = { epochMs: Date.now, monotonicMs: () => (monotonicMs += 60_000) }
  const service = await buildService(app, {
    host: '127.0.0.1',
    tokens,
    actions: operatorActions(app, defaultPlan, Date.now),
    clock,
    alertSecrets: [Buffer.alloc(24, 7)],
    // Nobody answers there, so a sign-on ends in 503.
    oidc: {
      issuer: 'http://127.0.0.1:9',
      clientId: 'fuzz',
      clientSecret: 'unused-client-secret',
      roles: [],
      url: 'http://127.0.0.1:1',
    },
  })
  const { server } = service
  await serveConsole(service, app, {
    pageRoot: cwd,
    config: app.config,
    plans: defaultPlan,
    nowMs: Date.now,
  })
  const minted = (wanted: 'viewer' | 'operator'): string => {
    const found = tokens.minted.find(({ role }) => role === wanted)
    if (found === undefined) throw new Error(`no ${wanted} token`)
    return found.token
  }
  return {
    server,
    tokens: { viewer: minted('viewer'), operator: minted('operator') },
    async auditEnd() {
      const { seq, hash } = (await control.store.read()).head
      return `${seq} ${hash}`
    },
    async close() {
      await server.close()
      await app.close()
      rmSync(cwd, { recursive: true, force: true })
    },
  }
}
