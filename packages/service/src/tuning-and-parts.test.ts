import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { agreement, defaultPlan, MetricsCounter } from '@partial-trust/core'
import { controlPlan } from '@partial-trust/control'
import { systemClock } from '@partial-trust/engine'
import { householdConfig } from '@partial-trust/example-household/config'
import { operatorActions } from '@partial-trust/host'
import { compose } from 'partial-trust'
import { afterEach, describe, expect, it } from 'vitest'
import { buildService } from './build-service.js'
import { serveConsole } from './serve-console.js'
import { openTokenStore } from './people/token-store.js'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const intent = 'add_shopping_item'
const path = `/v1/corridors/${intent}`

/** A service with a rollout, and a way to count `n` candidates of it, three minutes apart. */
async function started() {
  const cwd = mkdtempSync(join(tmpdir(), 'tuning-'))
  cleanUps.push(() => rmSync(cwd, { recursive: true, force: true }))
  const app = await compose({
    registered: householdConfig.corridors,
    configFile: null,
    cwd,
    env: { PARTIAL_TRUST_ENABLED: 'true' },
  })
  const { control } = app
  if (control === null) throw new Error('no control')
  const tokens = openTokenStore(join(cwd, 'tokens.json'), Date.now)
  const actions = operatorActions(app, defaultPlan, () => Date.now() + 10 * 86_400_000)
  const service = await buildService(app, {
    host: '127.0.0.1',
    tokens,
    actions,
    clock: systemClock,
  })
  const { server } = service
  const plans = defaultPlan
  const enteredMs = Date.now()
  // Candidates come after the rollout began: it is looked at ten days later.
  const nowMs = (): number => enteredMs + 10 * 86_400_000
  await serveConsole(service, app, { pageRoot: cwd, config: app.config, plans, nowMs })
  cleanUps.push(
    () => app.close(),
    () => server.close(),
  )
  await control.store.change({
    intent,
    action: { kind: 'rollout', plan: controlPlan(defaultPlan) },
    by: 'ana',
    reason: 'x',
    expectedVersion: 0,
  })
  const operator = tokens.minted.find(({ role }) => role === 'operator')?.token ?? ''
  async function ask(method: 'GET' | 'POST', of: string, payload?: Record<string, unknown>) {
    const answer = await server.inject({
      method,
      url: `${path}/${of}`,
      headers: { authorization: `Bearer ${operator}` },
      ...(payload && { payload }),
    })
    return { status: answer.statusCode, body: answer.json() }
  }
  async function count(n: number, of: (i: number) => Counted) {
    const counter = new MetricsCounter()
    for (let i = 0; i < n; i++)
      counter.record({ ...record, atMs: enteredMs + i * 180_000, ...of(i) })
    await control?.evidence.save(counter.cells.values())
  }
  return { ask, count, control }
}

type Counted = Partial<Parameters<MetricsCounter['record']>[0]>

const record = {
  atMs: 0,
  instance: 'i',
  traceId: null,
  commandId: null,
  corridor: intent,
  epoch: 'e',
  stage: 'canary',
  sampleRate: 0.01,
  mode: 'live',
  model: 'm',
  sampled: true,
  status: 'accepted_llm',
  reasonCode: 'accepted',
  latencyMs: 20,
  deadlineMs: 200,
  mismatch: agreement,
  inputTokens: null,
  outputTokens: null,
  schema: 1,
  confidence: 0.9,
  confidenceKind: 'verbalized',
  part: null,
} as const

/** Sure ones are right, others are wrong every fourth time. */
function byConfidence(i: number): Counted {
  const confidence = 0.5 + ((i * 7919) % 50) / 100
  const wrong = confidence < 0.75 && i % 4 === 0
  return { confidence, mismatch: { ...agreement, decisionType: wrong } }
}

describe('confidence over HTTP', () => {
  it('applies the certified threshold with an audit entry, and loosens no further', async () => {
    const { ask, count, control } = await started()
    await count(4000, byConfidence)
    const applied = await ask('POST', 'tune', { max_wrong: 0.02, reason: 'certified' })
    expect(applied).toMatchObject({
      status: 200,
      body: { result: 'changed', state: { rollout: { confidence: { at_least: 0.8 } } } },
    })
    const [entry] = (await control.store.audit()).slice(-1)
    expect(entry).toMatchObject({ action: 'tune', reason: 'certified' })
    const loose = await ask('POST', 'tune', { max_wrong: 0.02, at_least: 0.6, reason: 'more' })
    expect(loose.status).toBe(409)
    expect(loose.body.detail).toContain('only from 0.8 on')
  })

  it.each([
    ['POST', 'tune', { reason: 'x' }, 400],
    ['POST', 'tune', { reason: 'x', max_wrong: 0.02, at_least: 7 }, 400],
    ['POST', 'tune', { reason: 'x', max_wrong: 0.02 }, 409],
    ['POST', 'demote', { reason: 'x', part: 'nonsense' }, 400],
    ['POST', 'kill', { reason: 'x', part: 'language=de' }, 400],
  ] as const)('answers %s %s %j with %i', async (method, of, payload, status) => {
    const { ask } = await started()
    expect((await ask(method, of, payload)).status).toBe(status)
  })
})

describe('parts over HTTP', () => {
  it('are demoted alone and given back', async () => {
    const { ask } = await started()
    const part = 'language=de'
    const demoted = await ask('POST', 'demote', { reason: 'wrong in German', part })
    expect(demoted.body.state.rollout).toMatchObject({
      stage: 'canary',
      closed: null,
      parts: [{ part, closed: true }],
    })
    const resumed = await ask('POST', 'resume', { reason: 'mended', part })
    expect(resumed.body.state.rollout.parts).toMatchObject([{ part, closed: false }])
  })
})
