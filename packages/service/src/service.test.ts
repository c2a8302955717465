import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultPlan } from '@partial-trust/core'
import { createVirtualClock } from '@partial-trust/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { compose } from 'partial-trust'
import { householdConfig } from '@partial-trust/example-household/config'
import { operatorActions } from '@partial-trust/host'
import { buildService } from './build-service.js'
import { openTokenStore } from './people/token-store.js'
import { tokenLifeMs } from './people/change-tokens.js'

const command = {
  command_id: 'c-1',
  user_id: 'u-1',
  timestamp: '2026-11-22T10:00:00Z',
  text: 'add milk to my shopping list',
  capabilities: ['start_job'],
  context: { household: { members: [{ user_id: 'u-1' }] } },
}
const json = { 'content-type': 'application/json' }
const kill = '/v1/corridors/add_shopping_item/kill'
const reason = JSON.stringify({ reason: 'a drill' })

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean()
})

/** The real service over a real SQLite store in a folder of its own. */
async function started({ host = '127.0.0.1', env = {} } = {}) {
  const cwd = mkdtempSync(join(tmpdir(), 'pt-service-'))
  cleanups.push(() => rmSync(cwd, { recursive: true, force: true }))
  const clock = createVirtualClock(Date.now())
  const app = await compose({
    registered: householdConfig.corridors,
    configFile: null,
    cwd,
    env: { PARTIAL_TRUST_ENABLED: 'true', ...env },
  })
  const tokens = openTokenStore(join(cwd, 'tokens.json'), () => clock.epochMs())
  const { server } = await buildService(app, {
    host,
    tokens,
    actions: operatorActions(app, defaultPlan, Date.now),
    clock,
  })
  cleanups.push(() => app.close())
  cleanups.push(() => server.close())
  const [viewer = '', operator = ''] = tokens.minted.map(({ token }) => `Bearer ${token}`)
  return { server, app, viewer, operator, clock, cwd }
}

async function loggedIn() {
  const parts = await started()
  const headers = { authorization: parts.operator }
  const answer = await parts.server.inject({ method: 'POST', url: '/v1/session', headers })
  return { ...parts, setCookie: String(answer.headers['set-cookie']), role: answer.json() }
}

