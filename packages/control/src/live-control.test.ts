import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { grant, narrow, readMetrics } from '@partial-trust/core'
import type { RiskRecord, Terms } from '@partial-trust/core'
import { afterEach, describe, expect, it } from 'vitest'
import { backgroundClock } from './background-clock.js'
import { threeStages } from './control-store.contract.js'
import { openControl } from './open-control.js'
import { makeSqliteStore } from './make-sqlite-store.js'
import { canaryIntent } from './canary.js'
import { CountsOnDisk } from './counts-on-disk.js'
import { openLiveControl } from './live-control.js'
import type { LiveControl } from './live-control.js'

const intent = 'add_shopping_item'
const cleanUps: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** As the environment leaves it when everything is on. */
const terms: Terms = {
  settings: narrow(
    { intent },
    {
      enabled: true,
      problem: null,
      allowedIntents: null,
      sampleRate: null,
      deadlineMs: null,
      policyEnabled: true,
    },
  ),
  mode: 'live',
  answered: true,
  authorities: [],
}

async function rig() {
  const directory = mkdtempSync(join(tmpdir(), 'live-'))
  cleanUps.push(() => rmSync(directory, { recursive: true }))
  const path = join(directory, 'state.db')
  makeSqliteStore(path)
  function open() {
    const control = openControl({ kind: 'sqlite', path }, { cwd: directory, now: Date.now })
    if (control === null) throw new Error('no control')
    return control
  }
  const operator = open()
  cleanUps.push(() => operator.close())
  const live: LiveControl = openLiveControl({
    control: open(),
    leaseMs: 500,
    instance: 'i-1',
    corridors: () => [{ intent, epoch: 'e', grant: () => grant(terms, () => live.view(intent)) }],
    clock: backgroundClock,
    host: 'here',
    pid: 1,
    longestDeadlineMs: () => 200,
    droppedRecords: () => 3,
    flushMs: 20,
    disk: diskOf(directory, 'i-1'),
  })
  cleanUps.push(() => live.close())
  await live.feed.ready
  /** The process that is started after this one has ended. */
  const next = () => {
    const restarted: LiveControl = openLiveControl({
      control: open(),
      leaseMs: 500,
      instance: 'i-2',
      corridors: () => [
        { intent, epoch: 'e', grant: () => grant(terms, () => restarted.view(intent)) },
      ],
      clock: backgroundClock,
      host: 'here',
      pid: 1,
      longestDeadlineMs: () => 200,
      droppedRecords: () => 0,
      flushMs: 20,
      disk: diskOf(directory, 'i-2'),
    })
    cleanUps.push(() => restarted.close())
  }
  return { operator, live, path, next, folder: join(directory, 'counts') }
}

function diskOf(directory: string, instance: string): CountsOnDisk {
  return new CountsOnDisk({ folder: join(directory, 'counts'), instance, pid: 1, now: Date.now })
}

function record(status: RiskRecord['status'], reason: RiskRecord['reason_code']): RiskRecord {
  return {
    timestamp: new Date().toISOString(),
    trace_id: crypto.randomUUID(),
    command_id: null,
    corridor_intent: intent,
    sample_rate: 0.01,
    sampled: status !== 'not_sampled',
    status,
    reason_code: reason,
    latency_ms: 5,
    model_meta: null,
    baseline_summary: null,
    llm_summary: null,
    diff_summary: null,
    schema: 1,
    epoch: 'e',
    stage: 'canary',
    mode: 'live',
    bucket: 0,
    deadline_ms: 200,
    instance: 'i-1',
  }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(5)
}

async function started(rigged: Awaited<ReturnType<typeof rig>>): Promise<void> {
  const { operator, live } = rigged
  const action = { kind: 'rollout', plan: threeStages } as const
  await operator.store.change({ intent, action, by: 'ana', reason: 'x', expectedVersion: 0 })
  await until(() => live.view(intent).kind === 'open')
}

