import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text as textOf } from 'node:stream/consumers'
import { startLlmSimulator, seededCanaries } from '@partial-trust/testing'
import type { Canary, FaultKind, LlmSimulator, SimulatedRequest } from '@partial-trust/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from './main.js'

const canaries = seededCanaries(500, 7)
const tokens = canaries.map(({ token }) => token)

/** Ways of answering that put the canary wherever a model could put it. */
const answers: readonly ((text: string) => object | string)[] = [
  (text) => ({ intent: 'add_shopping_item', items: [{ name: text }], confidence: 0.99 }),
  (text) => ({ intent: 'add_shopping_item', items: [{ name: 'milk', list_id: `${text}!` }] }),
  (text) => ({ intent: 'other', items: [{ name: text }] }),
  (text) => ({ intent: text, items: [{ name: 'milk' }] }),
  (text) => ({ intent: 'add_shopping_item', items: [{ name: 'milk', [text]: text }] }),
  (text) => ({ intent: 'add_shopping_item', items: [{ name: text.repeat(20) }] }),
  (text) => ({ intent: 'add_shopping_item', items: [{ name: 'milk' }], confidence: text }),
  (text) => ({ intent: 'add_shopping_item', items: [{ name: 'milk', unit: text }], confidence: 1 }),
  (text) => `Sure, I added ${text}`,
  () => '',
]

/** The endpoint's error answers repeat the prompt, canary and all. */
const troubles: readonly (FaultKind | null)[] = [
  null,
  null,
  null,
  null,
  null,
  null,
  'status_400',
  'status_401',
  'status_500',
  'cut_in_body',
  'bad_json',
  'invalid_utf8',
  'hostile_keys',
]

/** Where the corridor's own code throws an error whose message, name and stack hold the text. */
const places = [
  'none',
  'none',
  'none',
  'request',
  'parse',
  'rule',
  'readCandidate',
  'decide',
] as const

function ordinalIn(request: SimulatedRequest): number {
  return Number(/canary(\d+)x/.exec(request.messages[1]?.content ?? '')?.[1] ?? 0)
}

/** The household corridor whose every function can throw the command's text, and whose circuit never opens. */
const configFile = (dist: string): string => `
import { defineConfig, registerCorridor } from '${dist}/packages/partial-trust/dist/index.js'
import * as household from '${dist}/examples/household/dist/index.js'

function throwAt(place, command) {
  if (command.context.household.household_id !== place) return
  const error = new Error(command.text)
  error.name = command.text
  error.stack = command.text
  throw error
}
const real = household.householdCorridor
let last
export default defineConfig({
  corridors: [
    registerCorridor({
      definition: {
        ...real,
        request(command) { last = command; throwAt('request', command); return real.request(command) },
        parse(value) { throwAt('parse', last); return real.parse(value) },
        rules: [({ command }) => { throwAt('rule', command); return { kind: 'accept' } }, ...real.rules],
        readCandidate(candidate, command) { throwAt('readCandidate', command); return real.readCandidate(candidate, command) },
        decide(candidate, command, baseline, ids) { throwAt('decide', command); return real.decide(candidate, command, baseline, ids) },
      },
      validate: household.validateCommand,
      contracts: { command: household.commandSchema, decision: household.decisionSchema },
      limits: { circuit: null },
    }),
  ],
})
`

function command({ text, token }: Canary, ordinal: number): object {
  return {
    command_id: `command-${ordinal}`,
    user_id: text,
    timestamp: '2026-01-01T00:00:00Z',
    text: `add ${ordinal % 2 === 0 ? token : text} to the shopping list`,
    capabilities: ['start_job'],
    context: {
      household: {
        household_id: places[ordinal % places.length],
        members: [{ user_id: text, display_name: text }],
        shopping_lists: [{ list_id: text, name: text }],
      },
    },
  }
}

/** Commands that are refused; what comes back must not repeat them. */
function badCommands({ text }: Canary): readonly string[] {
  return [
    JSON.stringify({ ...command({ text, token: text }, 0), [text]: text }),
    JSON.stringify({ ...command({ text, token: text }, 0), capabilities: [text] }),
    JSON.stringify({ ...command({ text, token: text }, 0), timestamp: text }),
    `{"text": "${text.replaceAll(/["\\\n]/g, '')}`,
  ]
}

function found(haystack: string): readonly string[] {
  return tokens.filter((token) => haystack.includes(token))
}