describe('POST /v1/decide', () => {
  it('answers a command with its decision and says how it came about', async () => {
    const { server, app } = await started({ env: { PARTIAL_TRUST_STATE: 'none' } })
    const answer = await server.inject({ method: 'POST', url: '/v1/decide', payload: command })
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toMatchObject({ command_id: 'c-1', action: 'start_job' })
    expect(answer.headers['x-partial-trust-status']).toBe('not_sampled')
    expect([...app.tally.entries()]).toEqual([
      { corridor: 'add_shopping_item', status: 'not_sampled', reason: 'not_sampled', count: 1 },
    ])
  })

  it('says how long the answer is in bytes, whatever its letters', async () => {
    const { server } = await started()
    const payload = { ...command, text: 'добавь молоко в список покупок' }
    const { headers, rawPayload, body } = await server.inject({
      method: 'POST',
      url: '/v1/decide',
      payload,
    })
    expect(body).toContain('молоко')
    expect(Number(headers['content-length'])).toBe(rawPayload.length)
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
  })

  it.each([
    ['a schema violation', 400, { ...command, text: 7 }, json],
    ['an unknown key', 400, { ...command, canary: 'canary' }, json],
    ['no JSON', 400, '{"canary"', json],
    ['an own __proto__ key', 400, '{"__proto__": {"canary": 1}}', json],
    ['a body over 256 KiB', 413, { ...command, text: 'canary'.repeat(50_000) }, json],
    ['another media type', 415, 'canary', { 'content-type': 'text/plain' }],
  ])(
    'refuses %s with a problem document that repeats nothing',
    async (_what, status, payload, headers) => {
      const { server } = await started()
      const body = typeof payload === 'string' ? payload : JSON.stringify(payload)
      const answer = await server.inject({
        method: 'POST',
        url: '/v1/decide',
        payload: body,
        headers,
      })
      expect(answer.statusCode).toBe(status)
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
      expect(answer.json()).toMatchObject({ status, type: 'about:blank' })
      expect(answer.body).not.toContain('canary')
    },
  )

  it('points at the value that violates the contract', async () => {
    const { server } = await started()
    const payload = { ...command, context: { household: { members: [] } } }
    const answer = await server.inject({ method: 'POST', url: '/v1/decide', payload })
    expect(answer.json()).toMatchObject({ errors: [{ pointer: '/context/household/members' }] })
  })

  it('says 503 with Retry-After when more is under way than it takes', async () => {
    const { app, clock } = await started()
    const tokens = {
      verify: () => null,
      ended: () => null,
      credential: () => null,
      problem: () => null,
      list: () => [],
    }
    const { server } = await buildService(app, {
      host: '127.0.0.1',
      tokens,
      actions: operatorActions(app, defaultPlan, Date.now),
      clock,
      mostUnderWay: 0,
    })
    const answer = await server.inject({ method: 'POST', url: '/v1/decide', payload: command })
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1'])
    await server.close()
  })

  it('needs a token anywhere but on loopback', async () => {
    const { server, viewer } = await started({ host: '0.0.0.0' })
    const ask = { method: 'POST', url: '/v1/decide', payload: command } as const
    expect((await server.inject(ask)).statusCode).toBe(401)
    const withToken = { ...ask, headers: { authorization: viewer } }
    expect((await server.inject(withToken)).statusCode).toBe(200)
  })

  it('goes on with the baseline when the environment has a problem', async () => {
    const { server } = await started({ env: { PARTIAL_TRUST_SAMPLE_RATE: '50%' } })
    const answer = await server.inject({ method: 'POST', url: '/v1/decide', payload: command })
    expect(answer.json()).toMatchObject({ action: 'start_job' })
    expect(answer.headers['x-partial-trust-reason']).toBe('config_invalid')
    const ready = await server.inject('/readyz')
    expect(ready.statusCode).toBe(200)
    expect(ready.json()).toMatchObject({ ready: true, corridors_may_open: false })
    expect(ready.body).toContain('PARTIAL_TRUST_SAMPLE_RATE')
  })
})

describe('whoever holds no token', () => {
  it('learns no address and no value of a variable from any route', async () => {
    const state = 'http://ada:hush-hush@store.internal:1/below?key=hush-hush'
    const { server } = await started({
      env: {
        PARTIAL_TRUST_STATE: state,
        LLM_BASE_URL: 'llm.internal/hush-hush',
        PARTIAL_TRUST_LEASE_MS: '77777777',
      },
    })
    const { paths } = (await server.inject('/openapi.json')).json<{ paths: object }>()
    const gets = Object.entries(paths).flatMap(([path, methods]) =>
      'get' in Object(methods) ? [path.replaceAll(/\{\w+\}/gu, 'add_shopping_item')] : [],
    )
    for (const url of gets) {
      const { statusCode, body, headers } = await server.inject(url)
      const said = body + JSON.stringify(headers)
      expect(said, `${url}: ${statusCode}`).not.toMatch(/internal|hush|77777777/u)
    }
  })
})

