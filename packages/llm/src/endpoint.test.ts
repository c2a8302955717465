import { describe, expect, it } from 'vitest'
import {
  answered,
  askOnce,
  openRoutes,
  recordingEndpoint,
} from './recording-endpoint-fixture.contract.js'

describe('a call to an endpoint', () => {
  it.each([
    ['/v1', '/v1/chat/completions'],
    ['/v1/', '/v1/chat/completions'],
    ['', '/chat/completions'],
    ['/v1?api-version=2025-01-01', '/v1/chat/completions?api-version=2025-01-01'],
    ['/v1/?api-version=2025-01-01#top', '/v1/chat/completions?api-version=2025-01-01'],
    ['/o/deployments/d%20e?a=1&b=x%26y', '/o/deployments/d%20e/chat/completions?a=1&b=x%26y'],
  ])('goes from base_url …%s to %s', async (base, url) => {
    const { origin, calls } = await recordingEndpoint()
    const llm = openRoutes({ route: `base_url: "${origin}${base}"` })
    expect(await askOnce(llm.source('refunds', 'quick'))).toMatchObject(answered)
    expect(calls.map((call) => call.url)).toEqual([url])
  })

  it('takes a query from LLM_BASE_URL too, and lets the route’s own win', async () => {
    const { origin, calls } = await recordingEndpoint()
    const llm = openRoutes({
      route: 'query: { api-version: "2" }',
      env: { LLM_BASE_URL: `${origin}/v1?api-version=1&region=eu` },
    })
    await askOnce(llm.source('refunds', 'quick'))
    expect(calls[0]?.url).toBe('/v1/chat/completions?api-version=2&region=eu')
  })

  it('carries the route’s headers', async () => {
    const { origin, calls } = await recordingEndpoint()
    const llm = openRoutes({
      route: `base_url: ${origin}/v1, headers: { x-team: "\${TEAM}", OpenAI-Organization: org-1 }`,
      env: { TEAM: 'refunds' },
    })
    await askOnce(llm.source('refunds', 'quick'))
    expect(calls[0]?.headers).toMatchObject({ 'x-team': 'refunds', 'openai-organization': 'org-1' })
  })

  it('limits the answer by the name that the endpoint wants', async () => {
    const { origin, calls } = await recordingEndpoint()
    const old = openRoutes({ route: `base_url: ${origin}, max_tokens: 7` })
    const thinking = openRoutes({ route: `base_url: ${origin}, max_completion_tokens: 9` })
    await askOnce(old.source('refunds', 'quick'))
    await askOnce(thinking.source('refunds', 'quick'))
    expect(calls.map(({ body }) => [body['max_tokens'], body['max_completion_tokens']])).toEqual([
      [7, undefined],
      [undefined, 9],
    ])
  })
})
