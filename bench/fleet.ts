// 500 processes as real sockets behind two relays in a row: kills, cuts, a partition, clock steps, two epochs.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { startTestPostgres } from '../packages/control/src/embedded-postgres.contract.ts'
import { decodeSnapshot } from '../packages/control/dist/control-wire.js'
import { cutWire } from './fleet/cut-wire.ts'
import type { Wire } from './fleet/cut-wire.ts'
import { monotonicMs } from './fleet/monotonic.ts'
import { loadGenerator, quantile, serving, under } from './fleet/parts.ts'
import type { Server } from './fleet/parts.ts'
import type { Told } from './fleet/load-generator.ts'
import type { Row } from './harness/compare.ts'
import { reportRun } from './harness/report-run.ts'

const fleet = Number(process.argv[2] ?? 500)
const kills = 5
const leaseMs = 5000
const cutBoundMs = leaseMs + 100
const writeMs = 60_000
const patienceMs = 60_000
const corridor = 'decide_refund'

const postgres = await startTestPostgres({ asItComes: true })
if (postgres.kind === 'unavailable')
  throw new Error(`PostgreSQL cannot start here: ${postgres.why}`)
const scratch = mkdtempSync(join(tmpdir(), 'fleet-'))
const url = await postgres.freshUrl()
const servers: Server[] = []
const wires: Wire[] = []
const generators = [loadGenerator(), loadGenerator()] as const
const database = new Client({ connectionString: url })

try {
  const toStore = await wireTo(url)
  const plane = await start(['serve', '--port', '0'], { PARTIAL_TRUST_STATE: toStore.url })
  await database.connect()
  const first = await start(['relay', '--port', '0', '--from', under(plane.url, plane.token)])
  const toFirst = await wireTo(first.url)
  const second = await start(['relay', '--port', '0', '--from', under(toFirst.url, plane.token)])
  // Half of the processes behind one relay, half behind two.
  for (const [i, relay] of [first, second].entries()) {
    const at = under(relay.url, plane.token)
    await generators[i]?.ask({ kind: 'start', at, count: fleet / 2, leaseMs })
  }
  await until(isUp)

  const rounds: Round[] = []
  for (let round = 0; round < kills; round += 1) {
    rounds.push(await killed(plane))
    note(`kill ${round + 1}: ${JSON.stringify(rounds.at(-1))}`)
    await change(plane, 'resume')
    await until(isUp)
  }

  // What they write after a change is of the change.
  await allConfirmed(await versionOf(plane), monotonicMs() + patienceMs)
  const before = await written()
  await sleep(writeMs)
  const after = await written()
  const tens = writeMs / 10_000
  const perTen = (table: 'counts' | 'reports') => (after[table] - before[table]) / fleet / tens

  for (const generator of generators) await generator.ask({ kind: 'step', every: 5, byMs: 30_000 })
  const stepped = await open()
  await until(isUp)

  second.child.kill('SIGSTOP')
  const behind = await lastAfterCut(1)
  second.child.kill('SIGCONT')
  await until(isUp)
  toFirst.wire.cut()
  const apart = await lastAfterCut(1)
  toFirst.wire.mend()
  await until(isUp)
  toStore.wire.cut()
  const alone = await lastAfterCut(0)
  toStore.wire.mend()
  await until(isUp)
  plane.child.kill('SIGKILL')
  const cut = await lastAfterCut(0)

  const mixed = `Half of the ${fleet} processes are behind one relay, half behind two in a row; half of each run the older of two versions. Every process has connections, a lease, counts and reports of its own, and follows over real sockets; two processes of the machine simulate them, on the same cores as PostgreSQL, plane and relays.`
  reportRun('fleet', [
    {
      title: `A kill, ${fleet} processes behind two relays`,
      unit: 'ms from its answer to the last accepted candidate',
      notes: [mixed, `${kills} kills; p50 and p99 of the processes in each.`],
      rows: [
        promise('a kill everywhere', 1000),
        against(1000, 'half of the processes closed', rounds, ({ p50 }) => p50),
        against(1000, '99 % closed', rounds, ({ p99 }) => p99, {
          text: 'p99 < 1 s',
          holds: (p99) => p99 < 1000,
        }),
        against(1000, 'the last one closed', rounds, ({ last }) => last),
        against(
          1000,
          'all of them confirmed it in the store',
          rounds,
          ({ confirmed }) => confirmed,
        ),
      ],
    },
    {
      title: `The store is lost, ${fleet} processes`,
      unit: 'ms from the cut to the last accepted candidate',
      notes: [
        `Leases of ${leaseMs} ms. Right after the clocks of every fifth were set by 30 s, ${stepped} of ${fleet} were open; after the next read all of them.`,
      ],
      rows: [
        promise('the lease of the original read and 100 ms', cutBoundMs),
        ...[
          { name: 'behind a relay that stands still (SIGSTOP)', lastMs: behind },
          { name: 'packets lost between two relays, no connection ended', lastMs: apart },
          { name: 'packets lost between plane and PostgreSQL', lastMs: alone },
          { name: 'all of them, the plane killed with -9', lastMs: cut },
        ].map(({ name, lastMs }) =>
          against(cutBoundMs, name, [lastMs], (value) => value, {
            text: `<= ${cutBoundMs} ms`,
            holds: (value) => value <= cutBoundMs,
          }),
        ),
      ],
    },
    {
      title: 'What a process writes',
      unit: 'rows of PostgreSQL in ten seconds',
      notes: [`Measured over ${writeMs / 1000} s by PostgreSQL's own statistics.`],
      rows: [
        promise('one', 1),
        against(1, 'counts', [perTen('counts')], (value) => value),
        against(1, 'its report, in place', [perTen('reports')], (value) => value),
        against(1, 'both', [perTen('counts') + perTen('reports')], (value) => value, {
          text: 'at most 1 (a trial of the kill meanwhile, one in ten minutes, adds a report)',
          holds: (value) => value <= 1.05,
        }),
      ],
    },
  ])
  if (Math.max(behind, apart, alone, cut) > cutBoundMs) process.exitCode = 1
} finally {
  for (const { child } of generators) child.kill('SIGKILL')
  for (const { child } of servers) {
    child.kill('SIGCONT')
    child.kill('SIGKILL')
  }
  for (const wire of wires) wire.close()
  await database.end().catch(() => undefined)
  await postgres.stop()
  rmSync(scratch, { recursive: true, force: true })
}