describe('500 canaries in texts, names, ids, answers, errors and stacks', () => {
  let simulator: LlmSimulator
  let cwd: string
  let env: Readonly<Record<string, string>>
  let url: string
  let viewer: string
  let stop: AbortController
  let serving: Promise<void>
  let said = ''
  const decisions: string[] = []
  const refusals: string[] = []

  beforeAll(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'partial-trust-canaries-'))
    const dist = new URL('../../..', import.meta.url).pathname.replace(/\/$/, '')
    writeFileSync(join(cwd, 'partial-trust.config.mjs'), configFile(dist))
    simulator = await startLlmSimulator({
      schedule: { latency_ms: 0, jitter_ms: 0 },
      script: (request) => troubles[ordinalIn(request) % troubles.length],
      respond: (request) => {
        const ordinal = ordinalIn(request)
        const text = canaries[ordinal]?.text ?? ''
        return answers[ordinal % answers.length]?.(text) ?? ''
      },
    })
    env = {
      PARTIAL_TRUST_ENABLED: 'true',
      LLM_POLICY_ENABLED: 'true',
      LLM_BASE_URL: simulator.url,
      LLM_API_KEY: canaries[0]?.token ?? '',
      PARTIAL_TRUST_SAMPLE_RATE: '1',
      PARTIAL_TRUST_TIMEOUT_MS: '5000',
      PARTIAL_TRUST_STATE: 'none',
    }
    stop = new AbortController()
    const stderr = new PassThrough()
    const listening = new Promise<string>((resolve) => {
      stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString()
        const address = /listening on (\S+)/.exec(said)?.[1]
        if (address !== undefined) resolve(address)
      })
    })
    serving = run(['node', 'partial-trust', 'serve', '--port', '0'], {
      env,
      cwd,
      stdin: Readable.from([]),
      stdout: new PassThrough(),
      stderr,
      signal: stop.signal,
      setExitCode: () => {},
    })
    url = await listening
    viewer = /viewer token: (\S+)/.exec(said)?.[1] ?? ''

    for (const [ordinal, canary] of canaries.entries()) {
      decisions.push(await (await decide(JSON.stringify(command(canary, ordinal)))).text())
    }
    for (const canary of canaries.slice(0, 40)) {
      for (const bad of badCommands(canary)) refusals.push(await (await decide(bad)).text())
    }
  })

  afterAll(async () => {
    stop.abort()
    await serving
    await simulator.close()
    rmSync(cwd, { recursive: true })
  })

  function decide(body: string): Promise<Response> {
    const headers = { 'content-type': 'application/json' }
    return fetch(`${url}/v1/decide`, { method: 'POST', headers, body })
  }

  function riskLog(): string {
    const folder = join(cwd, 'logs')
    return readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('')
  }

  it('really went through: they come back in the decisions of those who sent them', () => {
    expect(found(decisions.join('\n')).length).toBeGreaterThan(450)
    expect(simulator.stats().requests).toBeGreaterThan(350)
  })

  it('appear in no risk record, of whatever status and reason', async () => {
    await expect.poll(() => riskLog().trim().split('\n').length).toBe(500)
    expect(found(riskLog())).toEqual([])
    const seen = new Set(riskLog().match(/(?<="reason_code":")\w+/g))
    expect([...seen].toSorted()).toEqual([
      'Error',
      'accepted',
      'corridor_mismatch',
      'empty_text',
      'invalid_item_name',
      'invalid_json',
      'invalid_schema',
      'list_id_unknown',
      'llm_error',
      'llm_unavailable',
      'low_confidence',
      'schema_validation_failed',
    ])
  })

  it('appear in no metric, health answer or view of the service', async () => {
    for (const path of ['/metrics', '/healthz', '/readyz', '/v1/corridors', '/openapi.json']) {
      const headers = { authorization: `Bearer ${viewer}` }
      const answer = await fetch(`${url}${path}`, { headers })
      expect(answer.status).toBe(200)
      expect(found(await answer.text())).toEqual([])
    }
  })

  it('are not repeated to whoever sent a command that is refused', () => {
    expect(refusals.length).toBe(160)
    expect(found(refusals.join('\n'))).toEqual([])
  })

  it('appear in no line on stderr, the key included', () => {
    expect(said).toContain('listening on')
    expect(found(said)).toEqual([])
  })

  it('appear in neither the errors nor the stderr of the command line', async () => {
    const good = canaries.slice(0, 60).map((canary, at) => JSON.stringify(command(canary, at)))
    const bad = canaries.slice(0, 20).flatMap(badCommands)
    const stdout = new PassThrough()
    const stderr = new PassThrough()
    const output = Promise.all([textOf(stdout), textOf(stderr)])
    await run(['node', 'partial-trust', 'decide'], {
      env: { ...env, PARTIAL_TRUST_RISK_LOG_PATH: 'logs/decide.jsonl' },
      cwd,
      stdin: Readable.from([[...good, ...bad].join('\n')]),
      stdout,
      stderr,
      signal: new AbortController().signal,
      setExitCode: () => {},
    })
    stdout.end()
    stderr.end()
    const [lines, notes] = await output
    const errors = lines.split('\n').filter((line) => line.startsWith('{"error"'))
    expect(errors.length).toBe(bad.length)
    expect(found(errors.join('\n'))).toEqual([])
    expect(found(notes)).toEqual([])
    expect(found(riskLog())).toEqual([])
  })
})
