import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { controlPlan, openControl } from '@partial-trust/control'
import { bucketMs, counterIndex, defaultPlan, emptyVector } from '@partial-trust/core'
import { defineCorridor, openTrust } from 'partial-trust'
import type { Schema, Trust } from 'partial-trust'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from './run-command.contract.js'

const word: Schema<string> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) =>
      typeof value === 'string' ? { value } : { issues: [{ message: 'must be a text' }] },
  },
}

function corridor(intent: string, deadlineMs: number) {
  return defineCorridor({
    intent,
    deadlineMs,
    id: (id: string) => id,
    baseline: () => 'baseline',
    candidate: word,
    ask: async () => 'candidate',
  })
}
const refunds = corridor('decide_refund', 150)
const queues = corridor('choose_queue', 800)
const stages = { decide_refund: 'week', choose_queue: 'month' } as const

const cwd = mkdtempSync(join(tmpdir(), 'two-in-process-'))
const env = {
  PARTIAL_TRUST_ENABLED: 'true',
  LLM_POLICY_ENABLED: 'true',
  PARTIAL_TRUST_STATE: 'sqlite:state.db',
}
let trust: Trust
beforeAll(async () => {
  trust = await openTrust({ cwd, env })
  trust.open(refunds)
  trust.open(queues)
  const control = openControl({ kind: 'sqlite', path: 'state.db' }, { cwd, now: Date.now })
  if (control === null) throw new Error('no control')
  for (const [intent, name] of Object.entries(stages)) {
    const plan = { ...defaultPlan, stages: [{ ...defaultPlan.stages[0], name, rate: 1 }] as const }
    const action = { kind: 'rollout', plan: controlPlan(plan) } as const
    const by = 'ana'
    await control.store.change({ intent, action, by, reason: 'first', expectedVersion: 0 })
  }
  await control.close()
})
afterAll(async () => {
  await trust.close()
  rmSync(cwd, { recursive: true })
})

const pt = (line: string): ReturnType<typeof runCommand> =>
  runCommand(line.split(' '), { cwd, env })

/** Decides until the record's status is `wanted`: what a change of control needs to reach the process. */
async function decided(definition: typeof refunds, wanted: string): Promise<unknown> {
  const open = trust.open(definition)
  for (let tries = 0; ; tries += 1) {
    const { record } = await open.decide(`id-${tries}`)
    if (record?.status === wanted || tries === 600) return record
    await sleep(50)
  }
}

describe('two corridors in one process of an application', () => {
  it('are each rolled out by their own plan and deadline, and both accept', async () => {
    expect(await decided(refunds, 'accepted_llm')).toMatchObject({
      status: 'accepted_llm',
      stage: 'week',
      deadline_ms: 150,
    })
    expect(await decided(queues, 'accepted_llm')).toMatchObject({
      status: 'accepted_llm',
      stage: 'month',
      deadline_ms: 800,
    })
  })

  it('are each named by gate, and by status on a row of the process that runs them', async () => {
    for (const [intent, stage] of Object.entries(stages)) {
      const { stdout, exitCode } = await pt(`gate --corridor ${intent} --json`)
      expect(JSON.parse(stdout)).toMatchObject({ stage, source: { corridor: intent } })
      expect(exitCode).toBe(10)
    }
    const rows = [
      /\bchoose_queue\b.* alive .* 100 % +stage month/u,
      /\bdecide_refund\b.* alive .* 100 % +stage week/u,
    ]
    let text = ''
    for (let tries = 0; tries < 600 && !rows.every((row) => row.test(text)); tries += 1) {
      if (tries > 0) await sleep(100) // processes report once in a while
      text = (await pt('status')).stdout
    }
    for (const row of rows) expect(text).toMatch(row)
  })

  it('go on without each other: one is killed, the other accepts', async () => {
    expect(await pt('kill choose_queue --reason harm')).toMatchObject({ exitCode: 0 })
    expect(await decided(queues, 'skipped')).toMatchObject({ reason_code: 'killed' })
    expect(await decided(refunds, 'accepted_llm')).toMatchObject({ status: 'accepted_llm' })
    expect((await pt('gate --corridor choose_queue')).exitCode).toBe(20)
    expect((await pt('gate --corridor decide_refund')).exitCode).toBe(10)
  })

  it('have their NO_GO enforced by that process, without any service', async () => {
    const before = Date.now() - 3_600_000
    const address = { kind: 'sqlite', path: 'state.db' } as const
    const control = openControl(address, { cwd, now: () => before })
    if (control === null) throw new Error('no control')
    const intent = 'decide_refund'
    const state = async () => (await control.store.read()).corridors.get(intent)
    const expectedVersion = (await state())?.version ?? 0
    const action = { kind: 'rollout', plan: controlPlan(defaultPlan), restart: true } as const
    await control.store.change({ intent, action, by: 'ana', reason: 'again', expectedVersion })
    const vector = emptyVector()
    for (const name of ['eligible', 'sampled', 'attempts', 'judged', 'errors'] as const) {
      vector[counterIndex[name]] = 10
    }
    const key = { instance: 'x', corridor: intent, epoch: 'e', stage: 'canary', sampleRate: 0.01 }
    const first = Math.floor(before / bucketMs) + 60
    await control.evidence.save(
      Array.from({ length: 20 }, (_, index) => ({
        key: { ...key, bucket: first + 6 * index, mode: 'live' as const, model: null },
        vector,
      })),
    )
    for (let tries = 0; tries < 600; tries += 1) {
      if ((await state())?.rollout?.closed === 'no_go') break
      await sleep(50)
    }
    expect((await state())?.rollout?.closed).toBe('no_go')
    expect((await control.store.audit()).at(-1)?.by).toMatch(/^rollout controller of /u)
    await control.close()
  })
})
