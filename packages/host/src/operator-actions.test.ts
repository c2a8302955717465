import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { compose } from 'partial-trust'
import { householdConfig } from '@partial-trust/example-household/config'
import { systemClock } from '@partial-trust/engine'
import { operatorActions } from './operator-actions.js'
import { buildService, openTokenStore } from '@partial-trust/service'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

describe('a service whose plan does not read', () => {
  it('starts no rollout, says why, and still kills', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'no-plan-'))
    cleanUps.push(() => rmSync(cwd, { recursive: true, force: true }))
    const app = await compose({
      registered: householdConfig.corridors,
      configFile: null,
      cwd,
      env: {},
    })
    const tokens = openTokenStore(join(cwd, 'tokens.json'), Date.now)
    const actions = operatorActions(app, () => null, Date.now)
    const host = '127.0.0.1'
    const { server } = await buildService(app, { host, tokens, actions, clock: systemClock })
    cleanUps.push(
      () => app.close(),
      () => server.close(),
    )
    const operator = tokens.minted.find(({ role }) => role === 'operator')?.token ?? ''
    const headers = { authorization: `Bearer ${operator}` }
    const ask = (action: string) =>
      server.inject({
        method: 'POST',
        url: `/v1/corridors/add_shopping_item/${action}`,
        headers,
        payload: { reason: 'x' },
      })
    const rollout = await ask('rollout')
    expect(rollout.statusCode).toBe(409)
    expect(rollout.json()).toMatchObject({ detail: expect.stringContaining('plan lint') })
    expect((await ask('kill')).statusCode).toBe(200)
  })
})