describe('control over HTTP', () => {
  it('refuses no token, a forged one, and the wrong role', async () => {
    const { server, viewer } = await started()
    const ask = async (authorization?: string) => {
      const headers = authorization === undefined ? json : { ...json, authorization }
      return (await server.inject({ method: 'POST', url: kill, payload: reason, headers }))
        .statusCode
    }
    expect(await ask()).toBe(401)
    expect(await ask('Bearer pt_operator_forged')).toBe(401)
    expect(await ask('Basic x')).toBe(401)
    expect(await ask(viewer)).toBe(403)
  })

  it('tells the holder of an expired token so, however often it is sent', async () => {
    const { server, operator, clock, cwd } = await started()
    clock.advance(tokenLifeMs + 1)
    const headers = { ...json, authorization: operator }
    for (let i = 0; i < 30; i++) {
      const answer = await server.inject({ method: 'POST', url: kill, payload: reason, headers })
      expect([answer.statusCode, answer.json().title]).toEqual([401, 'The token has expired'])
    }
    const restarted = openTokenStore(join(cwd, 'tokens.json'), () => clock.epochMs())
    expect(restarted.minted).toHaveLength(2)
    expect(restarted.ended(operator.slice('Bearer '.length))).toBe('expired')
    expect(restarted.verify(operator.slice('Bearer '.length))).toBeNull()
  })

  it('closes the corridor in this process before the operator hears of it', async () => {
    const { server, operator } = await started()
    const headers = { ...json, authorization: operator }
    const killed = await server.inject({ method: 'POST', url: kill, payload: reason, headers })
    expect(killed.json()).toMatchObject({ result: 'changed', state: { killed: true, version: 1 } })
    const answer = await server.inject({ method: 'POST', url: '/v1/decide', payload: command })
    expect(answer.headers['x-partial-trust-reason']).toBe('killed')
  })

  it('does nothing that gives trust where more is asked than it looks at, and kills all the same', async () => {
    const { server, operator } = await started()
    const asked = async (name: string) => {
      const url = `${kill.replace('/kill', `/${name}`)}?version=7`
      const headers = { ...json, authorization: operator }
      return server.inject({ method: 'POST', url, payload: reason, headers })
    }
    for (const name of ['rollout', 'promote', 'demote', 'resume', 'tune']) {
      const { statusCode, body } = await asked(name)
      expect([name, statusCode, body]).toEqual([name, 400, expect.stringContaining('The query')])
    }
    expect((await asked('kill')).json()).toMatchObject({ state: { killed: true, version: 1 } })
  })

  it.each(['{}', '{"reason":" "}', '{"reason":"x","who":"me"}', '[]', '{"reason":7}'])(
    'refuses the body %s',
    async (payload) => {
      const { server, operator } = await started()
      const headers = { ...json, authorization: operator }
      const answer = await server.inject({ method: 'POST', url: kill, payload, headers })
      expect(answer.statusCode).toBe(400)
      expect(answer.json().errors).toEqual([
        { pointer: expect.stringMatching(/^(\/reason)?$/), message: expect.any(String) },
      ])
    },
  )

  it('makes whoever guesses tokens wait, and nobody else', async () => {
    const { server, operator, clock } = await started()
    const ask = async (authorization?: string) => {
      const headers = authorization === undefined ? json : { ...json, authorization }
      return server.inject({ method: 'POST', url: kill, payload: reason, headers })
    }
    for (let i = 0; i < 10; i++) expect((await ask(`Bearer guess-${i}`)).statusCode).toBe(401)
    const blocked = await ask('Bearer guess-10')
    expect([blocked.statusCode, blocked.headers['retry-after']]).toEqual([429, '60'])
    expect((await ask()).statusCode).toBe(401)
    expect((await ask(operator)).statusCode).toBe(200)
    clock.advance(60_000)
    expect((await ask('Bearer guess-11')).statusCode).toBe(401)
  })
})

