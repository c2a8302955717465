import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openTrust } from 'partial-trust'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askClassifier } from '../ask-classifier.js'
import { type Classifier, trainClassifier, trainingText } from '../classifier/classifier.js'
import { intentRouting } from '../intent-routing-corridor.js'
import { askEndpoint, promptFor } from './ask-endpoint.js'
import { classifierEndpoint } from './classifier-endpoint.js'

/** Enough to tell three routes apart; the real lines are for the measurement. */
const few = trainingText(
  Array.from({ length: 40 }, (_, at) => [
    { id: `a${at}`, text: 'add milk to my shopping list', intent: 'add_shopping_item' } as const,
    { id: `t${at}`, text: 'remind me to call mom', intent: 'create_task' } as const,
    { id: `o${at}`, text: 'what is the weather', intent: 'other' } as const,
  ]).flat(),
)

let classifier: Classifier
let server: ReturnType<typeof classifierEndpoint>
let url: string

beforeAll(async () => {
  classifier = await trainClassifier(few)
  server = classifierEndpoint(classifier).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/v1`
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})

async function complete(body: string) {
  const response = await fetch(`${url}/chat/completions`, { method: 'POST', body })
  const answer: unknown = await response.json()
  return { status: response.status, answer }
}

describe('training', () => {
  it('gives the same model every time', async () => {
    const again = await trainClassifier(few)
    for (const text of ['add milk to my shopping list', 'remind me', 'zebra', '']) {
      expect(again.classify(text)).toEqual(classifier.classify(text))
    }
  })

  it('states a probability', () => {
    const { intent, confidence } = classifier.classify('Remind me to call Mom!')
    expect(intent).toBe('create_task')
    expect(confidence).toBeGreaterThan(1 / 3)
    expect(confidence).toBeLessThanOrEqual(1)
  })
})

describe('the endpoint', () => {
  it('answers a corridor’s question with a finished completion', async () => {
    const prompt = promptFor({ id: 'u', text: 'please add milk to my shopping list' })
    const messages = [
      { role: 'system', content: 'x' },
      { role: 'user', content: prompt },
    ]
    const { status, answer } = await complete(JSON.stringify({ model: 'any', messages }))
    expect(status).toBe(200)
    expect(answer).toMatchObject({
      choices: [
        {
          finish_reason: 'stop',
          message: { content: expect.stringContaining('"intent":"add_shopping_item"') },
        },
      ],
    })
  })

  it.each([
    ['no JSON', '{', 400],
    ['no messages', '{}', 400],
    ['no utterance', JSON.stringify({ messages: [{ role: 'user', content: 'hi' }] }), 400],
    ['too much', `"${'x'.repeat(70_000)}"`, 413],
  ])('refuses %s', async (_, body, expected) => {
    expect((await complete(body)).status).toBe(expected)
  })

  it('lists its model, and knows no other path', async () => {
    const models: unknown = await (await fetch(`${url}/models`)).json()
    expect(models).toMatchObject({ data: [{ id: 'fasttext-intent-routing' }] })
    expect((await fetch(`${url}/embeddings`)).status).toBe(404)
  })
})

describe('the corridor', () => {
  it('decides the same whether it asks the classifier in its process or over the endpoint', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'routing-'))
    const env = {
      PARTIAL_TRUST_ENABLED: 'true',
      LLM_POLICY_ENABLED: 'true',
      LLM_POLICY_PATH: fileURLToPath(new URL('../../policy.yaml', import.meta.url)),
      LLM_BASE_URL: url,
      PARTIAL_TRUST_SAMPLE_RATE: '1',
      PARTIAL_TRUST_TIMEOUT_MS: '60000',
    }
    const decided = []
    for (const ask of [askClassifier(classifier), askEndpoint]) {
      const trust = await openTrust({ cwd, env, state: null })
      const corridor = trust.open(intentRouting({ ask, version: classifier.digest }))
      const { decision, record } = await corridor.decide({ id: 'u', text: 'remind me to call mom' })
      const { status, llm_summary } = record ?? {}
      decided.push({ decision, status, llm_summary })
      await trust.close()
    }
    rmSync(cwd, { recursive: true })
    expect(decided[1]).toEqual(decided[0])
    expect(decided[0]).toMatchObject({
      decision: { id: 'u', route: 'create_task' },
      llm_summary: { decision_type: 'create_task', confidence_kind: 'distribution' },
    })
  })
})
