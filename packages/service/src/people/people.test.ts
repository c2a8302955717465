import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultPlan } from '@partial-trust/core'
import { createVirtualClock } from '@partial-trust/testing'
import { compose } from 'partial-trust'
import { householdConfig } from '@partial-trust/example-household/config'
import { operatorActions } from '@partial-trust/host'
import { afterEach, describe, expect, it } from 'vitest'
import { buildService } from '../build-service.js'
import { listen } from '../listen.js'
import { changeTokenFile } from './change-token-file.js'
import { goodTokens, mintToken, revoked } from './change-tokens.js'
import type { Role } from './token-file.js'
import { openTokenStore } from './token-store.js'

const intent = 'add_shopping_item'
const dayMs = 24 * 3600 * 1000
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean()
})

/** The real service, under a plan that needs two people, with people of its own. */
async function started() {
  const cwd = mkdtempSync(join(tmpdir(), 'pt-people-'))
  const path = join(cwd, 'tokens.json')
  const clock = createVirtualClock(Date.now())
  const registered = householdConfig.corridors
  const env = { PARTIAL_TRUST_ENABLED: 'true' }
  const app = await compose({ registered, configFile: null, cwd, env })
  const tokens = openTokenStore(path, () => clock.epochMs())
  const actions = operatorActions(app, { ...defaultPlan, approvals: 2 }, Date.now)
  const { server } = await buildService(app, { host: '127.0.0.1', tokens, actions, clock })
  cleanups.push(
    () => rmSync(cwd, { recursive: true, force: true }),
    () => app.close(),
    () => server.close(),
  )
  const hand = () => ({ by: 'root', nowMs: clock.epochMs() })
  const letIn = (name: string, given: { role?: Role; machine?: boolean; lifeMs?: number } = {}) => {
    const made = mintToken(
      { name, role: 'operator', machine: false, lifeMs: dayMs, ...given },
      hand(),
    )
    changeTokenFile(path, (present) => [...(present ?? []), made.stored])
    return `Bearer ${made.token}`
  }
  const revoke = (whom: string) =>
    changeTokenFile(path, (present) =>
      revoked(present ?? [], goodTokens(present ?? [], whom, clock.epochMs()), hand()),
    )
  const post = async (authorization: string, what: string, more: object = {}) => {
    const answer = await server.inject({
      method: 'POST',
      url: `/v1/corridors/${intent}/${what}`,
      headers: { authorization },
      payload: { reason: `to ${what}`, ...more },
    })
    return { status: answer.statusCode, body: answer.json() }
  }
  const me = async (headers: Record<string, string>) => {
    const answer = await server.inject({ url: '/v1/me', headers })
    return { status: answer.statusCode, body: answer.json() }
  }
  const [, shared = ''] = tokens.minted.map(({ token }) => `Bearer ${token}`)
  return { server, app, clock, letIn, revoke, post, me, shared }
}

describe('four eyes over HTTP', () => {
  it('promote when another person does the same, and show meanwhile who asked', async () => {
    const { post, letIn, app } = await started()
    const [anna, ben] = [letIn('anna'), letIn('ben')]
    await post(anna, 'rollout')
    const asked = await post(anna, 'promote', { without_go: true })
    expect(asked).toMatchObject({
      status: 202,
      body: {
        result: 'asked',
        state: { version: 2, rollout: { stage: 'canary', asked: { by: 'anna', to: 'expanded' } } },
      },
    })
    expect(await post(anna, 'promote', { without_go: true })).toMatchObject({
      status: 403,
      body: { title: 'Somebody else has to', detail: expect.stringContaining('yourself') },
    })
    // The gates are asked again: two people make no GO.
    expect(await post(ben, 'promote')).toMatchObject({
      status: 409,
      body: { title: 'The gates say INSUFFICIENT' },
    })
    expect((await post(ben, 'promote', { without_go: true, version: 1 })).status).toBe(409)
    expect(await post(ben, 'promote', { without_go: true, version: 2 })).toMatchObject({
      status: 200,
      body: { result: 'changed', state: { changed_by: 'ben', rollout: { stage: 'expanded' } } },
    })
    const trail = await app.control?.store.audit()
    expect(trail?.slice(-2)).toMatchObject([
      { action: 'ask', by: 'anna', evidence: { asks: 'promote', verdict: { without_go: true } } },
      { action: 'promote', by: 'ben', evidence: { asked: { by: 'anna', version: 1 } } },
    ])
  })

  it('count nobody who is not a person by name, and never wait for a kill', async () => {
    const { post, letIn, shared } = await started()
    const ci = letIn('ci', { machine: true })
    await post(shared, 'rollout')
    for (const one of [shared, ci]) {
      const { status, body } = await post(one, 'promote', { without_go: true })
      expect([status, body.detail]).toEqual([403, expect.stringContaining('tokens add --name')])
    }
    expect(await post(ci, 'kill')).toMatchObject({
      status: 200,
      body: { state: { killed: true, changed_by: 'ci (machine)' } },
    })
  })
})

