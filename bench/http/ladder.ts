import { join } from 'node:path'
import { compare } from '../harness/compare.ts'
import type { Row } from '../harness/compare.ts'
import type { Table } from '../harness/report-run.ts'
import type { Server } from './children.ts'
import { canMeasureProcessorTime, keepOn } from './processor-time.ts'
import { serverCost } from './server-cost.ts'
import { constantBaseline, household, ours, rung, warm } from './servers.ts'
import { whatWasMissed } from './what-was-missed.ts'
import type { Wanted } from './what-was-missed.ts'

const serverCore = 0
const clientCore = 1
const rounds = 15
const durationMs = 700

const reference = 'empty fastify route, same body'
const way = 'our service, nothing decided'
const constant = 'ours, constant baseline: serve'
const whole = 'ours, household: serve'

/** Each is the one before with one more step of ours. */
const rungs: readonly (readonly [string, string, (folder: string) => Promise<Server>])[] = [
  [reference, '', (folder) => rung('fastify', folder)],
  [way, 'our way through HTTP', (folder) => rung('service', folder)],
  ['+ validated', 'the command against its schema', (folder) => rung('validated', folder)],
  ['+ decided', 'the engine, record made and dropped', (folder) => rung('decided', folder)],
  ['+ recorded', 'the risk log, counts for /metrics', (folder) => rung('recorded', folder)],
  ['+ controlled', 'store, lease and the fleet’s counts', (folder) => rung('controlled', folder)],
  [constant, 'console, events, controller', (folder) => ours(folder, constantBaseline)],
  [whole, 'reading the sentence', (folder) => ours(folder, household)],
]

/**
 * What one answer costs the server's own processor, step by step: each rung does all that the one
 * before does and one thing more, so the differences add up to the whole.
 */
export async function ladder(
  requests: readonly Buffer[],
  folder: string,
): Promise<readonly Table[]> {
  if (!canMeasureProcessorTime()) return []
  keepOn(clientCore, process.pid)
  let failed = 0
  const contenders = []
  for (const [name, , start] of rungs) {
    const server = await start(join(folder, name.replaceAll(/\W/gu, '-')))
    keepOn(serverCore, server.pid)
    await warm(server, requests)
    contenders.push({
      name,
      async sample() {
        const cost = await serverCost(server, requests, durationMs)
        failed += cost.failed
        return cost.processorNs / cost.answered / 1000
      },
    })
  }
  const rows = await compare(contenders, reference, { rounds, warmUp: 1, targets })
  return [
    {
      title: 'The processor time of one answer, step by step',
      unit: 'us of the server’s own user and system time an answer',
      notes: [
        `Median of ${rounds} rounds of ${durationMs / 1000} s over 32 connections; each server alone on one core, the client on another, all threads counted, as the kernel counts them.`,
        'Every row answers the same body. A row is the one above it with one more step.',
        `Answers other than 200: ${failed}.`,
        ...steps(rows),
      ],
      rows,
    },
  ]
}

const wanted: readonly Wanted[] = [
  { name: constant, rate: 0.72, without: 'HTTP’s own steps', theirs: (ratioOf) => ratioOf(way) },
  {
    name: whole,
    rate: 0.62,
    without: 'HTTP’s own steps and reading the sentence',
    theirs: (ratioOf) => ratioOf(way) + ratioOf(whole) - ratioOf(constant),
  },
]

const targets = Object.fromEntries(wanted.map(({ name, rate }) => [name, atLeast(rate)]))

/** As a rate: the empty route's cost by ours. */
function atLeast(rate: number) {
  return {
    text: `the empty route's time is >= ${rate}x of it`,
    holds: ({ ratio }: Pick<Row, 'ratio'>) => 1 / ratio >= rate,
  }
}

function steps(rows: readonly Row[]): readonly string[] {
  const differences = rows.slice(1).map((row, index) => {
    const added = row.median - (rows[index]?.median ?? Number.NaN)
    return `${rungs[index + 1]?.[1]} ${added < 0 ? '' : '+'}${added.toFixed(1)}`
  })
  const rates = rows
    .filter(({ name }) => name === constant || name === whole)
    .map(({ name, ratio }) => `${(1 / ratio).toFixed(2)}x (${name})`)
  return [
    `What each step adds, in us: ${differences.join('; ')}.`,
    `The empty route's time as a share of ours: ${rates.join(', ')}.`,
    ...whatWasMissed(rows, rows[0]?.median ?? Number.NaN, wanted),
  ]
}
