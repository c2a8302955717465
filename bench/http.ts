// POST /v1/decide beside empty routes, and what a hanging LLM endpoint does to decisions that do not ask it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compare } from './harness/compare.ts'
import type { Contender } from './harness/compare.ts'
import { reportRun } from './harness/report-run.ts'
import { versionsOf } from './harness/versions.ts'
import { canImport, startPython, startServer } from './http/children.ts'
import { request, sampled, unsampled } from './http/commands.ts'
import type { Server } from './http/children.ts'
import { inProcess } from './http/in-process.ts'
import { ladder } from './http/ladder.ts'
import { load } from './http/load.ts'
import {
  constantBaseline,
  deadlineMs,
  household,
  ours,
  peer,
  warm,
  warmUpAnswers,
} from './http/servers.ts'

const connections = 32
const durationMs = 1000
const rounds = 15
const decideRow = 'ours: POST /v1/decide, not sampled'

const folder = mkdtempSync(join(tmpdir(), 'bench-http-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const unsampledRequests = unsampled.map(request)
const sampledRequests = sampled.map(request)

let failed = 0
function answering(name: string, { port }: Server, requests: readonly Buffer[]): Contender {
  return {
    name,
    async sample() {
      const result = await load({ port, requests, connections, durationMs })
      failed += result.failed
      return result.perSecond
    },
  }
}

const climbed = await ladder(unsampledRequests, folder)
const split = await inProcess(unsampled, folder)
const servers = {
  node: await warm(await peer('node'), unsampledRequests),
  fastify: await warm(await peer('fastify'), unsampledRequests),
  hono: await warm(await peer('hono'), unsampledRequests),
  ours: await warm(await ours(join(folder, 'plain'), household), unsampledRequests),
  constant: await warm(await ours(join(folder, 'constant'), constantBaseline), unsampledRequests),
}
const fastapi = canImport('fastapi', 'uvicorn')
  ? [
      answering(
        'FastAPI, validated',
        await warm(await startPython('bench/peers/fastapi_app.py'), unsampledRequests),
        unsampledRequests,
      ),
    ]
  : []
const rows = await compare(
  [
    answering('bare node:http', servers.node, unsampledRequests),
    answering('empty fastify route', servers.fastify, unsampledRequests),
    answering('empty hono route', servers.hono, unsampledRequests),
    ...fastapi,
    answering(decideRow, servers.ours, unsampledRequests),
    answering('ours: the same with a constant baseline', servers.constant, unsampledRequests),
  ],
  'empty fastify route',
  {
    rounds,
    warmUp: 1,
    targets: {
      [decideRow]: {
        text: '>= 0.8x an empty fastify route',
        holds: ({ ratio }) => ratio >= 0.8,
      },
      ...(fastapi.length > 0 && {
        'FastAPI, validated': {
          text: 'ours >= 5x',
          holds: ({ median }, medianOf) => medianOf(decideRow) >= 5 * median,
        },
      }),
    },
  },
)

const simulator = await startServer('packages/cli/bin/partial-trust.js', [
  'llm-sim',
  '--port',
  '0',
  '--hang-rate',
  '1',
])
const hangingServer = await ours(join(folder, 'hanging'), household, {
  LLM_POLICY_ENABLED: 'true',
  LLM_BASE_URL: `http://127.0.0.1:${simulator.port}/v1`,
  LLM_API_KEY: 'none',
})
await warm(hangingServer, unsampledRequests)
const waits: number[] = []
const hanging = await compare(
  [
    answering('ours, nothing sampled', hangingServer, unsampledRequests),
    {
      name: 'ours, while sampled ones hang',
      async sample() {
        const [alone, stuck] = await Promise.all([
          load({ port: hangingServer.port, requests: unsampledRequests, connections, durationMs }),
          load({
            port: hangingServer.port,
            requests: sampledRequests,
            connections: 16,
            durationMs,
            pauseMs: 20,
          }),
        ])
        failed += alone.failed + stuck.failed
        waits.push(...stuck.latenciesMs)
        return alone.perSecond
      },
    },
  ],
  'ours, nothing sampled',
  { rounds, warmUp: 1 },
)
waits.sort((a, b) => a - b)
const wait = (share: number): string =>
  (waits[Math.floor((waits.length - 1) * share)] ?? Number.NaN).toFixed(0)

reportRun(
  'http',
  [
    ...climbed,
    {
      title: 'POST /v1/decide',
      unit: 'answers a second',
      notes: [
        `Median of ${rounds} rounds of ${durationMs / 1000} s over ${connections} connections, after ${warmUpAnswers.toLocaleString('en-US')} answers of each; every server in a process of its own, the client on the same cores.`,
        'Ours validates the command against its schema, decides, hands the record to the log and answers with the whole decision; the empty routes parse the body and answer two words.',
        'With a constant baseline, what the example spends on reading the sentence is left out.',
        ...(fastapi.length > 0 ? [] : ['FastAPI is not installed here, so it was not measured.']),
        `Answers other than 200: ${failed}.`,
      ],
      rows,
    },
    {
      title: 'The same decision without HTTP',
      unit: 'ns a call',
      notes: [
        `Median of 31 rounds of ${unsampled.length} calls in one process, one after the other; the first row includes an await and the batching of the record, not its flush.`,
      ],
      rows: split,
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
