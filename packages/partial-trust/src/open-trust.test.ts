import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRiskLog, systemClock } from '@partial-trust/engine'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCorridor } from './define/define-corridor.js'
import { openTrust } from './open-trust.js'
import type { Trust, TrustOptions } from './open-trust.js'
import { policy } from '@partial-trust/llm'

const open: Trust[] = []
let cwd: string

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'open-trust-'))
})
afterEach(async () => {
  for (const trust of open.splice(0)) await trust.close()
  rmSync(cwd, { recursive: true })
})

const everyId = {
  PARTIAL_TRUST_ENABLED: 'true',
  LLM_POLICY_ENABLED: 'true',
  PARTIAL_TRUST_SAMPLE_RATE: '1',
}

async function opened(options: TrustOptions = {}): Promise<Trust> {
  const trust = await openTrust({ cwd, env: everyId, state: null, ...options })
  open.push(trust)
  return trust
}

const ownFunction = defineCorridor({
  intent: 'own_function',
  id: (n: number) => n,
  baseline: () => 'no',
  candidate: z.enum(['yes', 'no']),
  ask: async () => 'yes',
})
const policyFile = defineCorridor({
  intent: 'policy_file',
  id: (n: number) => n,
  baseline: () => 'no',
  candidate: z.enum(['yes', 'no']),
  ask: policy('some_task', { system: 'Say yes.', prompt: (n: number) => String(n) }),
})

describe('the health of a process', () => {
  it('says nothing of the policy file where no corridor asks it', async () => {
    const trust = await opened()
    await trust.open(ownFunction).decide(1)
    expect(trust.health().configProblems).toEqual([])
  })

  it('names what is wrong with the policy file once a corridor asks it', async () => {
    const trust = await opened()
    trust.open(policyFile)
    expect(trust.health().configProblems).toMatchObject([
      { variable: 'LLM_POLICY_PATH', problem: expect.stringContaining('LLM_BASE_URL') },
      {},
      {},
      {},
    ])
  })
})

describe('a process that lets go', () => {
  it('gives up what is under way, with its record, and lets no candidate through afterwards', async () => {
    const { promise: isAsked, resolve: asked } = Promise.withResolvers<void>()
    const hanging = defineCorridor({
      intent: 'hanging',
      id: (n: number) => n,
      baseline: () => 'no',
      candidate: z.enum(['yes', 'no']),
      ask: () => {
        asked()
        return new Promise(() => undefined)
      },
      deadlineMs: 60_000,
    })
    const trust = await opened()
    const [late, early] = [trust.open(ownFunction), trust.open(hanging)]
    const underWay = early.decide(1)
    await isAsked
    await trust.close()
    expect(await underWay).toMatchObject({
      decision: 'no',
      record: { status: 'skipped', reason_code: 'lease_expired' },
    })
    expect(readFileSync(join(cwd, 'logs/partial_trust_risk.jsonl'), 'utf8')).toContain('"hanging"')
    expect(await late.decide(2)).toMatchObject({
      decision: 'no',
      record: { reason_code: 'lease_expired' },
    })
    expect(late.grant().closed).toBe('lease_expired')
    await trust.close()
  })
})

describe('decisions in a row that wait for nothing', () => {
  it('leave the log its turn: no record of them is dropped', async () => {
    const path = join(cwd, 'risk.jsonl')
    const riskLog = openRiskLog({ path, clock: systemClock, maxPendingBytes: 4 * 1024 * 1024 })
    const trust = await opened({ riskLog, env: { ...everyId, PARTIAL_TRUST_SAMPLE_RATE: '0' } })
    const corridor = trust.open(ownFunction)
    for (let n = 0; n < 10_000; n++) await corridor.decide(n)
    await trust.close()
    expect(riskLog.stats()).toMatchObject({ written: 10_000, dropped: 0 })
  })
})

