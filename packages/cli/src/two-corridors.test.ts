import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startLlmSimulator, type LlmSimulator } from '@partial-trust/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from './run-command.contract.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const program = join(root, 'packages/cli/bin/partial-trust.js')
const cwd = mkdtempSync(join(tmpdir(), 'two-corridors-'))

const config = `
import { householdCorridor, validateCommand } from '${root}examples/household/dist/index.js'
import { supportTicketsCorridor, validateTicket } from '${root}examples/support-tickets/dist/index.js'
import { defineConfig, registerCorridor } from '${root}packages/partial-trust/dist/index.js'
export default defineConfig({ corridors: [
  registerCorridor({ definition: householdCorridor, validate: validateCommand, deadlineMs: 150, plan: 'shopping.yaml' }),
  registerCorridor({ definition: supportTicketsCorridor, validate: validateTicket, deadlineMs: 800, plan: 'tickets.yaml' }),
] })
`
const plan = (stage: string): string =>
  `version: 1\nstages:\n  - { name: ${stage}, rate: 1, go: [{ metric: attempt_error, below: 0.3 }], no_go: [{ metric: incident }] }\n`

const command = {
  command_id: 'c-1',
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
const ticket = {
  ticketId: 't-1',
  subject: 'Invoice for March',
  body: 'Could you send it again?',
  plan: 'free',
  isAutomatic: false,
  mayBeReadByModel: true,
}
const shopping = {
  intent: 'add_shopping_item',
  items: [{ name: 'milk', list_id: 'list-1' }],
  confidence: 0.9,
}

let simulator: LlmSimulator
let service: ChildProcess
let base = ''
let viewer = ''
const env = (): Record<string, string> => ({
  PARTIAL_TRUST_ENABLED: 'true',
  LLM_POLICY_ENABLED: 'true',
  LLM_BASE_URL: simulator.url,
})

const pt = (line: string): ReturnType<typeof runCommand> =>
  runCommand(line.split(' '), { cwd, env: env() })

beforeAll(async () => {
  simulator = await startLlmSimulator({
    schedule: { latency_ms: 0, jitter_ms: 0 },
    respond: ({ schema }) =>
      JSON.stringify(schema ?? null).includes('"queue"')
        ? { queue: 'billing', priority: 3, sure: 0.95 }
        : shopping,
  })
  writeFileSync(join(cwd, 'partial-trust.config.mjs'), config)
  writeFileSync(join(cwd, 'shopping.yaml'), plan('week'))
  writeFileSync(join(cwd, 'tickets.yaml'), plan('month'))
  service = spawn(process.execPath, [program, 'serve', '--port', '0'], {
    cwd,
    env: env(),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (service.stderr === null) throw new Error('no stderr')
  for await (const line of createInterface({ input: service.stderr })) {
    viewer ||= /viewer token: (\S+)/u.exec(line)?.[1] ?? ''
    base = /listening on (\S+)/u.exec(line)?.[1] ?? ''
    if (base !== '') break
  }
  service.stderr.resume()
})
afterAll(async () => {
  service.kill('SIGKILL')
  await simulator.close()
  rmSync(cwd, { recursive: true, force: true })
})

/** Decides until the record's status is `wanted`: what a change of control needs to reach the process. */
async function decided(intent: string, body: object, wanted: string): Promise<string> {
  let status = ''
  for (let tries = 0; tries < 300 && status !== wanted; tries += 1) {
    if (tries > 0) await sleep(50)
    const response = await fetch(`${base}/v1/decide?intent=${intent}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(response.status).toBe(200)
    status = response.headers.get('x-partial-trust-status') ?? ''
  }
  return status
}

const view = async (path: string): Promise<unknown> =>
  (await fetch(`${base}${path}`, { headers: { authorization: `Bearer ${viewer}` } })).json()

describe('two corridors in one service', () => {
  it('are each rolled out by their own plan, and both accept', async () => {
    for (const intent of ['add_shopping_item', 'route_ticket']) {
      const started = await pt(`rollout start ${intent} --reason first --despite-lint`)
      expect(started).toMatchObject({ exitCode: 0, stderr: '' })
    }
    expect(await decided('add_shopping_item', command, 'accepted_llm')).toBe('accepted_llm')
    expect(await decided('route_ticket', ticket, 'accepted_llm')).toBe('accepted_llm')
  })

  it('are told apart by status, gate and the service, with stage, epoch, plan and deadline', async () => {
    const { corridors } = JSON.parse((await pt('status --json')).stdout)
    expect(corridors).toMatchObject([
      { intent: 'add_shopping_item', deadline_ms: 150, set_by: 'stage week' },
      { intent: 'route_ticket', deadline_ms: 800, set_by: 'stage month' },
    ])
    const gates = await Promise.all(
      ['add_shopping_item', 'route_ticket'].map(async (intent) => {
        const { stdout, exitCode } = await pt(`gate --corridor ${intent} --json`)
        return { ...JSON.parse(stdout), exitCode }
      }),
    )
    expect(gates).toMatchObject([
      { stage: 'week', exitCode: 10, source: { corridor: 'add_shopping_item' } },
      { stage: 'month', exitCode: 10, source: { corridor: 'route_ticket' } },
    ])
    expect(gates[0].source.plan).not.toEqual(gates[1].source.plan)
    expect(JSON.stringify(await view('/v1/corridors'))).toMatch(
      /add_shopping_item[^]*week[^]*route_ticket[^]*month/u,
    )
    expect(await view('/v1/corridors/route_ticket/gate')).toMatchObject({
      stage: { name: 'month' },
    })
  })

  it('go on without each other: one is killed, the other accepts', async () => {
    const killed = await pt('kill route_ticket --reason harm')
    expect(killed).toMatchObject({ exitCode: 0 })
    expect(await decided('route_ticket', ticket, 'skipped')).toBe('skipped')
    expect(await decided('add_shopping_item', command, 'accepted_llm')).toBe('accepted_llm')
    const gate = async (intent: string): Promise<number> =>
      (await pt(`gate --corridor ${intent}`)).exitCode
    expect(await gate('route_ticket')).toBe(20)
    expect(await gate('add_shopping_item')).toBe(10)
  })
})
