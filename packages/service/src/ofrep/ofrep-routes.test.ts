import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultPlan, isSampled, sampleBucket } from '@partial-trust/core'
import { controlPlan } from '@partial-trust/control'
import { systemClock } from '@partial-trust/engine'
import { householdConfig } from '@partial-trust/example-household/config'
import { operatorActions } from '@partial-trust/host'
import { OFREPProvider } from '@openfeature/ofrep-provider'
import { OpenFeature } from '@openfeature/server-sdk'
import { compose } from 'partial-trust'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildService } from '../build-service.js'
import { openTokenStore } from '../people/token-store.js'

const intent = 'add_shopping_item'
const ids = Array.from({ length: 40 }, (_, index) => `order-${index}`)

let parts: Awaited<ReturnType<typeof started>>
beforeAll(async () => {
  parts = await started()
})
afterAll(() => parts.close())

async function started() {
  const cwd = mkdtempSync(join(tmpdir(), 'pt-ofrep-'))
  const env = {
    PARTIAL_TRUST_ENABLED: 'true',
    LLM_POLICY_ENABLED: 'true',
    LLM_BASE_URL: 'http://127.0.0.1:9/v1', // never asked: a flag costs no call
    PARTIAL_TRUST_LEASE_MS: '60000',
  }
  const app = await compose({ registered: householdConfig.corridors, configFile: null, cwd, env })
  const tokens = openTokenStore(join(cwd, 'tokens.json'), Date.now)
  const actions = operatorActions(app, defaultPlan, Date.now)
  const { server } = await buildService(app, {
    host: '127.0.0.1',
    tokens,
    actions,
    clock: systemClock,
  })
  const url = await server.listen({ port: 0, host: '127.0.0.1' })
  const viewer = tokens.minted.find(({ role }) => role === 'viewer')?.token ?? ''
  const provider = new OFREPProvider({
    baseUrl: url,
    headers: [['authorization', `Bearer ${viewer}`]],
  })
  await OpenFeature.setProviderAndWait('ofrep', provider)
  return {
    app,
    server,
    viewer,
    flags: OpenFeature.getClient('ofrep'),
    async change(
      action: Parameters<NonNullable<typeof app.control>['store']['change']>[0]['action'],
    ) {
      const { version = 0 } = app.control?.feed.state(intent) ?? {}
      const request = { intent, action, by: 'ann', reason: 'a test', expectedVersion: version }
      await app.control?.store.change(request)
      await app.control?.feed.refresh()
    },
    async close() {
      await OpenFeature.close()
      await server.close()
      await app.close()
      rmSync(cwd, { recursive: true, force: true })
    },
  }
}

/** What is said of an id; on a machine that let this process stand still, once the store was asked anew. */
async function flagOf(id: string) {
  for (let tries = 0; ; tries++) {
    const said = await parts.flags.getBooleanDetails(intent, false, { targetingKey: id })
    if (said.flagMetadata['closed'] !== 'lease_expired' || tries === 100) return said
    await parts.app.control?.feed.refresh()
  }
}

describe('a corridor as a flag of OFREP, asked by OpenFeature’s own provider', () => {
  it('is on for the ids of the sample while it is open, and off for all once it is killed', async () => {
    const stages = [{ ...defaultPlan.stages[0], rate: 0.5 }] as const
    await parts.change({ kind: 'rollout', plan: controlPlan({ ...defaultPlan, stages }) })
    for (const id of ids) {
      const said = await flagOf(id)
      const sampled = isSampled(sampleBucket(parts.app.corridor(intent)?.salt ?? '', id), 0.5)
      expect(said).toMatchObject({
        value: sampled,
        reason: 'SPLIT',
        variant: sampled ? 'candidate' : 'baseline',
        flagMetadata: { rate: 0.5, stage: 'canary', mode: 'live' },
      })
    }
    await parts.change({ kind: 'kill' })
    for (const id of ids) {
      const said = await parts.flags.getBooleanDetails(intent, true, { targetingKey: id })
      expect(said).toMatchObject({ value: false, reason: 'DISABLED', flagMetadata: { rate: 0 } })
    }
  })

  it('says of what it cannot answer why, in the protocol’s words', async () => {
    expect(
      await parts.flags.getBooleanDetails('no_such', false, { targetingKey: 'a' }),
    ).toMatchObject({ value: false, errorCode: 'FLAG_NOT_FOUND' })
    expect(await parts.flags.getBooleanDetails(intent, false, {})).toMatchObject({
      value: false,
      errorCode: 'TARGETING_KEY_MISSING',
    })
  })

  it.each([
    [{ context: { targetingKey: 5 } }, 'INVALID_CONTEXT'],
    [{ context: 'order-1' }, 'INVALID_CONTEXT'],
    [{}, 'TARGETING_KEY_MISSING'],
  ])('says of the context %j what is wrong, as the protocol has it', async (payload, errorCode) => {
    const url = '/ofrep/v1/evaluate/flags'
    const headers = { authorization: `Bearer ${parts.viewer}` }
    const one = { method: 'POST', url: `${url}/${intent}`, payload, headers } as const
    const answers = [await parts.server.inject(one), await parts.server.inject({ ...one, url })]
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([400, 400])
    expect(answers[0]?.json()).toMatchObject({ key: intent, errorCode })
    expect(answers[1]?.json()).toMatchObject({ errorCode })
  })

  it.each(['', '{', '{"context": {}}}', '[]', 'null', '"order-1"', '{"__proto__": {}}', 'NaN'])(
    'says of the body %j that it cannot be parsed, as the protocol has it',
    async (payload) => {
      const url = '/ofrep/v1/evaluate/flags'
      const headers = {
        authorization: `Bearer ${parts.viewer}`,
        'content-type': 'application/json',
      }
      const one = { method: 'POST', url: `${url}/${intent}`, payload, headers } as const
      const answers = [await parts.server.inject(one), await parts.server.inject({ ...one, url })]
      for (const { statusCode, headers: given } of answers) {
        expect([statusCode, given['content-type']]).toEqual([
          400,
          expect.stringContaining('application/json'),
        ])
      }
      expect(answers[0]?.json()).toMatchObject({ key: intent, errorCode: 'PARSE_ERROR' })
      expect(answers[1]?.json()).toMatchObject({ errorCode: 'PARSE_ERROR' })
    },
  )

  it('answers nobody without a token', async () => {
    const url = `/ofrep/v1/evaluate/flags/${intent}`
    const payload = { context: { targetingKey: 'a' } }
    expect((await parts.server.inject({ method: 'POST', url, payload })).statusCode).toBe(401)
  })
})
