import type { CandidateAnswer, CandidateSource } from '@partial-trust/core'
import { closedPortUrl, startLlmSimulator } from '@partial-trust/testing'
import type { FaultKind, LlmSimulator, LlmSimulatorOptions, Respond } from '@partial-trust/testing'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '@partial-trust/engine'
import { validate } from './candidate-source.contract.js'
import { candidateSource } from './candidate-source.js'
import { openLlm } from './open-llm.js'
import type { Llm } from './open-llm.js'
import { parsePolicy } from './policy/load-policy.js'
import type { LlmPolicy } from './policy/llm-policy.js'

const request = { system: 'Answer with JSON.', prompt: 'pay it back', schema: { type: 'object' } }

const candidate = { choice: 'approve', items: [], confidence: 1 }

function policy(chain: string, route = ''): LlmPolicy {
  const loaded = parsePolicy(
    `schema_version: 1
profiles: [quick, strong]
tasks: [refunds]
routing:
  refunds:
    quick: { provider: local, model: small, base_url: http://127.0.0.1:1/v1 ${route} }
    strong: { provider: local, model: big, base_url: http://127.0.0.1:1/v1 }
fallback_chain: [${chain}]
`,
    'p.yaml',
    { env: {} },
  )
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.problems))
  return loaded.policy
}

let simulator: LlmSimulator | undefined
let llm: Llm | undefined

afterEach(async () => {
  await llm?.close()
  await simulator?.close()
})

type Setup = {
  readonly chain?: string
  readonly route?: string
  readonly fault?: FaultKind
  readonly respond?: Respond
  readonly script?: LlmSimulatorOptions['script']
  readonly apiKey?: string
}

async function open(setup: Setup = {}): Promise<{ source: CandidateSource; sim: LlmSimulator }> {
  const sim = await startLlmSimulator({
    schedule: { latency_ms: 0, jitter_ms: 0, fault: setup.fault ?? null },
    respond: setup.respond ?? (() => candidate),
    ...(setup.script === undefined ? {} : { script: setup.script }),
  })
  simulator = sim
  llm = openLlm({
    policy: policy(setup.chain ?? '', setup.route),
    baseUrl: sim.url,
    apiKey: setup.apiKey ?? null,
    env: {},
    clock: systemClock,
  })
  return { source: llm.source('refunds', 'quick'), sim }
}

function ask(source: CandidateSource, deadlineMs: number): Promise<CandidateAnswer> {
  return source.ask(request, { signal: AbortSignal.timeout(deadlineMs), deadlineMs, validate })
}

const ample = 5_000

const firstBad =
  (bad: object | string): Respond =>
  (chat) =>
    chat.ordinal === 0 ? bad : candidate

const sourceOf = (chain: string, route: string): CandidateSource =>
  openLlm({
    policy: policy(chain, route),
    baseUrl: null,
    apiKey: null,
    env: {},
    clock: systemClock,
  }).source('refunds', 'quick')

describe('a candidate source', () => {
  it('gives the parsed answer with the policy’s names and the tokens', async () => {
    const { source } = await open()
    const answer = await ask(source, ample)
    expect(answer).toEqual({
      kind: 'answered',
      value: candidate,
      meta: {
        profile: 'quick',
        task_id: 'refunds',
        escalated: false,
        provider: 'local',
        model: 'small',
        attempts: 1,
        input_tokens: expect.any(Number),
        output_tokens: expect.any(Number),
      },
    })
  })

  it('asks for structured output, with the route’s settings and nothing retried', async () => {
    let seen: unknown
    const { source, sim } = await open({
      respond: (chat) => {
        seen = chat
        return candidate
      },
    })
    await ask(source, ample)
    expect(seen).toMatchObject({ model: 'small', schema: { type: 'object' } })
    expect(sim.stats().requests).toBe(1)
  })

  it('turns a refused connection into llm_unavailable', async () => {
    const idle = openLlm({
      policy: policy(''),
      baseUrl: await closedPortUrl(),
      apiKey: null,
      env: {},
      clock: systemClock,
    })
    onTestFinished(() => idle.close())
    expect(await ask(idle.source('refunds', 'quick'), ample)).toMatchObject({
      kind: 'failed',
      failure: 'llm_unavailable',
    })
  })

  it.each([
    [
      'at once',
      () => {
        throw new TypeError('canary')
      },
    ],
    ['later', () => Promise.reject(new TypeError('canary'))],
    ['by answering nonsense', () => Promise.resolve({})],
  ] as const)('turns a library that fails %s into llm_error', async (_, doGenerate) => {
    const source = candidateSource({
      policy: policy(''),
      taskId: 'refunds',
      profile: 'quick',
      baseUrl: null,
      clock: systemClock,
      // @ts-expect-error: a library that breaks its own interface
      createModel: () => ({ doGenerate }),
    })
    const answer = await ask(source, ample)
    expect(answer).toMatchObject({ kind: 'failed', failure: 'llm_error', meta: { attempts: 1 } })
    expect(JSON.stringify(answer)).not.toContain('canary')
  })

  it('ends at the deadline although the library ignores the signal', async () => {
    const source = candidateSource({
      policy: policy(''),
      taskId: 'refunds',
      profile: 'quick',
      baseUrl: null,
      clock: systemClock,
      createModel: () => ({ doGenerate: () => new Promise(() => {}) }),
    })
    expect(await ask(source, 30)).toMatchObject({ kind: 'failed', failure: 'timeout' })
  })

  it('has no route, and asks nobody, for a task or profile that the policy lacks', async () => {
    await open()
    expect(llm?.source('other', 'quick').route).toBeNull()
    expect(llm?.source('refunds', 'huge').route).toBeNull()
    expect(llm?.source('__proto__', 'quick').route).toBeNull()
  })

  it('shares connections among calls that follow each other', async () => {
    const { source, sim } = await open()
    for (let call = 0; call < 10; call++) await ask(source, ample)
    // A call right behind another may find the first connection not yet back.
    expect(sim.stats().connections).toBeLessThanOrEqual(2)
  })

  it('sends the key to the endpoint and shows it nowhere', async () => {
    const key = 'sk-canary-key'
    const { source, sim } = await open({ apiKey: key, fault: 'status_401' })
    const answer = await ask(source, ample)
    expect(JSON.stringify([answer, source, sim.stats()])).not.toContain('canary')
  })
})