describe('GET /v1/me', () => {
  it('says who one is, until when, and what one may do and why not', async () => {
    const { post, me, letIn, shared } = await started()
    const [anna, ben] = [letIn('anna'), letIn('ben')]
    const vic = letIn('vic', { role: 'viewer' })
    await post(anna, 'rollout')
    await post(anna, 'promote', { without_go: true })
    const promotion = async (authorization: string) => {
      const { body } = await me({ authorization })
      const may: { action: string }[] = body.corridors[0].may
      return may.find(({ action }) => action === 'promote')
    }
    expect((await me({ authorization: anna })).body).toMatchObject({
      name: 'anna',
      role: 'operator',
      kind: 'person',
      via: 'token',
      session_ends_at: null,
    })
    expect(await promotion(anna)).toMatchObject({
      may: false,
      why: expect.stringContaining('yourself'),
    })
    expect(await promotion(ben)).toEqual({
      action: 'promote',
      may: true,
      why: null,
      effect: 'agrees',
    })
    expect(await promotion(shared)).toMatchObject({ may: false, effect: null })
    expect(await promotion(vic)).toMatchObject({
      may: false,
      why: expect.stringContaining('viewer'),
    })
    expect((await me({ authorization: shared })).body).toMatchObject({ kind: 'shared' })
    expect((await me({})).status).toBe(401)
  })
})

async function signedIn() {
  const parts = await started()
  const anna = parts.letIn('anna', { lifeMs: 3_600_000 })
  const headers = { authorization: anna }
  const answer = await parts.server.inject({ method: 'POST', url: '/v1/session', headers })
  const setCookie = String(answer.headers['set-cookie'])
  const cookie = { cookie: setCookie.split(';')[0] ?? '', 'sec-fetch-site': 'same-origin' }
  const kill = async () =>
    (
      await parts.server.inject({
        method: 'POST',
        url: `/v1/corridors/${intent}/kill`,
        headers: cookie,
        payload: { reason: 'late' },
      })
    ).statusCode
  return { ...parts, cookie, setCookie, kill }
}

describe('a session', () => {
  it('ends no later than the token behind it, and changes nothing after', async () => {
    const { clock, me, cookie, kill, setCookie } = await signedIn()
    expect(setCookie).toContain('Max-Age=3600')
    expect((await me(cookie)).body).toMatchObject({ name: 'anna', via: 'session' })
    clock.advance(3_600_000)
    expect([await kill(), (await me(cookie)).status]).toEqual([401, 401])
  })

  it('ends at once when its person is taken out', async () => {
    const { revoke, kill } = await signedIn()
    revoke('anna')
    expect(await kill()).toBe(401)
  })

  it('opens no other session, so that none lasts for ever', async () => {
    const { server, clock, cookie, me } = await signedIn()
    clock.advance(3_000_000)
    const again = await server.inject({ method: 'POST', url: '/v1/session', headers: cookie })
    expect([again.statusCode, again.headers['set-cookie']]).toEqual([200, undefined])
    clock.advance(600_000)
    expect((await me(cookie)).status).toBe(401)
  })

  it('follows a change of role', async () => {
    const { revoke, kill, letIn, server } = await signedIn()
    revoke('anna')
    const headers = { authorization: letIn('anna', { role: 'viewer' }) }
    const view = await server.inject({ method: 'POST', url: '/v1/session', headers })
    expect(view.json()).toMatchObject({ name: 'anna', role: 'viewer' })
    expect(await kill()).toBe(401)
  })
})

describe('the event stream', () => {
  it('ends for a person who is taken out while it is open', async () => {
    const { server, letIn, revoke } = await started()
    const url = await listen(server, { port: 0, host: '127.0.0.1' })
    const answer = await fetch(`${url}/v1/events`, { headers: { authorization: letIn('anna') } })
    expect(answer.status).toBe(200)
    revoke('anna')
    expect(await answer.text()).toContain('event: signed-out') // it ends, so there is a whole text
  })
})
