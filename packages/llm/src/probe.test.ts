import { once } from 'node:events'
import { createServer as createTlsServer } from 'node:tls'
import { closedPortUrl } from '@partial-trust/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  askOnce,
  openRoutes,
  portOf,
  recordingEndpoint,
} from './recording-endpoint-fixture.contract.js'

const probed = async (baseUrl: string, env: Record<string, string> = {}, patienceMs = 5_000) => {
  const llm = openRoutes({ route: `base_url: "${baseUrl}"`, env })
  return llm.probe('refunds', 'quick', AbortSignal.timeout(patienceMs))
}
const refusing = (status: number, body: object) =>
  recordingEndpoint((response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  })

describe('a probe', () => {
  it('makes the very call that a decision makes, but for the question', async () => {
    const { origin, calls } = await recordingEndpoint()
    const llm = openRoutes({
      route: `base_url: "${origin}/v1?api-version=7", headers: { x-team: a }, api_key_env: K, temperature: 0, max_tokens: 40`,
      env: { K: 'sk-k' },
    })
    await askOnce(llm.source('refunds', 'quick'))
    expect(await llm.probe('refunds', 'quick', AbortSignal.timeout(5_000))).toEqual({
      endpoint: `${origin}/v1`,
      model: 'small',
      failure: null,
      reason: null,
      status: null,
    })
    const [decision, probe] = calls.map(({ body, headers, ...rest }) => {
      const { messages: _, response_format: format, ...settings } = body
      const { 'content-length': __, ...same } = headers
      return { ...rest, headers: same, settings, formatKeys: Object.keys(Object(format)) }
    })
    expect(probe).toEqual(decision)
  })

  it.each([
    ['the key is refused', 401, {}, 'llm_error', 'status'],
    ['the path is not known', 404, { detail: 'Not Found' }, 'llm_error', 'status'],
    [
      'the model is not known',
      404,
      { error: { code: 'model_not_found' } },
      'llm_error',
      'model_unknown',
    ],
    [
      'Ollama lacks the model',
      404,
      { error: { message: "model 'x' not found" } },
      'llm_error',
      'model_unknown',
    ],
    [
      'vLLM lacks the model',
      404,
      { message: 'The model `x` does not exist.' },
      'llm_error',
      'model_unknown',
    ],
    [
      'the prompt is filtered',
      400,
      { error: { code: 'content_filter' } },
      'model_refused',
      'content_filter',
    ],
    ['the rate limit is reached', 429, {}, 'llm_unavailable', 'status'],
    ['the endpoint is down', 503, {}, 'llm_unavailable', 'status'],
  ])('tells that %s', async (_, status, body, failure, reason) => {
    const { origin } = await refusing(status, body)
    expect(await probed(`${origin}/v1`)).toMatchObject({ failure, reason, status })
  })

  it('tells of an endpoint where nobody listens, of a name that is not known, and of a hang', async () => {
    expect(await probed(await closedPortUrl())).toMatchObject({ reason: 'unreachable' })
    expect(await probed('http://llm.invalid/v1')).toMatchObject({ reason: 'name_unknown' })
    const { origin } = await recordingEndpoint(() => {})
    expect(await probed(origin, {}, 50)).toMatchObject({ failure: 'timeout', reason: null })
  })

  it('tells of TLS that fails', async () => {
    const { origin } = await recordingEndpoint()
    const plain = origin.replace('http:', 'https:')
    expect(await probed(plain)).toMatchObject({ failure: 'llm_unavailable', reason: 'tls' })
    const server = createTlsServer().listen(0, '127.0.0.1') // without a certificate
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const bare = `https://127.0.0.1:${portOf(server)}/v1`
    expect(await probed(bare)).toMatchObject({ failure: 'llm_unavailable', reason: 'tls' })
  })

  it('repeats nothing of what the endpoint says', async () => {
    const { origin } = await refusing(400, { error: { message: 'canary', code: 'canary' } })
    const probe = await probed(`${origin}/v1?trace=canary`, { LLM_API_KEY: 'canary' })
    expect(JSON.stringify(probe)).not.toContain('canary')
  })
})
