import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { openControl } from '@partial-trust/control'
import type { Control, ProcessReport } from '@partial-trust/control'
import { isAlive } from '@partial-trust/settings'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installedProgram } from '../../../../scripts/pack/installed-program.ts'
import { runCommand } from '../run-command.contract.js'

const program = await installedProgram()
const intent = 'add_shopping_item'
const cwd = mkdtempSync(join(tmpdir(), 'workers-'))
let host: ChildProcess
let base = ''
let operator = ''
let control: Control
const said: string[] = []

beforeAll(async () => {
  host = spawn(process.execPath, [program, 'serve', '--workers', '2', '--port', '0'], {
    cwd,
    env: {
      PARTIAL_TRUST_ENABLED: 'true',
      LLM_POLICY_ENABLED: 'true',
      LLM_BASE_URL: 'http://127.0.0.1:9',
      PARTIAL_TRUST_SAMPLE_RATE: '1',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (host.stderr === null) throw new Error('no stderr')
  const lines = createInterface({ input: host.stderr })
  await new Promise<void>((settle, reject) => {
    lines.on('line', (line) => {
      said.push(line)
      operator ||= /operator token: (\S+)/u.exec(line)?.[1] ?? ''
      base ||= /listening on (\S+) with 2 workers/u.exec(line)?.[1] ?? ''
      if (base !== '') settle()
    })
    lines.on('close', () => reject(new Error(said.join('\n'))))
  })
  const state = { kind: 'sqlite', path: '.partial-trust/state.db' } as const
  const opened = openControl(state, { cwd, now: Date.now })
  if (opened === null) throw new Error('no control')
  control = opened
})
afterAll(async () => {
  host.kill('SIGKILL')
  await control.close()
  rmSync(cwd, { recursive: true, force: true })
})

type Answer = {
  readonly status: number
  readonly text: string
  readonly head: IncomingMessage['headers']
}

/** Over a connection of its own, so that any worker may answer. */
function ask(
  method: string,
  path: string,
  {
    body,
    headers = {},
  }: { readonly body?: object; readonly headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((settle, reject) => {
    const sent = request(`${base}${path}`, {
      method,
      agent: false,
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
    })
    sent.on('error', reject)
    sent.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        settle({
          status: response.statusCode ?? 0,
          text: Buffer.concat(chunks).toString('utf8'),
          head: response.headers,
        }),
      )
    })
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

const command = {
  user_id: 'u-1',
  timestamp: '2026-01-01T00:00:00Z',
  text: 'add milk to the shopping list',
  capabilities: ['start_job', 'propose_add_shopping_item'],
  context: {
    household: {
      members: [{ user_id: 'u-1' }],
      shopping_lists: [{ list_id: 'list-1', name: 'Shopping' }],
    },
  },
}
let asked = 0
function decide(): Promise<Answer> {
  asked += 1
  const body = { ...command, command_id: `command-${asked}` }
  return ask('POST', '/v1/decide', { body })
}

async function until<Value>(
  look: () => Promise<Value>,
  good: (value: Value) => boolean,
): Promise<Value> {
  for (;;) {
    const value = await look()
    if (good(value)) return value
    await sleep(50)
  }
}

const bearer = (): Record<string, string> => ({ authorization: `Bearer ${operator}` })

async function metric(name: string): Promise<number> {
  const { text } = await ask('GET', '/metrics')
  const values = [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gmu'))]
  return values.reduce((sum, [, value]) => sum + Number(value), 0)
}

const running = async (): Promise<readonly ProcessReport[]> =>
  (await control.evidence.processes()).filter(
    ({ pid, stopped }) => stopped !== true && isAlive(pid),
  )

const report = (id: string): Promise<Answer> =>
  ask('POST', '/v1/outcomes', { body: { command_id: id, outcome: 'confirmed' } })

describe('serve --workers 2', () => {
  it('answers on one port with two processes, neither being the one that holds the store', async () => {
    const found = await until(running, (all) => all.length === 2)
    expect(found.map(({ pid }) => pid)).not.toContain(host.pid)
    const answered = new Set<string>()
    await until(
      async () => answered.add(JSON.parse((await ask('GET', '/healthz')).text).instance),
      ({ size }) => size === 2,
    )
    expect([...answered].toSorted()).toEqual(found.map(({ instance }) => instance).toSorted())
  })

  it('adds the numbers of both up, whoever is asked', async () => {
    const before = asked
    for (let i = 0; i < 10; i += 1) expect(await decide()).toMatchObject({ status: 200 })
    for (let i = 0; i < 4; i += 1) expect(await metric('partial_trust_decisions_total')).toBe(asked)
    expect(asked).toBe(before + 10)
    expect(await metric('partial_trust_workers')).toBe(2)
    expect(await metric('partial_trust_lease_fresh')).toBe(1)
  })

  it('takes an outcome of whatever one of them decided, and of nothing else', async () => {
    for (let i = 0; i < 4; i += 1) expect((await report('command-1')).status).toBe(202)
    expect((await report('made-up')).status).toBe(404)
  })

  it('knows a session that one of them opened in both, and ends it in both', async () => {
    const opened = await ask('POST', '/v1/session', { headers: bearer() })
    const cookie = String(opened.head['set-cookie']).split(';')[0] ?? ''
    const session = () => ask('GET', '/v1/session', { headers: { cookie } })
    for (let i = 0; i < 4; i += 1) expect((await session()).status).toBe(200)
    const { proof } = JSON.parse((await session()).text)
    const headers = { cookie, 'x-partial-trust-proof': proof }
    expect((await ask('DELETE', '/v1/session', { headers })).status).toBe(204)
    for (let i = 0; i < 4; i += 1) await until(session, ({ status }) => status === 401)
  })

  it('is killed in both at once, and each of them says so', async () => {
    const killed = await runCommand(['kill', intent, '--reason', 'harm'], { cwd })
    expect(killed).toMatchObject({ exitCode: 0 })
    for (const { pid } of await running()) expect(killed.stdout).toContain(String(pid))
    for (let i = 0; i < 6; i += 1) {
      expect((await decide()).head['x-partial-trust-reason']).toBe('killed')
    }
    await until(
      () => metric('partial_trust_kills_total'),
      (kills) => kills === 1,
    )
  })

  it('replaces a worker that crashes, with the kill in force, and no other decision suffers', async () => {
    const counted = await metric('partial_trust_decisions_total')
    const [victim] = await running()
    let failed = 0
    process.kill(victim?.pid ?? 0, 'SIGKILL')
    await until(
      async () => {
        // One question at a time: only what the kernel gave the dying process may go unanswered.
        await decide().catch(() => (failed += 1))
        return running()
      },
      (all) => all.length === 2 && all.every(({ pid }) => pid !== victim?.pid),
    )
    expect(failed).toBeLessThanOrEqual(3)
    // Closed it is from its first moment; by the kill, once it has heard of the state.
    await until(running, (all) => all.every(({ corridors }) => corridors[0]?.set_by === 'kill'))
    await until(
      () => metric('partial_trust_workers'),
      (workers) => workers === 2,
    )
    expect(await metric('partial_trust_worker_replacements_total')).toBe(1)
    // The new one counts the kills that it was not there for, and no sum falls.
    await until(
      () => metric('partial_trust_kills_total'),
      (kills) => kills === 1,
    )
    expect(await metric('partial_trust_decisions_total')).toBeGreaterThanOrEqual(counted)
    expect(said.join('\n')).toMatch(/worker \d+ ended \(SIGKILL\) and is replaced/u)
  })

  it('stops all of them when it is told to: whatever was answered is recorded', async () => {
    const pids = (await running()).map(({ pid }) => pid)
    const before = asked
    const ended = new Promise((settle) => host.on('exit', (code) => settle(code)))
    const answers = Array.from({ length: 20 }, decide)
    await Promise.race(answers)
    host.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(pids.filter(isAlive)).toEqual([])
    const lines = readFileSync(join(cwd, 'logs', 'partial_trust_risk.jsonl'), 'utf8').split('\n')
    const ids = new Set(
      lines.filter((line) => line !== '').map((line) => JSON.parse(line).command_id),
    )
    const settled = await Promise.allSettled(answers)
    const unrecorded = settled.filter(
      ({ status }, i) => status === 'fulfilled' && !ids.has(`command-${before + 1 + i}`),
    )
    expect(unrecorded).toEqual([])
    const reports = await control.evidence.processes()
    expect(reports.filter(({ stopped }) => stopped === true)).toHaveLength(2)
  })
})
