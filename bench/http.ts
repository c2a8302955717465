// POST /v1/decide beside empty routes, and what a hanging LLM endpoint does to decisions that do not ask it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isSampled, sampleBucket } from '@partial-trust/core'
import { compare } from './harness/compare.ts'
import type { Contender } from './harness/compare.ts'
import { reportRun } from './harness/report-run.ts'
import { versionsOf } from './harness/versions.ts'
import { startServer } from './http/children.ts'
import { load } from './http/load.ts'

const connections = 32
const durationMs = 1000
const sampleRate = 0.01
const deadlineMs = 200

const folder = mkdtempSync(join(tmpdir(), 'bench-http-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const ids = Array.from({ length: 100_000 }, (_, i) => `command-${i}`)
const isInSample = (id: string): boolean => isSampled(sampleBucket('', id), sampleRate)
const unsampled = ids
  .filter((id) => !isInSample(id))
  .slice(0, 2000)
  .map(request)
const sampled = ids.filter(isInSample).slice(0, 500).map(request)

/** One shopping command of 589 bytes of body, as a whole HTTP request. */
function request(id: string): Buffer {
  const command = {
    command_id: id,
    user_id: 'user-1',
    timestamp: '2026-11-22T10:00:00.000Z',
    text: 'add two litres of oat milk to the shopping list',
    capabilities: ['start_job', 'propose_add_shopping_item', 'clarify', 'reject'],
    context: {
      household: {
        household_id: 'household-1',
        members: [
          { user_id: 'user-1', display_name: 'Ana', role: 'adult' },
          { user_id: 'user-2', display_name: 'Ben', role: 'adult' },
        ],
        shopping_lists: [
          { list_id: 'list-1', name: 'Groceries' },
          { list_id: 'list-2', name: 'Hardware store' },
        ],
      },
      defaults: { default_list_id: 'list-1' },
    },
  }
  const body = JSON.stringify(command)
  return Buffer.from(
    'POST /v1/decide HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n' +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

async function peer(kind: string): Promise<number> {
  return startServer('bench/http/peer-server.ts', [kind])
}

async function ours(name: string, env: Readonly<Record<string, string>>): Promise<number> {
  const config = fileURLToPath(new URL('http/partial-trust.config.ts', import.meta.url))
  const args = ['serve', '--port', '0', '--config', config]
  return startServer('packages/runtime/bin/partial-trust.js', args, {
    PARTIAL_TRUST_ENABLED: 'true',
    PARTIAL_TRUST_SAMPLE_RATE: String(sampleRate),
    PARTIAL_TRUST_TIMEOUT_MS: String(deadlineMs),
    PARTIAL_TRUST_RISK_LOG_PATH: join(folder, name, 'risk.jsonl'),
    PARTIAL_TRUST_STATE: `sqlite:${join(folder, name, 'state.db')}`,
    PARTIAL_TRUST_TOKENS: join(folder, name, 'tokens.json'),
    ...env,
  })
}

let failed = 0
function answering(name: string, port: number, requests: readonly Buffer[]): Contender {
  return {
    name,
    async sample() {
      const result = await load({ port, requests, connections, durationMs })
      failed += result.failed
      return result.perSecond
    },
  }
}

const oursPort = await ours('plain', {})
const rows = await compare(
  [
    answering('bare node:http', await peer('node'), unsampled),
    answering('empty fastify route', await peer('fastify'), unsampled),
    answering('empty hono route', await peer('hono'), unsampled),
    answering('ours: POST /v1/decide, not sampled', oursPort, unsampled),
  ],
  'empty fastify route',
  {
    rounds: 7,
    warmUp: 2,
    targets: {
      'ours: POST /v1/decide, not sampled': {
        text: '>= 0.8x an empty fastify route',
        holds: ({ ratio }) => ratio >= 0.8,
      },
    },
  },
)

const simulator = await startServer('packages/runtime/bin/partial-trust.js', [
  'llm-sim',
  '--port',
  '0',
  '--hang-rate',
  '1',
])
const hangingPort = await ours('hanging', {
  LLM_POLICY_ENABLED: 'true',
  LLM_BASE_URL: `http://127.0.0.1:${simulator}/v1`,
  LLM_API_KEY: 'none',
})
const waits: number[] = []
const hanging = await compare(
  [
    answering('ours, nothing sampled', hangingPort, unsampled),
    {
      name: 'ours, while sampled ones hang',
      async sample() {
        const [alone, stuck] = await Promise.all([
          load({ port: hangingPort, requests: unsampled, connections, durationMs }),
          load({ port: hangingPort, requests: sampled, connections: 16, durationMs, pauseMs: 20 }),
        ])
        failed += alone.failed + stuck.failed
        waits.push(...stuck.latenciesMs)
        return alone.perSecond
      },
    },
  ],
  'ours, nothing sampled',
  { rounds: 7, warmUp: 2 },
)
waits.sort((a, b) => a - b)
const wait = (share: number): string =>
  (waits[Math.floor((waits.length - 1) * share)] ?? Number.NaN).toFixed(0)

reportRun(
  'http',
  [
    {
      title: 'POST /v1/decide',
      unit: 'answers a second',
      notes: [
        `Median of 7 rounds of ${durationMs / 1000} s over ${connections} connections; every server in a process of its own, the client on the same cores.`,
        'Ours validates the command against its schema, decides, hands the record to the log and answers with the whole decision; the empty routes parse the body and answer two words.',
        `Answers other than 200: ${failed}.`,
      ],
      rows,
    },
    {
      title: 'Decisions that do not ask the model, while the LLM endpoint hangs',
      unit: 'answers a second',
      notes: [
        '16 further connections send sampled commands only, 20 ms after each answer; the circuit breaker is switched off so that the endpoint goes on being asked.',
        `${waits.length} sampled decisions ended at the baseline after ${wait(0.5)} ms (median), ${wait(0.99)} ms (99 %), ${wait(1)} ms (most); the deadline is ${deadlineMs} ms.`,
      ],
      rows: hanging,
    },
  ],
  versionsOf('fastify', 'hono', '@hono/node-server'),
)
process.exit(0)
