import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultPlan } from '@partial-trust/core'
import { householdConfig } from '@partial-trust/example-household/config'
import { operatorActions } from '@partial-trust/host'
import { createVirtualClock } from '@partial-trust/testing'
import { compose } from 'partial-trust'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildService } from '../build-service.js'
import { openTokenStore } from '../people/token-store.js'
import { sessionLifeMs } from '../session-store.js'
import { identityProvider, visitProvider } from './identity-provider.contract.js'
import type { Jar } from './identity-provider.contract.js'
import { personOf } from './person-of.js'

const console_ = 'http://localhost:8080/'
const people: Readonly<Record<string, object>> = {
  anna: { email: 'anna@example.org', email_verified: true, groups: ['staff', 'ops'] },
  vic: { email: 'vic@example.org', email_verified: true, groups: ['staff'] },
  eve: { email: 'eve@example.org', email_verified: true, groups: ['opsx'] },
}
const cleanups: (() => unknown)[] = []
/** What the provider's discovery says differently in a test. */
let discovered: object = {}
afterEach(() => {
  discovered = {}
})
afterAll(async () => {
  for (const clean of cleanups.toReversed()) await clean()
})

let issuer = ''
beforeAll(async () => {
  const provider = await identityProvider({
    console: console_,
    people,
    discovered: () => discovered,
  })
  cleanups.push(() => provider.close())
  issuer = provider.issuer
})

const oidc = () => ({
  issuer,
  clientId: 'console',
  clientSecret: 'a-secret',
  roles: [
    { group: 'ops', role: 'operator' as const },
    { group: 'staff', role: 'viewer' as const },
  ],
  url: console_,
})

async function started({ offered = true } = {}) {
  const cwd = mkdtempSync(join(tmpdir(), 'pt-sign-on-'))
  const clock = createVirtualClock(Date.now())
  const app = await compose({
    registered: householdConfig.corridors,
    configFile: null,
    cwd,
    env: {},
  })
  const { server } = await buildService(app, {
    host: '127.0.0.1',
    tokens: openTokenStore(join(cwd, 'tokens.json'), () => clock.epochMs()),
    actions: operatorActions(app, defaultPlan, Date.now),
    clock,
    oidc: offered ? oidc() : null,
  })
  cleanups.push(
    () => rmSync(cwd, { recursive: true, force: true }),
    () => app.close(),
    () => server.close(),
  )
  const begin = async (cookie = '') => {
    const answer = await server.inject({ url: '/v1/sign-on', headers: { cookie } })
    return { to: String(answer.headers.location), cookie: cookieOf(answer.headers['set-cookie']) }
  }
  const back = async (url: string, cookie: string) => {
    const { pathname, search } = new URL(url)
    const answer = await server.inject({ url: pathname + search, headers: { cookie } })
    const cookies = [answer.headers['set-cookie'] ?? []].flat()
    const session = cookies.find((one) => one.startsWith('partial_trust_session=')) ?? ''
    const left = cookies.find((one) => one.startsWith('partial_trust_sign_on=')) ?? ''
    return {
      status: answer.statusCode,
      left: cookieOf(left),
      session: cookieOf(session),
      set: session,
      body: answer.body,
    }
  }
  const me = async (cookie: string) => {
    const headers = { cookie, 'sec-fetch-site': 'same-origin' }
    const answer = await server.inject({ url: '/v1/me', headers })
    return { status: answer.statusCode, body: answer.json() }
  }
  const leave = async (cookie: string) => {
    const headers = { cookie, 'sec-fetch-site': 'same-origin' }
    const answer = await server.inject({ method: 'DELETE', url: '/v1/session', headers })
    return { status: answer.statusCode, body: answer.body }
  }
  return { server, clock, begin, back, me, leave }
}

function cookieOf(header: string | readonly string[] | undefined): string {
  const [first = ''] = [header ?? ''].flat()
  return first.split(';')[0] ?? ''
}

function atProvider(start: string, login: string | null, jar: Jar = new Map()): Promise<string> {
  return visitProvider({ start, console: console_, login, jar })
}

