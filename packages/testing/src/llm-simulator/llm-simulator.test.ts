import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { closedPortUrl } from './closed-port.js'
import { faultKinds } from './faults.js'
import { startLlmSimulator } from './llm-simulator.js'
import type { LlmSimulator, LlmSimulatorOptions } from './llm-simulator.js'

const completion = z.object({
  choices: z.tuple([z.object({ message: z.object({ content: z.string() }) })]),
})
const schema = {
  type: 'object',
  properties: { item: { type: 'string' }, sure: { type: 'number' } },
}
const quick = { latency_ms: 0, jitter_ms: 0 }
let simulator: LlmSimulator | undefined

afterEach(async () => {
  await simulator?.close()
  simulator = undefined
})

async function start(options: LlmSimulatorOptions = {}): Promise<LlmSimulator> {
  simulator = await startLlmSimulator({ ...options, schedule: { ...quick, ...options.schedule } })
  return simulator
}

function ask(url: string, text: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'some-model',
      messages: [
        { role: 'system', content: 'Answer with JSON.' },
        { role: 'user', content: `<command>${text}</command>` },
      ],
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema } },
    }),
    signal: signal ?? null,
  })
}

async function contentOf(response: Response): Promise<unknown> {
  const body = completion.parse(await response.json())
  return JSON.parse(body.choices[0].message.content)
}

describe('the simulated LLM', () => {
  it('says everywhere that it is simulated', async () => {
    const { url } = await start()
    const response = await ask(url, 'add milk to the groceries')
    expect(response.headers.get('x-simulated-llm')).toBe('true')
    expect(await response.json()).toMatchObject({
      model: 'simulated-some-model',
      system_fingerprint: 'simulated',
      usage: { prompt_tokens: expect.any(Number), completion_tokens: expect.any(Number) },
    })
  })

  it('answers the same text alike whatever came before it', async () => {
    const { url } = await start({ seed: 5 })
    const first = await contentOf(await ask(url, 'buy bread'))
    await ask(url, 'buy soap')
    expect(await contentOf(await ask(url, 'buy bread'))).toEqual(first)
  })

  it('lets the corridor answer, and the schema where the corridor has nothing to say', async () => {
    const { url } = await start({
      respond: ({ messages }) =>
        messages.at(-1)?.content.includes('bread') === true ? { choice: 'bread' } : undefined,
    })
    expect(await contentOf(await ask(url, 'buy bread'))).toEqual({ choice: 'bread' })
    expect(await contentOf(await ask(url, 'buy soap'))).toEqual({
      item: expect.any(String),
      sure: expect.any(Number),
    })
  })

  it('answers with and without the /v1 prefix and lists its models', async () => {
    const { url } = await start()
    const bare = url.replace(/\/v1$/, '')
    for (const base of [url, bare]) {
      expect((await ask(base, 'buy bread')).status).toBe(200)
      const models = await (await fetch(`${base}/models`)).json()
      expect(models).toMatchObject({ data: [{ id: expect.stringMatching(/^simulated-/) }, {}] })
    }
  })

  it('counts requests, and those whose client went away', async () => {
    const { url, stats, setFaults } = await start()
    await (await ask(url, 'buy bread')).text()
    setFaults({ fault: 'hang_before_headers' })
    const leaving = new AbortController()
    const hanging = ask(url, 'buy bread', leaving.signal)
    await expect.poll(() => stats().open).toBe(1)
    leaving.abort()
    await expect(hanging).rejects.toThrow()
    await expect.poll(stats).toMatchObject({ requests: 2, answered: 1, cut: 1, open: 0 })
  })

  it('changes its faults while it runs and refuses what it does not know', async () => {
    const { url } = await start()
    const control = `${url.replace(/\/v1$/, '')}/__sim/faults`
    const change = (body: string) => fetch(control, { method: 'POST', body })
    expect(await (await change('{"error_rate": 1}')).json()).toMatchObject({ error_rate: 1 })
    const failed = await ask(url, 'buy bread').then(
      (response) => response.status >= 400,
      () => true,
    )
    expect(failed).toBe(true)
    for (const body of ['{"error_rate": 2}', '{"speed": 1}', '{"fault": "boredom"}', '[]', 'no']) {
      expect((await change(body)).status).toBe(400)
    }
  })

  it('draws the same faults for the same seed', async () => {
    const runs: number[][] = [[], []]
    for (const lengths of runs) {
      const { url, close } = await start({ seed: 11, schedule: { bad_json_rate: 0.5 } })
      for (let index = 0; index < 20; index++) {
        lengths.push((await (await ask(url, 'buy bread')).text()).length)
      }
      await close()
      simulator = undefined
    }
    expect(runs[0]).toEqual(runs[1])
    expect(new Set(runs[0]).size).toBeGreaterThan(1)
  })

  it.each(faultKinds)('survives its own fault %s and answers the next request', async (fault) => {
    const { url, setFaults, stats } = await start({ schedule: { fault, late_ms: 5 } })
    const leaving = new AbortController()
    const struck = () => vi.waitUntil(() => stats().requests > 0, { timeout: 5_000, interval: 5 })
    // fetch keeps connections: one to an earlier simulator on the same port fails before it gets here.
    for (let tries = 0; tries < 3 && stats().requests === 0; tries++) {
      const asked = ask(url, 'buy bread', leaving.signal).then((response) => response.text())
      await Promise.race([asked.catch(() => undefined), struck()])
    }
    leaving.abort()
    expect(stats().faults).toEqual({ [fault]: 1 })
    setFaults({ fault: null })
    expect((await ask(url, 'buy bread')).status).toBe(200)
  })
})

describe('closedPortUrl', () => {
  it('names a port that refuses connections', async () => {
    await expect(ask(await closedPortUrl(), 'buy bread')).rejects.toThrow()
  })
})
