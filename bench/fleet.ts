// 500 processes as real sockets behind two relays in a row: kills, cuts, a partition, clock steps, two epochs.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { startTestPostgres } from '../packages/control/src/embedded-postgres.contract.ts'
import { decodeSnapshot } from '../packages/control/dist/control-wire.js'
import { monotonicMs } from './fleet/monotonic.ts'
import { loadGenerator, quantile, serving, under } from './fleet/parts.ts'
import type { Server } from './fleet/parts.ts'
import type { Told } from './fleet/load-generator.ts'

const fleet = Number(process.argv[2] ?? 500)
const kills = 5
const leaseMs = 5000
const writeMs = 30_000
const patienceMs = 60_000
const corridor = 'decide_refund'

const postgres = await startTestPostgres()
if (postgres.kind === 'unavailable')
  throw new Error(`PostgreSQL cannot start here: ${postgres.why}`)
const scratch = mkdtempSync(join(tmpdir(), 'fleet-'))
const url = await postgres.freshUrl()
const servers: Server[] = []
const generators = [loadGenerator(), loadGenerator()] as const

try {
  const plane = await start(['serve', '--port', '0'], { PARTIAL_TRUST_STATE: url })
  const first = await start(['relay', '--port', '0', '--from', under(plane.url, plane.token)])
  const second = await start(['relay', '--port', '0', '--from', under(first.url, plane.token)])
  // Half of the processes behind one relay, half behind two.
  for (const [i, relay] of [first, second].entries()) {
    const at = under(relay.url, plane.token)
    await generators[i]?.ask({ kind: 'start', at, count: fleet / 2, leaseMs })
  }
  await until(isUp)
  row('processes, half behind one relay, half behind two', String(fleet), '')

  const lags: number[] = []
  for (let round = 0; round < kills; round += 1) {
    await change(plane, 'kill')
    const killedMs = monotonicMs()
    const told = await until((count) => count === 0)
    lags.push(...told.flatMap((one) => one.lastOpenMs.map((at) => Math.max(0, at - killedMs))))
    await change(plane, 'resume')
    await until(isUp)
  }
  const p99 = quantile(lags, 0.99)
  row('kill answered to last accept, p50', ms(quantile(lags, 0.5)), '')
  row('kill answered to last accept, p99', ms(p99), `${(1000 / p99).toFixed(1)}x below 1 s`)
  row('kill answered to last accept, max', ms(Math.max(...lags)), '')

  const before = await written()
  await sleep(writeMs)
  const perTen = ((await written()) - before) / fleet / (writeMs / 10_000)
  row('rows of counts written a process and 10 s', perTen.toFixed(2), 'at most 1 wanted')

  for (const generator of generators) await generator.ask({ kind: 'step', every: 5, byMs: 30_000 })
  const stepped = await open()
  await until(isUp)
  row('open right after the clocks of a fifth were set by 30 s', `${stepped} of ${fleet}`, '')

  second.child.kill('SIGSTOP')
  await lost('behind a relay that stands still', 1)
  second.child.kill('SIGCONT')
  await until(isUp)

  plane.child.kill('SIGKILL')
  await lost('all, the plane killed with -9', 0)
} finally {
  for (const { child } of generators) child.kill('SIGKILL')
  for (const { child } of servers) child.kill('SIGKILL')
  await postgres.stop()
  rmSync(scratch, { recursive: true, force: true })
}

async function start(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const server = await serving(argv, scratch, env)
  servers.push(server)
  return server
}

/** How long after the cut the last process accepted: never longer than its lease and 100 ms. */
async function lost(who: string, from: number): Promise<void> {
  const cutMs = monotonicMs()
  await sleep(leaseMs + 2000)
  const told = await ask()
  const late = told.slice(from).flatMap(({ lastOpenMs }) => lastOpenMs.map((at) => at - cutMs))
  const last = Math.max(...late)
  const bound = leaseMs + 100
  const verdict = last <= bound ? 'holds' : 'BROKEN'
  row(`last accept after a cut, ${who}`, ms(last), `${verdict}: at most ${bound} ms`)
  if (last > bound) process.exitCode = 1
}

async function change({ url: base, token }: Server, action: string): Promise<void> {
  const answer = await fetch(`${base}/v1/control/changes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      intent: corridor,
      action: { kind: action },
      by: 'bench',
      reason: 'bench',
      expectedVersion: await version(base, token),
    }),
  })
  if (!answer.ok) throw new Error(`${action}: ${answer.status} ${await answer.text()}`)
}

async function version(base: string, token: string): Promise<number> {
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

/** Rows of single processes' counts that PostgreSQL wrote. */
async function written(): Promise<number> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ written: string }>(
    `select coalesce(sum(n_tup_ins + n_tup_upd), 0) as written from pg_stat_user_tables
     where schemaname = 'partial_trust' and relname like 'cells%'`,
  )
  await client.end()
  return Number(rows[0]?.written ?? 0)
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`
}

function row(what: string, figure: string, against: string): void {
  process.stdout.write(`${what.padEnd(58)} ${figure.padStart(12)}  ${against}\n`)
}