describe('a risk log that was given', () => {
  it('is closed once, however often the product is', async () => {
    let closings = 0
    const real = openRiskLog({ path: join(cwd, 'risk.jsonl'), clock: systemClock })
    const close = () => {
      closings++
      return real.close()
    }
    const trust = await opened({ riskLog: { ...real, close } })
    await Promise.all([trust.close(), trust.close()])
    await trust.close()
    expect(closings).toBe(1)
  })
})

describe('whoever calls from JavaScript', () => {
  const wrong: [string, unknown, RegExp][] = [
    ['no options', null, /options must be an object, got null/],
    ['intents for corridors', { corridors: ['a_b'] }, /corridors must be a list of what define/],
    ['an unknown option', { enviroment: {} }, /enviroment is no option; the nearest is env/],
    [
      'an address for a store',
      { state: 'sqlite:x.db' },
      /state must be .* PARTIAL_TRUST_STATE, got/,
    ],
    ['a level for a logger', { logger: 'warn' }, /logger must be an object with warn/],
    ['a logger that cannot warn', { logger: {} }, /logger must be an object with warn/],
    ['a name for a listener', { onRecord: 'x' }, /onRecord must be a function of the record/],
    [
      'half a clock',
      { clock: { epochMs: Date.now } },
      /clock must be an object with epochMs, mono/,
    ],
    ['a folder that is not there', { cwd: '/not/there' }, /cwd must be a folder .* "\/not\/there"/],
    ['a word for a switch', { controller: 'no' }, /controller must be true or false, got string/],
  ]
  it.each(wrong)('is told what is wrong: %s', async (_what, options, message) => {
    await expect(Reflect.apply(openTrust, null, [options])).rejects.toThrow(message)
  })

  it('is told what opens a corridor', async () => {
    const trust = await opened()
    const openAny: unknown = Reflect.get(trust, 'open')
    if (typeof openAny !== 'function') throw new Error('it opens corridors')
    for (const definition of [undefined, {}, { intent: 'own_function' }]) {
      expect(() => Reflect.apply(openAny, trust, [definition])).toThrow(/what defineCorridor made/)
    }
  })

  it('keeps its baseline where a variable is no text', async () => {
    const env: Record<string, string> = { ...everyId, PARTIAL_TRUST_TIMEOUT_MS: '5' }
    Reflect.set(env, 'PARTIAL_TRUST_TIMEOUT_MS', 5)
    const said: string[] = []
    const trust = await opened({ env, logger: { warn: (line) => said.push(line) } })
    expect(await trust.open(ownFunction).decide(1)).toMatchObject({
      decision: 'no',
      record: { reason_code: 'config_invalid' },
    })
    expect(said).toEqual([
      expect.stringMatching(/TIMEOUT_MS: must be a text, got .* number; every/),
    ])
  })
})

describe('a logger', () => {
  it('is told once of everything that keeps corridors closed', async () => {
    const said: string[] = []
    const env = { ...everyId, PARTIAL_TRUST_STATE: 'http://127.0.0.1:1' }
    const trust = await openTrust({ cwd, env, logger: { warn: (line) => said.push(line) } })
    open.push(trust)
    trust.open(policyFile)
    trust.open(policyFile)
    expect(said[0]).toMatch(/^PARTIAL_TRUST_STATE: .*127\.0\.0\.1:1.*closed until it answers$/u)
    expect(said.slice(1)).toEqual(
      trust.health().configProblems.map(({ variable, problem }) => `${variable}: ${problem}`),
    )
  })
})