describe('a process under live control', () => {
  it('closes the stage by itself within 10 candidates when all of them fail, and reports it', async () => {
    const rigged = await rig()
    await started(rigged)
    const { live, operator } = rigged
    let asked = 0
    while (live.view(intent).kind === 'open') {
      live.record(record('fallback_deterministic', 'timeout'))
      asked += 1
    }
    expect(asked).toBeLessThanOrEqual(10)
    await until(async () => {
      const state = (await operator.store.read()).corridors.get(intent)
      return state?.rollout?.closed === 'sentinel'
    })
    const entry = (await operator.store.audit()).at(-1)
    expect(entry).toMatchObject({ action: 'close', by: 'sentinel of i-1' })
    expect(entry?.evidence).toMatchObject({ attempts: asked, failures: asked })
    expect(entry?.reason).toBe(
      `${asked} of the latest ${asked} candidates failed in this process (${asked} of ${asked} in all): the rate has risen above 0.1`,
    )
  })

  it('is not alarmed by a healthy candidate, or by refusals of its content', async () => {
    const rigged = await rig()
    await started(rigged)
    const { live } = rigged
    for (let i = 0; i < 3000; i += 1) {
      if (i % 25 === 0) live.record(record('fallback_deterministic', 'timeout'))
      else if (i % 3 === 0) live.record(record('fallback_deterministic', 'low_confidence'))
      else live.record(record('accepted_llm', 'accepted'))
    }
    // A stalled machine can cost the lease; an alarm of the sentinel would stay.
    await until(async () => (await live.feed.refresh()) && live.view(intent).kind === 'open')
  })

  it('leaves a corridor without a rollout to its circuit breaker', async () => {
    const { live } = await rig()
    for (let i = 0; i < 50; i += 1) live.record(record('error', 'Error'))
    expect(live.view(intent)).toEqual({ kind: 'unmanaged' })
  })

  it('loses no count when it ends while the store is away: the next one sends them, once', async () => {
    const { live, operator, path, next, folder } = await rig()
    live.record(record('accepted_llm', 'accepted'))
    await until(
      async () => readMetrics((await operator.evidence.evidence()).metrics).attempts === 1,
    )
    for (const end of ['', '-wal', '-shm']) renameSync(path + end, `${path}.away${end}`)
    for (let i = 0; i < 7; i += 1) live.record(record('accepted_llm', 'accepted'))
    await live.close()
    expect(readdirSync(folder)).toEqual(['1.i-1.1.counts.json'])
    for (const end of ['', '-wal', '-shm']) renameSync(`${path}.away${end}`, path + end)
    next()
    await until(() => readdirSync(folder).length === 0)
    expect(readMetrics((await operator.evidence.evidence()).metrics).attempts).toBe(8)
  })

  it('stays closed while the store is away, and tells it when it is back', async () => {
    const rigged = await rig()
    await started(rigged)
    const { live, operator, path } = rigged
    for (const end of ['', '-wal', '-shm']) renameSync(path + end, `${path}.away${end}`)
    for (let i = 0; i < 12; i += 1) live.record(record('error', 'Error'))
    expect(live.view(intent).kind).toBe('closed')
    await until(() => live.lease().problem !== null)
    for (const end of ['', '-wal', '-shm']) renameSync(`${path}.away${end}`, path + end)
    await until(async () => {
      const state = (await operator.store.read()).corridors.get(intent)
      return state?.rollout?.closed === 'sentinel'
    })
    expect(live.view(intent).kind).toBe('closed')
  })

  it('sends its counts and reports itself', async () => {
    const { live, operator } = await rig()
    const start = { epochMs: Date.now(), epoch: 'e', stage: null, rate: 0.01 }
    for (let i = 0; i < 5; i += 1) live.started(intent, start)
    for (let i = 0; i < 3; i += 1) live.record(record('accepted_llm', 'accepted'))
    live.record(record('not_sampled', 'not_sampled'))
    await until(
      async () => readMetrics((await operator.evidence.evidence()).metrics).eligible === 4,
    )
    const counts = readMetrics((await operator.evidence.evidence()).metrics)
    expect(counts).toMatchObject({ started: 5, attempts: 3, accepted: 3, sampled: 3 })
    const [report] = await operator.evidence.processes()
    expect(report).toMatchObject({
      instance: 'i-1',
      lease_ms: 500,
      dropped_records: 3,
      corridors: [
        { intent, epoch: 'e', rate: 0.01, mode: 'live', set_by: 'default' },
        { intent: canaryIntent, rate: 1, set_by: 'trial' },
      ],
    })
  })

  it('loses no count over an outage of the store, nor at a normal stop', async () => {
    const { live, operator, path } = await rig()
    live.record(record('accepted_llm', 'accepted'))
    for (const end of ['', '-wal', '-shm']) renameSync(path + end, `${path}.away${end}`)
    live.record(record('accepted_llm', 'accepted'))
    await sleep(100) // several flushes fail
    live.record(record('accepted_llm', 'accepted'))
    for (const end of ['', '-wal', '-shm']) renameSync(`${path}.away${end}`, path + end)
    live.record(record('accepted_llm', 'accepted'))
    await live.close()
    expect(readMetrics((await operator.evidence.evidence()).metrics).accepted).toBe(4)
  })

  it('says goodbye at a normal stop, so that nobody takes it for a process that fell silent', async () => {
    const { live, operator } = await rig()
    await until(async () => (await operator.evidence.processes()).length === 1)
    expect((await operator.evidence.processes())[0]).not.toHaveProperty('stopped')
    await live.close()
    expect(await operator.evidence.processes()).toMatchObject([{ instance: 'i-1', stopped: true }])
  })
})