type Round = {
  readonly p50: number
  readonly p99: number
  readonly last: number
  readonly confirmed: number
}

/** Kills the corridor once, and waits until all are closed and said so. */
async function killed(plane: Server): Promise<Round> {
  await change(plane, 'kill')
  const killedMs = monotonicMs()
  const told = await until((count) => count === 0)
  const lags = told.flatMap((one) => one.lastOpenMs.map((at) => Math.max(0, at - killedMs)))
  const version = await versionOf(plane)
  await allConfirmed(version, killedMs + patienceMs)
  const confirmed = monotonicMs() - killedMs
  return {
    p50: quantile(lags, 0.5),
    p99: quantile(lags, 0.99),
    last: Math.max(...lags),
    confirmed,
  }
}

function promise(name: string, value: number): Row {
  return { name, median: value, min: value, max: value, ratio: 1 }
}

function against<Sample>(
  reference: number,
  name: string,
  samples: readonly Sample[],
  figureOf: (sample: Sample) => number,
  target?: { readonly text: string; readonly holds: (median: number) => boolean },
): Row {
  const figures = samples.map(figureOf)
  const median = quantile(figures, 0.5)
  return {
    name,
    median,
    min: Math.min(...figures),
    max: Math.max(...figures),
    ratio: median / reference,
    ...(target === undefined ? {} : { target: { text: target.text, met: target.holds(median) } }),
  }
}

async function start(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const server = await serving(argv, scratch, env)
  servers.push(server)
  return server
}

/** The same address, through a wire that can be cut. */
async function wireTo(address: string): Promise<{ readonly wire: Wire; readonly url: string }> {
  const through = new URL(address)
  const wire = await cutWire({ host: through.hostname, port: Number(through.port) })
  wires.push(wire)
  through.host = `127.0.0.1:${wire.port}`
  return { wire, url: through.href.replace(/\/$/u, '') }
}

/** How long after the cut the last process accepted. */
async function lastAfterCut(from: number): Promise<number> {
  const cutMs = monotonicMs()
  await sleep(leaseMs + 2000)
  const told = await ask()
  const late = told.slice(from).flatMap(({ lastOpenMs }) => lastOpenMs.map((at) => at - cutMs))
  return Math.max(...late)
}

async function change(plane: Server, action: string): Promise<void> {
  const answer = await fetch(`${plane.url}/v1/control/changes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${plane.token}` },
    body: JSON.stringify({
      intent: corridor,
      action: { kind: action },
      by: 'bench',
      reason: 'bench',
      expectedVersion: await versionOf(plane),
    }),
  })
  if (!answer.ok) throw new Error(`${action}: ${answer.status} ${await answer.text()}`)
}

async function versionOf({ url: base, token }: Server): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${base}/v1/control`, { headers })
  const { corridors } = decodeSnapshot(await answer.json())
  return corridors.get(corridor)?.version ?? 0
}

/** On a busy machine a process that stood still is closed until it asked anew: some always are. */
function isUp(count: number): boolean {
  return count >= fleet * 0.9
}

async function ask(): Promise<readonly Told[]> {
  return Promise.all(generators.map((generator) => generator.ask({ kind: 'tell' })))
}

async function open(): Promise<number> {
  return (await ask()).reduce((sum, told) => sum + told.open, 0)
}

async function until(good: (count: number) => boolean): Promise<readonly Told[]> {
  const giveUpMs = monotonicMs() + patienceMs
  for (;;) {
    const told = await ask()
    const count = told.reduce((sum, one) => sum + one.open, 0)
    if (good(count)) return told
    if (monotonicMs() > giveUpMs) {
      throw new Error(`${count} of ${fleet} are open: this machine is too busy for so many`)
    }
    await sleep(50)
  }
}

async function allConfirmed(version: number, giveUpMs: number): Promise<void> {
  while ((await confirmations(version)) < fleet && monotonicMs() < giveUpMs) await sleep(100)
}

/** Processes whose report says that they act on a version of the corridor. */
async function confirmations(version: number): Promise<number> {
  const { rows } = await database.query<{ confirmed: string }>(
    `select count(*) as confirmed from partial_trust.processes
     where exists (select from json_array_elements(report::json -> 'corridors') as one
       where one ->> 'intent' = $1 and (one ->> 'version')::int >= $2)`,
    [corridor, version],
  )
  return Number(rows[0]?.confirmed ?? 0)
}

/** Rows of single processes that PostgreSQL wrote. */
async function written(): Promise<{ readonly counts: number; readonly reports: number }> {
  const { rows } = await database.query<{ counts: string; reports: string }>(
    `select coalesce(sum(n_tup_ins + n_tup_upd) filter (where relname ~ '^sent'), 0) as counts,
            coalesce(sum(n_tup_ins + n_tup_upd) filter (where relname = 'processes'), 0) as reports
     from pg_stat_user_tables where schemaname = 'partial_trust'`,
  )
  return { counts: Number(rows[0]?.counts ?? 0), reports: Number(rows[0]?.reports ?? 0) }
}

function note(text: string): void {
  process.stderr.write(`${text}\n`)
}
