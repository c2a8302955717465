import { describe, expect, it } from 'vitest'
import {
  answered,
  askOnce,
  openRoutes,
  recordingEndpoint,
} from './recording-endpoint-fixture.contract.js'
import type { Endpoint } from './recording-endpoint-fixture.contract.js'

const routes = (one: Endpoint, other: Endpoint) => ({
  route: `base_url: ${one.origin}/v1, api_key_env: ONE_KEY`,
  strong: `base_url: ${other.origin}/v1, api_key_env: OTHER_KEY, api_key_header: api-key`,
  chain: '{ event: llm_error, action: escalate_to, profile: strong }',
})

const keys = { ONE_KEY: 'sk-one', OTHER_KEY: 'sk-other', LLM_API_KEY: 'sk-all' }

const fingerprint = (own: string, env: Record<string, string>) =>
  openRoutes({ route: `base_url: http://h/v1${own}`, env }).source('refunds', 'quick').route
    ?.fingerprint

describe('a key', () => {
  it('goes to its own endpoint and to no other, in the header that the route names', async () => {
    const one = await recordingEndpoint((response) => response.writeHead(401).end())
    const other = await recordingEndpoint()
    const llm = openRoutes({ ...routes(one, other), env: keys })
    expect(await askOnce(llm.source('refunds', 'quick'))).toMatchObject(answered)
    expect(one.calls[0]?.headers.authorization).toBe('Bearer sk-one')
    expect(other.calls[0]?.headers).toMatchObject({ 'api-key': 'sk-other' })
    expect(other.calls[0]?.headers).not.toHaveProperty('authorization')
  })

  it('does not go where LLM_BASE_URL puts another endpoint in the place of its own', async () => {
    const [one, other, gateway] = [
      await recordingEndpoint(),
      await recordingEndpoint(),
      await recordingEndpoint(),
    ]
    const env = { ...keys, LLM_BASE_URL: `${gateway.origin}/v1` }
    const llm = openRoutes({ ...routes(one, other), env })
    await askOnce(llm.source('refunds', 'quick'))
    expect(gateway.calls[0]?.headers.authorization).toBe('Bearer sk-all')
    expect(one.calls).toEqual([])
  })

  it('is LLM_API_KEY where the route names none', async () => {
    const { origin, calls } = await recordingEndpoint()
    const llm = openRoutes({ route: `base_url: ${origin}`, env: keys })
    await askOnce(llm.source('refunds', 'quick'))
    expect(calls[0]?.headers.authorization).toBe('Bearer sk-all')
  })

  it('is no part of the fingerprint, nor is where it is put', () => {
    const plain = fingerprint('', {})
    expect(fingerprint(', api_key_env: A', { A: 'a' })).toBe(plain)
    expect(fingerprint(', api_key_env: A, api_key_header: x', { A: 'b' })).toBe(plain)
    expect(fingerprint(', query: { v: "2" }', {})).not.toBe(plain)
    expect(fingerprint(', max_completion_tokens: 5', {})).not.toBe(plain)
  })
})
