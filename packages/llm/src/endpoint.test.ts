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

/** An answer of a model, with more in its message. */
const choice = (message: object) => ({
  choices: [
    { message: { role: 'assistant', content: '{"ok":true}', ...message }, finish_reason: 'stop' },
  ],
})

/** The same, with more beside its message. */
const ended = (more: object) => ({
  choices: choice({}).choices.map((whole) => ({ ...whole, ...more })),
})

describe('an answer that looks whole', () => {
  const call = { id: 't', type: 'function', function: { name: 'look', arguments: '{}' } }

  it.each([
    ['a tool is to be called as well', 200, choice({ tool_calls: [call] }), 'incomplete'],
    [
      'a function is to be called as well',
      200,
      choice({ function_call: { name: 'x', arguments: '{}' } }),
      'incomplete',
    ],
    ['an error is told beside it', 200, { ...choice({}), error: { code: 500 } }, 'llm_error'],
    ['it is a part of one', 206, choice({}), 'llm_error'],
  ])('is none where %s', async (_what, status, body, failure) => {
    const { origin } = await recordingEndpoint((response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
    const llm = openRoutes({ route: `base_url: "${origin}"` })
    const answer = await askOnce(llm.source('refunds', 'quick'))
    expect(answer).toMatchObject({ kind: 'failed', failure })
  })

  it.each([
    ['refuses in a text', choice({ refusal: 'no' })],
    ['refuses with true', choice({ refusal: true })],
    ['refuses with an object', choice({ refusal: { category: 'x' } })],
    ['refuses in a part', choice({ content: [{ type: 'refusal', refusal: 'no' }] })],
    ['ends as a refusal', ended({ finish_reason: 'refusal' })],
    ['ends as unsafe', ended({ finish_reason: 'SAFETY' })],
    ['ended as a refusal behind a gateway', ended({ native_finish_reason: 'refusal' })],
    ['stopped as a refusal', ended({ stop_reason: 'refusal' })],
    ['was cut by a filter', ended({ content_filter_results: { hate: { filtered: true } } })],
  ])('is a refusal where the model %s', async (_what, body) => {
    const { origin, calls } = await recordingEndpoint((response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
    const llm = openRoutes({ route: `base_url: "${origin}"` })
    const answer = await askOnce(llm.source('refunds', 'quick'))
    expect(answer).toMatchObject({ kind: 'failed', failure: 'model_refused' })
    expect(calls).toHaveLength(1)
  })

  it.each([
    ['no refusal', choice({ refusal: null })],
    ['an empty refusal', choice({ refusal: '' })],
    ['a refusal that is false', choice({ refusal: false })],
    ['a filter that let it pass', ended({ content_filter_results: { hate: { filtered: false } } })],
    ['a text that ended it', ended({ stop_reason: '}' })],
  ])('is one where there is %s', async (_what, body) => {
    const { origin } = await recordingEndpoint((response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
    const llm = openRoutes({ route: `base_url: "${origin}"` })
    expect(await askOnce(llm.source('refunds', 'quick'))).toMatchObject(answered)
  })

  it('is one where an empty list of tools and an empty error stand in it', async () => {
    const { origin } = await recordingEndpoint((response) => {
      const body = { ...choice({ tool_calls: [] }), error: null }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
    const llm = openRoutes({ route: `base_url: "${origin}"` })
    expect(await askOnce(llm.source('refunds', 'quick'))).toMatchObject(answered)
  })
})