describe('the fallback chain', () => {
  it('sends the refused answer and its problem back, and adds up the tokens', async () => {
    const prompts: string[][] = []
    const { source } = await open({
      chain: '{ event: schema_validation_failed, action: repair_retry }',
      respond: (chat, random, wrong) => {
        prompts.push(chat.messages.map(({ content }) => content))
        return firstBad({ colour: 'red' })(chat, random, wrong)
      },
    })
    const answer = await ask(source, ample)
    expect(answer).toMatchObject({ kind: 'answered', meta: { attempts: 2, escalated: false } })
    expect(prompts[1]).toEqual([
      ...(prompts[0] ?? []),
      '{"colour":"red"}',
      expect.stringContaining('only choice, items and confidence are allowed'),
    ])
    const tokens = (prompts[0]?.join('').length ?? 0) / 4 + (prompts[1]?.join('').length ?? 0) / 4
    expect(Math.abs((answer.meta.input_tokens ?? 0) - tokens)).toBeLessThanOrEqual(2)
  })

  it('escalates to the other profile with a fresh question', async () => {
    const seen: { model: string; messages: number }[] = []
    const { source } = await open({
      chain: '{ event: invalid_json, action: escalate_to, profile: strong }',
      respond: (chat, random, wrong) => {
        seen.push({ model: chat.model, messages: chat.messages.length })
        return firstBad('no JSON')(chat, random, wrong)
      },
    })
    expect(await ask(source, ample)).toMatchObject({
      kind: 'answered',
      meta: { attempts: 2, escalated: true, profile: 'strong', model: 'big' },
    })
    expect(seen).toEqual([
      { model: 'small', messages: 2 },
      { model: 'big', messages: 2 },
    ])
  })

  it('reports the last failure once everything is used up', async () => {
    const { source, sim } = await open({
      fault: 'prose',
      chain:
        '{ event: invalid_json, action: repair_retry, max_retries: 2 }, { event: invalid_json, action: escalate_to, profile: strong }',
    })
    expect(await ask(source, ample)).toMatchObject({
      kind: 'failed',
      failure: 'invalid_json',
      meta: { attempts: 4, escalated: true },
    })
    expect(sim.stats().requests).toBe(4)
  })

  it('lets a route’s own timeout end one request and goes on within the deadline', async () => {
    const { source } = await open({
      script: ({ model }) => (model === 'small' ? 'hang_before_headers' : null),
      route: ', timeout_ms: 30',
      chain: '{ event: timeout, action: escalate_to, profile: strong }',
    })
    expect(await ask(source, ample)).toMatchObject({
      kind: 'answered',
      meta: { attempts: 2, profile: 'strong' },
    })
  })

  it('ends at the deadline however many retries are left', async () => {
    const { source, sim } = await open({
      fault: 'hang_before_headers',
      route: ', timeout_ms: 20',
      chain: '{ event: timeout, action: repair_retry, max_retries: 10 }',
    })
    const answer = await ask(source, 70)
    expect(answer).toMatchObject({ kind: 'failed', failure: 'timeout' })
    expect(answer.meta.attempts).toBeLessThanOrEqual(4)
    await expect.poll(() => sim.stats().open).toBe(0)
    expect(sim.stats().requests).toBeLessThanOrEqual(answer.meta.attempts)
  })
})

describe('a route’s fingerprint', () => {
  const plain = sourceOf('', '').route?.fingerprint

  it('stays the same for the same policy', () => {
    expect(sourceOf('', '').route?.fingerprint).toBe(plain)
  })

  it.each([
    ['the temperature', '', ', temperature: 0.5'],
    ['the chain', '{ event: timeout, action: return_error }', ''],
  ])('changes with %s', (_, chain, route) => {
    expect(sourceOf(chain, route).route?.fingerprint).not.toBe(plain)
  })
})