describe('a registry of the application', () => {
  it('holds every metric, of the corridors that get opened too, until the process lets go', async () => {
    const registry = new Registry()
    const trust = await opened({ registry })
    await trust.open(ownFunction).decide(1)
    const page = await registry.metrics()
    expect(page).toContain(
      'partial_trust_decisions_total{corridor="own_function",status="accepted_llm",reason_code="accepted"} 1',
    )
    expect(page).toContain('partial_trust_rate_ratio{corridor="own_function"} 1')
    expect(page).toContain('partial_trust_candidate_duration_seconds_count')
    await trust.close()
    expect(await registry.metrics()).toContain('partial_trust_decisions_total{')
  })

  it('that takes no metrics costs no decision, and is named', async () => {
    const registry = new Registry()
    await opened({ registry })
    const said: string[] = []
    const second = await opened({ registry, logger: { warn: (line) => said.push(line) } })
    expect((await second.open(ownFunction).decide(1)).decision).toBe('yes')
    expect(second.health().configProblems).toMatchObject([{ variable: 'registry' }])
    expect(said.join()).toMatch(/registry: takes no metrics.*already.*registry of its own/u)
  })
})

/** A task that the bundled policy has a route for: without one nobody is asked, whatever the prompt. */
const routedTask = 'route_ticket'

const askAbout = (subject: string) =>
  policy(routedTask, { system: 'Say yes.', prompt: (n: number) => `${subject} ${n}` })

/** The epoch of one corridor under a definition in which one thing differs; nobody touched `version`. */
async function epochWith(
  other: Partial<Parameters<typeof defineCorridor<number, string, string>>[0]>,
) {
  const usual = {
    intent: 'forgotten_version',
    id: (n: number) => n,
    baseline: () => 'no',
    candidate: z.string(),
    ask: policy(routedTask, { system: 'Say yes.', prompt: (n: number) => `About ${n}` }),
    confidence: { of: () => 1, kind: 'verbalized', atLeast: 0.7 },
    rules: { short: ({ candidate }: { readonly candidate: string }) => candidate.length < 9 },
    decide: (candidate: string) => candidate,
  } as const
  const env = { ...everyId, LLM_BASE_URL: 'http://127.0.0.1:9/v1' }
  const trust = await opened({ env })
  return trust.open(defineCorridor<number, string, string>({ ...usual, ...other })).epoch
}

function epochWithCheck(check: (said: string) => boolean): Promise<string> {
  const inside = z.object({ yes: z.array(z.string().refine(check)) })
  return epochWith({ candidate: inside.transform(() => 'yes') })
}

describe('a forgotten version', () => {
  it.each([
    [
      'the system text',
      { ask: policy(routedTask, { system: 'Say no.', prompt: (n: number) => `About ${n}` }) },
    ],
    [
      'the prompt',
      { ask: policy(routedTask, { system: 'Say yes.', prompt: (n: number) => `On ${n}` }) },
    ],
    ['whom it asks', { ask: async () => 'yes' }],
    ['the schema', { candidate: z.string().max(5) }],
    ['a check of the schema', { candidate: z.string().refine((said) => said !== 'never') }],
    [
      'a rule',
      { rules: { short: ({ candidate }: { readonly candidate: string }) => candidate.length < 5 } },
    ],
    ['the threshold', { confidence: { of: () => 1, kind: 'verbalized', atLeast: 0.9 } }],
    ['the kind of confidence', { confidence: { of: () => 1, kind: 'distribution', atLeast: 0.7 } }],
    ['what is made of a candidate', { decide: (candidate: string) => candidate.trim() }],
  ] as const)('starts a new epoch all the same when it is %s that changes', async (_, other) => {
    expect(await epochWith(other)).not.toBe(await epochWith({}))
  })

  it('tells two checks of a schema apart, wherever in it they stand', async () => {
    const seen = [
      await epochWithCheck((said) => said.length < 9),
      await epochWithCheck((said) => said.length < 5),
      await epochWithCheck((said) => said.length < 9),
    ]
    expect(seen[1]).not.toBe(seen[0])
    expect(seen[2]).toBe(seen[0])
  })

  it('goes unseen where a function closes over what changed: that is what version is for', async () => {
    const [milk, bread] = [{ ask: askAbout('milk') }, { ask: askAbout('bread') }]
    expect(await epochWith(milk)).toBe(await epochWith(bread))
    expect(await epochWith({ ...milk, version: '2' })).not.toBe(await epochWith(bread))
  })
})
