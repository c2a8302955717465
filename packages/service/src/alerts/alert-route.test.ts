import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultPlan } from '@partial-trust/core'
import { householdConfig } from '@partial-trust/example-household/config'
import { operatorActions, signWebhook, webhookSecret } from '@partial-trust/host'
import { createVirtualClock } from '@partial-trust/testing'
import { compose } from 'partial-trust'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildService } from '../build-service.js'
import { openTokenStore } from '../people/token-store.js'

const intent = 'add_shopping_item'
const secret = randomBytes(32)

type Started = Awaited<ReturnType<typeof started>>
let parts: Started
beforeAll(async () => {
  parts = await started()
})
afterAll(() => parts.close())

async function started() {
  const cwd = mkdtempSync(join(tmpdir(), 'pt-alerts-'))
  const clock = createVirtualClock(Date.now())
  const app = await compose({
    registered: householdConfig.corridors,
    configFile: null,
    cwd,
    env: { PARTIAL_TRUST_ENABLED: 'true' },
  })
  const tokens = openTokenStore(join(cwd, 'tokens.json'), () => clock.epochMs())
  const { server } = await buildService(app, {
    host: '127.0.0.1',
    tokens,
    actions: operatorActions(app, defaultPlan, Date.now),
    clock,
    alertSecrets: [secret],
  })
  const [viewer = '', operator = ''] = tokens.minted.map(({ token }) => `Bearer ${token}`)
  return {
    server,
    app,
    clock,
    viewer,
    operator,
    async close() {
      await server.close()
      await app.close()
      rmSync(cwd, { recursive: true, force: true })
    },
  }
}

let count = 0
function alert(labels: object, more: object = {}) {
  count += 1
  return {
    status: 'firing',
    labels: { alertname: 'RefundsUndone', ...labels },
    annotations: { summary: 'canary' },
    startsAt: '2026-11-22T10:00:00.123Z',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus/graph',
    fingerprint: count.toString(16).padStart(16, '0'),
    ...more,
  }
}

const body = (...alerts: object[]) =>
  JSON.stringify({ version: '4', groupKey: 'g', status: 'firing', receiver: 'r', alerts })
const json = { 'content-type': 'application/json' }
const send = (payload: string, headers: object) =>
  parts.server.inject({
    method: 'POST',
    url: '/v1/alerts',
    headers: { ...json, ...headers },
    payload,
  })
const signed = (payload: string, key = secret) => {
  count += 1
  return { ...signWebhook(key, `msg_${count}`, parts.clock.epochMs(), payload) }
}
const state = async () => (await parts.app.control?.store.read())?.corridors.get(intent)
async function resumed() {
  const { version = 0 } = (await state()) ?? {}
  const action = { kind: 'resume' } as const
  const request = { intent, action, by: 'ann', reason: 'looked at', expectedVersion: version }
  await parts.app.control?.store.change(request)
}

describe('POST /v1/alerts', () => {
  it('closes what an alert names, with its name in the audit trail and nothing else of it', async () => {
    const payload = body(alert({ corridor: intent, customer: 'canary' }))
    const answer = await send(payload, { authorization: parts.operator })
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toMatchObject({ alerts: [{ result: 'closed' }] })
    expect(parts.app.control?.feed.view(intent)).toMatchObject({ kind: 'closed' })
    const entries = (await parts.app.control?.store.audit()) ?? []
    expect(entries.at(-1)).toMatchObject({
      action: 'incident',
      by: expect.stringMatching(/^alert of operator token [0-9a-f]{8}$/),
      reason: expect.stringContaining('alert RefundsUndone ['),
    })
    expect(JSON.stringify(entries)).not.toContain('canary')
  })

  it('closes once: what a person reopened stays open under the same alert', async () => {
    const payload = body(alert({ corridor: intent, partial_trust_action: 'kill' }))
    expect((await send(payload, signed(payload))).json()).toMatchObject({
      alerts: [{ result: 'closed' }],
    })
    expect(await state()).toMatchObject({ killed: true })
    await resumed()
    expect((await send(payload, signed(payload))).json()).toMatchObject({
      alerts: [{ result: 'seen_before' }],
    })
    expect(await state()).toMatchObject({ killed: false })
  })

  it('reopens nothing when an alert is resolved, and closes nothing that is not named', async () => {
    await resumed()
    const { version } = (await state()) ?? {}
    const payload = body(
      alert({ corridor: intent }, { status: 'resolved' }),
      alert({}),
      alert({ corridor: 'another' }),
    )
    expect((await send(payload, signed(payload))).json()).toMatchObject({
      alerts: [
        { result: 'resolved' },
        { result: 'names_no_corridor' },
        { result: 'no_such_corridor' },
      ],
    })
    expect(await state()).toMatchObject({ version })
  })

  it('refuses whoever is not known, and changes nothing', async () => {
    const payload = body(alert({ corridor: intent }))
    const { version } = (await state()) ?? {}
    const right = signed(payload)
    const old = signWebhook(secret, 'msg_old', parts.clock.epochMs() - 301_000, payload)
    const cases: readonly (readonly [number, string, object])[] = [
      [401, payload, {}],
      [403, payload, { authorization: parts.viewer }],
      [401, payload, { 'webhook-signature': 'v1,', 'webhook-id': 'a' }],
      [401, payload, signed(payload, randomBytes(32))],
      [401, `${payload} `, right],
      [401, payload, { ...right, 'webhook-id': 'msg_other' }],
      [401, payload, { ...right, 'webhook-timestamp': '9'.repeat(10) }],
      [401, payload, old],
    ]
    for (const [status, text, headers] of cases) {
      expect((await send(text, headers)).statusCode).toBe(status)
    }
    expect(await state()).toMatchObject({ version })
  })

  it('takes a signed message once', async () => {
    const payload = body(alert({ corridor: 'another' }))
    const headers = signed(payload)
    expect((await send(payload, headers)).statusCode).toBe(200)
    expect((await send(payload, headers)).statusCode).toBe(409)
  })

  it('takes a message signed under one secret of two, while one is being replaced', async () => {
    const payload = body()
    const [old, right] = [signed(payload, randomBytes(32)), signed(payload)]
    const both = `${old['webhook-signature']} ${right['webhook-signature']}`
    expect((await send(payload, { ...right, 'webhook-signature': both })).statusCode).toBe(200)
  })

  it.each(['', 'no json', '[]', '{"version":"3","alerts":[]}', '{"version":"4","alerts":[{}]}'])(
    'says of a body that is not right where it is not: %s',
    async (payload) => {
      const answer = await send(payload, { authorization: parts.operator })
      expect(answer.statusCode).toBe(400)
    },
  )
})

describe('the secret of a webhook', () => {
  it('is base64 of 24 bytes or more, and repeated in no error', () => {
    const text = `whsec_${randomBytes(24).toString('base64')}`
    expect(webhookSecret('HOOK', text)).toHaveLength(24)
    expect(() => webhookSecret('HOOK', 'whsec_c2VjcmV0')).toThrow(/^HOOK: not a secret/)
    expect(() => webhookSecret('HOOK', 'whsec_c2VjcmV0')).not.toThrow(/c2VjcmV0/)
  })
})

it('signs as Standard Webhooks do: the known answer of their specification', () => {
  const key = webhookSecret('spec', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')
  const body2 = '{"test": 2432232314}'
  const headers = signWebhook(key, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330_000, body2)
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})
