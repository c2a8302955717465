import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  foreignKey,
  honest,
  hostileProvider,
  sealedBy,
  sealedByPublicKey,
  sealedBySecret,
} from './hostile-provider.contract.js'
import type { Says } from './hostile-provider.contract.js'
import { openProvider } from './open-provider.js'

let says = honest()
let nonce = ''
afterEach(() => {
  says = honest()
})
let provider: Awaited<ReturnType<typeof hostileProvider>>
beforeAll(async () => {
  provider = await hostileProvider(
    () => says,
    () => nonce,
  )
})
afterAll(() => provider.close())

/** Signs on by what the provider says, as far as the claims. */
async function signsOn(more = ''): Promise<unknown> {
  const sees = openProvider({
    issuer: provider.issuer,
    clientId: 'console',
    clientSecret: 'a-secret',
    roles: [{ group: 'ops', role: 'operator' }],
    url: 'http://localhost:8080/',
  })
  const { pending } = await sees.begin()
  nonce = pending.nonce
  const back = `http://localhost:8080/v1/sign-on/callback?code=c&state=${pending.state}${more}`
  return (await sees.conclude(new URL(back), pending)).claims
}

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds
const other = (claims: object): Partial<Says> => ({ claims: (fresh) => ({ ...fresh, ...claims }) })

describe('a provider', () => {
  it('is believed where it does as it should', async () => {
    await expect(signsOn()).resolves.toMatchObject({ sub: 'u-1' })
  })

  it.each<[string, Partial<Says>]>([
    ['nobody signed', { header: { alg: 'none' }, seal: () => '' }],
    ['names no algorithm', { header: { kid: 'one' } }],
    ['another key signed', { seal: sealedBy(foreignKey) }],
    ['the public key sealed', { header: { alg: 'HS256', kid: 'one' }, seal: sealedByPublicKey }],
    ['the secret sealed', { header: { alg: 'HS256' }, seal: sealedBySecret('a-secret') }],
    ['a key signed that nobody knows', { header: { alg: 'RS256', kid: 'two' } }],
    ['an extension has to be understood', { header: { alg: 'RS256', kid: 'one', crit: ['x'] } }],
    ['is of another provider', other({ iss: 'https://elsewhere.example' })],
    ['is for another client', other({ aud: 'another' })],
    ['is for nobody', other({ aud: [] })],
    ['is for several, and another asked', other({ aud: ['console', 'b'], azp: 'b' })],
    ['answers another question', other({ nonce: 'another' })],
    ['answers no question', other({ nonce: undefined })],
    ['has ended', other({ exp: inSeconds(-120) })],
    ['never ends', other({ exp: undefined })],
    ['ends at a word', other({ exp: 'never' })],
    ['is not good yet', other({ nbf: inSeconds(3600) })],
    ['is of no time', other({ iat: undefined })],
    ['speaks of nobody', other({ sub: undefined })],
    ['speaks of a number', other({ sub: 7 })],
  ])('is not believed where its token %s', async (_what, altered) => {
    says = { ...honest(), ...altered }
    await expect(signsOn()).rejects.toThrow()
  })

  it.each<[string, Partial<Says>]>([
    [
      'says that it is another',
      {
        discovery: (issuer) => ({
          ...honest().discovery(issuer),
          issuer: 'https://elsewhere.example',
        }),
      },
    ],
    ['has no keys', { keys: () => ({ keys: [] }) }],
    ['has keys that are none', { keys: () => ({ keys: 'one' }) }],
    [
      'sends to elsewhere for its tokens',
      {
        answer: (response) =>
          void response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
      },
    ],
    ['fails', { answer: (response) => void response.writeHead(500).end('{') }],
    [
      'answers in no JSON',
      {
        answer: (response) =>
          void response.writeHead(200, { 'content-type': 'application/json' }).end('<'),
      },
    ],
    ['breaks off', { answer: (response) => void response.destroy() }],
    [
      'gives no token of the person',
      {
        answer: (response) =>
          void response
            .setHeader('content-type', 'application/json')
            .end('{"access_token":"a","token_type":"Bearer"}'),
      },
    ],
  ])('lets nobody in where it %s', async (_what, altered) => {
    says = { ...honest(), ...altered }
    await expect(signsOn()).rejects.toThrow()
  })

  it.each([
    '&state=another',
    '&code=another',
    '&error=access_denied',
    '&iss=https://elsewhere.example',
  ])('lets nobody in with %s beside what was asked', async (more) => {
    const known = honest()
    says = {
      ...known,
      discovery: (issuer) => ({
        ...known.discovery(issuer),
        authorization_response_iss_parameter_supported: true,
      }),
    }
    await expect(signsOn(more)).rejects.toThrow()
  })
})
