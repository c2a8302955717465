// What `serve --workers` costs a decision: answers a second of the servers' own processor time, beside one process.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request, unsampled } from './http/commands.ts'
import { canMeasureProcessorTime, treeTimeNs } from './http/processor-time.ts'
import { serverCost } from './http/server-cost.ts'
import { constantBaseline, ours, warm } from './http/servers.ts'
import { compare } from './harness/compare.ts'
import { reportRun } from './harness/report-run.ts'

const workers = Number(process.argv[2] ?? 2)
const rounds = Number(process.argv[3] ?? 15)
const durationMs = 1000
const least = 0.85

if (!canMeasureProcessorTime()) throw new Error('processor time cannot be read here')
const folder = mkdtempSync(join(tmpdir(), 'bench-workers-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const requests = unsampled.map(request)
let failed = 0
const alone = 'serve'
const several = `serve --workers ${workers}`

const contenders = []
for (const [name, more] of [
  [alone, []],
  [several, ['--workers', String(workers)]],
] as const) {
  const server = await ours(join(folder, name.replaceAll(/\W/gu, '-')), constantBaseline, {}, more)
  await warm(server, requests)
  contenders.push({
    name,
    async sample() {
      const cost = await serverCost(server, requests, durationMs, treeTimeNs)
      failed += cost.failed
      return cost.answered / (cost.processorNs / 1e9)
    },
  })
}
const rows = await compare(contenders, alone, {
  rounds,
  warmUp: 1,
  targets: {
    [several]: {
      text: `>= ${least}x of one's: ${workers} workers on as many free cores give ${least} of ${workers} times as many`,
      holds: ({ ratio }) => ratio >= least,
    },
  },
})
reportRun('workers', [
  {
    title: `serve --workers ${workers}`,
    unit: "answers a second of the servers' own processor time",
    notes: [
      `Median of ${rounds} rounds of ${durationMs / 1000} s over 32 connections. All threads of all processes of the command are counted, as the kernel counts them, the one that only holds port and store included; the client is not. So the row says what a decision costs under workers, not how fast this machine of few cores is with client and servers on the same ones. Answers other than 200: ${failed}.`,
    ],
    rows,
  },
])
process.exit()