describe('the console’s session', () => {
  const origin = 'http://localhost:8080'

  it('is a cookie that no script can read and no other site sends', async () => {
    const { setCookie, role } = await loggedIn()
    expect(role).toMatchObject({ role: 'operator', proof: expect.any(String) })
    expect(setCookie).toMatch(/; HttpOnly/)
    expect(setCookie).toMatch(/; SameSite=Strict/)
  })

  it('steers from our own page and from no other', async () => {
    const { server, setCookie } = await loggedIn()
    const cookie = setCookie.split(';')[0] ?? ''
    const ask = async (headers: Record<string, string>) =>
      (
        await server.inject({
          method: 'POST',
          url: kill,
          payload: reason,
          headers: { ...json, cookie, host: 'localhost:8080', ...headers },
        })
      ).statusCode
    expect(await ask({ origin: 'https://evil.example' })).toBe(401)
    expect(await ask({ 'sec-fetch-site': 'cross-site', origin })).toBe(401)
    expect(await ask({})).toBe(401)
    expect(await ask({ origin, 'sec-fetch-site': 'same-origin' })).toBe(200)
  })

  it.each([
    ['the browser says that the page is ours', { 'sec-fetch-site': 'same-origin' }],
    ['the page repeats what only it was told', { proof: true }],
  ])('steers through a proxy that rewrites Host: %s', async (_what, said) => {
    const { server, setCookie, role } = await loggedIn()
    const headers = {
      ...json,
      cookie: setCookie.split(';')[0] ?? '',
      host: '127.0.0.1:8080',
      origin: 'https://console.example',
      ...('proof' in said ? { 'x-partial-trust-proof': role.proof } : said),
    }
    const answer = await server.inject({ method: 'POST', url: kill, payload: reason, headers })
    expect(answer.statusCode).toBe(200)
  })

  it('does not steer for a page that guesses the proof', async () => {
    const { server, setCookie } = await loggedIn()
    const headers = {
      ...json,
      cookie: setCookie.split(';')[0] ?? '',
      host: '127.0.0.1:8080',
      origin: 'https://evil.example',
      'x-partial-trust-proof': 'guessed',
    }
    const answer = await server.inject({ method: 'POST', url: kill, payload: reason, headers })
    expect(answer.statusCode).toBe(401)
  })

  it('locks nobody out who asks again and again with an old session', async () => {
    const { server, viewer } = await started()
    const headers = { cookie: 'partial_trust_session=ended' }
    for (let i = 0; i < 30; i++) {
      expect((await server.inject({ url: '/v1/session', headers })).statusCode).toBe(401)
    }
    const bearer = { authorization: viewer }
    const again = await server.inject({ method: 'POST', url: '/v1/session', headers: bearer })
    expect(again.statusCode).toBe(200)
  })

  it('ends when it is told to', async () => {
    const { server, setCookie } = await loggedIn()
    const headers = { cookie: setCookie.split(';')[0] ?? '', host: 'localhost:8080', origin }
    expect((await server.inject({ url: '/v1/session', headers })).json()).toMatchObject({
      role: 'operator',
    })
    await server.inject({ method: 'DELETE', url: '/v1/session', headers })
    expect((await server.inject({ url: '/v1/session', headers })).statusCode).toBe(401)
  })
})

describe('the token file', () => {
  it('holds hashes only, is private, and shows each token once', async () => {
    const { cwd, viewer, operator, clock } = await started()
    const path = join(cwd, 'tokens.json')
    const text = readFileSync(path, 'utf8')
    for (const token of [viewer, operator]) expect(text).not.toContain(token.slice(7))
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(openTokenStore(path, () => clock.epochMs()).minted).toEqual([])
  })

  it('is refused with a remedy when it is damaged', async () => {
    const { cwd, clock } = await started()
    const path = join(cwd, 'tokens.json')
    writeFileSync(path, '{"tokens": 1}')
    expect(() => openTokenStore(path, () => clock.epochMs())).toThrow(/remove it/)
  })
})

describe('/metrics', () => {
  it('counts decisions by corridor, status and reason', async () => {
    const { server } = await started()
    await server.inject({ method: 'POST', url: '/v1/decide', payload: command })
    const { body } = await server.inject('/metrics')
    expect(body).toContain(
      'partial_trust_decisions_total{corridor="add_shopping_item",status="not_sampled",reason_code="not_sampled"} 1',
    )
  })

  it('says when each good token ends, and gives none of them away', async () => {
    const { server, viewer, clock } = await started()
    const { body } = await server.inject('/metrics')
    const ends =
      /^partial_trust_token_expiry_timestamp_seconds\{token="[0-9a-f]{8}",role="viewer"\} (\S+)$/mu
    expect(Number(ends.exec(body)?.[1]) * 1000).toBeGreaterThan(clock.epochMs())
    expect(body).not.toContain(viewer.slice(7))
  })

  it('counts records as dropped while their file cannot be written', async () => {
    const { server } = await started({ env: { PARTIAL_TRUST_RISK_LOG_PATH: '/dev/full' } })
    await server.inject({ method: 'POST', url: '/v1/decide', payload: command })
    const dropped = async () => {
      const { body } = await server.inject('/metrics')
      return /^partial_trust_risk_records_dropped (\d+)$/mu.exec(body)?.[1]
    }
    await expect.poll(dropped).toBe('1')
  })
})