describe('sign-on through a provider', () => {
  it('lets a person in by name, with the role of their group, for a working day', async () => {
    const { begin, back, me, clock } = await started()
    const { to, cookie } = await begin()
    expect(to).toMatch(/code_challenge_method=S256/u)
    const { status, session, set } = await back(await atProvider(to, 'anna'), cookie)
    expect([status, set]).toEqual([302, expect.stringMatching(/HttpOnly.*SameSite=Strict/u)])
    expect((await me(session)).body).toMatchObject({
      name: 'anna@example.org',
      role: 'operator',
      kind: 'person',
      via: 'sign_on',
    })
    clock.advance(sessionLifeMs)
    expect((await me(session)).status).toBe(401)
  })

  it.each([true, false])(
    'tells whoever asks whether it is offered (%s), and nothing else of it',
    async (offered) => {
      const { server } = await started({ offered })
      const ways = await server.inject({ url: '/v1/session/ways' })
      expect([ways.statusCode, ways.json()]).toEqual([200, { sign_on: offered }])
      const { statusCode } = await server.inject({ url: '/v1/sign-on' })
      expect(statusCode).toBe(offered ? 302 : 404)
    },
  )

  it('lets nobody in twice with the same answer, from another browser, or with another state', async () => {
    const { begin, back } = await started()
    const { to, cookie } = await begin()
    const other = await begin()
    const url = await atProvider(to, 'vic')
    const altered = new URL(url)
    altered.searchParams.set('state', 'another-state-of-somebody-else')
    expect((await back(url, '')).status).toBe(400)
    expect((await back(url, 'partial_trust_sign_on=e30')).status).toBe(400)
    expect((await back(altered.href, cookie)).status).toBe(401)
    expect((await back(url, other.cookie)).status).toBe(401)
    const first = await back(url, cookie)
    expect([first.status, first.session]).toEqual([302, expect.stringContaining('=')])
    expect(await back(url, cookie)).toMatchObject({ status: 401, session: '' })
  })

  it('lets a person in through whichever of several tabs comes back first, and through the other', async () => {
    const { begin, back, me } = await started()
    const one = await begin()
    const two = await begin(one.cookie)
    const second = await back(await atProvider(two.to, 'vic'), two.cookie)
    expect(second.status).toBe(302)
    const foreign = `${console_}v1/sign-on/callback?code=c&state=one-that-a-stranger-made-up`
    expect(await back(foreign, second.left)).toMatchObject({ status: 401, left: '' })
    const cookie = `${second.left}; ${second.session}`
    const first = await back(await atProvider(one.to, 'anna'), cookie)
    expect([first.status, first.left]).toEqual([302, 'partial_trust_sign_on='])
    expect((await me(first.session)).body).toMatchObject({ name: 'anna@example.org' })
    // Whoever signs on anew in a browser has left the session that it had.
    expect((await me(second.session)).status).toBe(401)
  })

  it('ends the session here and leads to where the provider ends its own', async () => {
    const { begin, back, me, leave } = await started()
    const jar: Jar = new Map()
    const first = await begin()
    const { session } = await back(await atProvider(first.to, 'anna', jar), first.cookie)
    const again = await begin()
    expect(await atProvider(again.to, null, jar)).toContain(console_)

    const { status, body } = await leave(session)
    const { leave_at: address }: { leave_at: string } = JSON.parse(body)
    expect([status, (await me(session)).status]).toEqual([200, 401])
    const { origin, searchParams } = new URL(address)
    expect([origin, searchParams.get('post_logout_redirect_uri')]).toEqual([issuer, console_])
    expect(await atProvider(address, 'anna', jar)).toBe(console_)
    await expect(atProvider((await begin()).to, null, jar)).rejects.toThrow('asks who it is')
  })

  it.each([
    { when: 'the provider offers no end of its session', end: undefined },
    { when: 'the provider names something else than a web address', end: 'javascript:x' },
  ])('ends the session here where $when', async ({ end }) => {
    discovered = { end_session_endpoint: end }
    const { begin, back, me, leave } = await started()
    const { to, cookie } = await begin()
    const { session } = await back(await atProvider(to, 'vic'), cookie)
    expect(await leave(session)).toEqual({ status: 204, body: '' })
    expect((await me(session)).status).toBe(401)
  })

  it('lets nobody in who is in none of the groups', async () => {
    const { begin, back } = await started()
    const { to, cookie } = await begin()
    const answer = await back(await atProvider(to, 'eve'), cookie)
    expect(answer).toMatchObject({ status: 403, session: '' })
    expect(answer.body).toContain('none of the groups')
  })

  it('takes no name that people give themselves, and no group that does not read', () => {
    const roles = [{ group: 'ops', role: 'operator' }] as const
    const claims = { sub: 'u-1', email: 'ops@example.org', groups: ['ops'] }
    expect(personOf(claims, { roles })).toMatchObject({ name: 'u-1', role: 'operator' })
    expect(personOf({ ...claims, email_verified: 'true' }, { roles })).toMatchObject({
      name: 'u-1',
    })
    for (const groups of [undefined, 'ops', { ops: true }, [['ops']], []]) {
      expect(personOf({ ...claims, groups }, { roles }).kind).toBe('nobody')
    }
    expect(personOf({ ...claims, sub: 'controller' }, { roles }).kind).toBe('nobody')
    expect(personOf({ ...claims, sub: 'a\u202Eb' }, { roles }).kind).toBe('nobody')
  })
})
