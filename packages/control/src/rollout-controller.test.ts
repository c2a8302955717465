import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createVirtualClock } from '@partial-trust/testing'
import {
  agreement,
  bucketMs,
  defaultPlan,
  grant,
  MetricsCounter,
  narrow,
} from '@partial-trust/core'
import type { Observation, Plan, Terms } from '@partial-trust/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { controlPlan } from './control-plan.js'
import type { ControlAction } from './control-action.js'
import type { Desk } from './desk.js'
import type { ProcessReport } from './evidence-store.js'
import { openControl } from './open-control.js'
import { makeSqliteStore } from './make-sqlite-store.js'
import { rolloutController } from './rollout-controller.js'
import { statusReport } from './status-report.js'
import { memoryControl } from './testing/memory-control.js'

const intent = 'add_shopping_item'
const dayMs = 86_400_000
const cleanUps: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** One decision that asked for a candidate. */
function decided(atMs: number, stage: string, failed: boolean, epoch: string): Observation {
  return {
    atMs,
    instance: 'i-1',
    traceId: null,
    commandId: null,
    corridor: intent,
    epoch,
    stage,
    sampleRate: 0.01,
    mode: 'live',
    model: 'm',
    sampled: true,
    status: failed ? 'fallback_deterministic' : 'accepted_llm',
    reasonCode: failed ? 'timeout' : 'accepted',
    latencyMs: failed ? 200 : 20,
    deadlineMs: 200,
    mismatch: failed ? null : agreement,
    inputTokens: null,
    outputTokens: null,
    schema: 1,
    confidence: null,
  }
}

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

function reportOf(
  instance: string,
  epoch: string,
  nowMs: number,
  more: Partial<ProcessReport>,
): ProcessReport {
  return {
    instance,
    host: 'h',
    pid: 1,
    started_at: new Date(nowMs).toISOString(),
    seen_at: new Date(nowMs).toISOString(),
    lease_ms: 5000,
    lease_age_ms: 1,
    corridors: [{ intent, epoch, rate: 0.01, set_by: 'stage canary' }],
    dropped_records: 0,
    dropped_cells: 0,
    ...more,
  }
}

function open(directory: string, now: () => number) {
  makeSqliteStore(join(directory, 's.db'))
  const control = openControl({ kind: 'sqlite', path: 's.db' }, { cwd: directory, now })
  if (control === null) throw new Error('no control')
  return control
}

async function rig(plan: Plan = defaultPlan) {
  const directory = mkdtempSync(join(tmpdir(), 'controller-'))
  const clock = createVirtualClock()
  const control = open(directory, () => clock.epochMs())
  cleanUps.push(
    () => rmSync(directory, { recursive: true }),
    () => control.close(),
  )
  const verdicts: string[] = []
  const controller = rolloutController({
    store: control.store,
    desk: control.desk,
    clock,
    onVerdict: (_intent, { stage, verdict }) => verdicts.push(`${stage} ${verdict}`),
  })
  async function state() {
    const found = (await control.store.read()).corridors.get(intent)
    if (found === undefined) throw new Error('no state')
    return found
  }
  async function change(action: ControlAction): Promise<void> {
    const expectedVersion = (await control.store.read()).corridors.get(intent)?.version ?? 0
    const answer = await control.store.change({
      intent,
      action,
      by: 'ana',
      reason: 'x',
      expectedVersion,
    })
    expect(answer.kind).toBe('replaced')
  }
  /** Lets `days` pass with decisions spread evenly over them, then looks. */
  async function pass(days: number, decisions: number, failures: number, epoch = 'e1') {
    const counter = new MetricsCounter()
    const stage = (await state()).rollout?.stage ?? ''
    for (let i = 0; i < decisions; i += 1) {
      clock.advance((days * dayMs) / decisions)
      const failed =
        Math.floor(((i + 1) * failures) / decisions) > Math.floor((i * failures) / decisions)
      counter.record(decided(clock.epochMs(), stage, failed, epoch))
    }
    clock.advance(2 * bucketMs) // until the last bucket is sealed
    await control.evidence.save(counter.cells.values())
  }
  async function live(days: number, decisions: number, failures: number, epoch = 'e1') {
    await pass(days, decisions, failures, epoch)
    await controller.look()
  }
  await change({ kind: 'rollout', plan: controlPlan(plan) })
  return { control, controller, state, change, pass, live, clock, verdicts }
}

const quick: Plan = {
  ...defaultPlan,
  promote: 'auto',
  stages: [
    { ...defaultPlan.stages[0], min_days: 1 },
    ...defaultPlan.stages.slice(1).map((stage) => ({ ...stage, min_days: 1 })),
  ],
}

describe('the rollout controller', () => {
  it('closes a failing stage, with the verdict as evidence', async () => {
    const { live, state, control, verdicts } = await rig()
    await live(1, 200, 60)
    expect((await state()).rollout?.closed).toBe('no_go')
    const entry = (await control.store.audit()).at(-1)
    expect(entry).toMatchObject({ action: 'close', by: 'rollout controller' })
    expect(entry?.evidence).toMatchObject({ verdict: 'NO_GO', stage: 'canary' })
    expect(entry?.reason).toContain('NO_GO')
    expect(verdicts).toEqual(['canary NO_GO'])
  })

  it('says GO and waits for an operator', async () => {
    const { live, state, verdicts } = await rig()
    await live(4, 600, 2)
    expect(verdicts).toEqual(['canary GO'])
    expect((await state()).rollout).toMatchObject({ stage: 'canary', closed: null })
  })

  it('says GO no longer while the store is away, and NO_GO all the same', async () => {
    const { live, control, controller } = await rig()
    await live(4, 600, 2)
    const cut = () => vi.spyOn(control.store, 'read').mockRejectedValue(new Error('away'))
    const away = cut()
    await expect(controller.look()).rejects.toThrow('away')
    expect(controller.verdict(intent)).toBeNull()
    away.mockRestore()
    await controller.look()
    expect(controller.verdict(intent)?.verdict).toBe('GO')
    await live(1, 2000, 1500)
    cut()
    await expect(controller.look()).rejects.toThrow('away')
    expect(controller.verdict(intent)?.verdict).toBe('NO_GO')
  })

  it('tells the same word of another entry of the stage again', async () => {
    const { live, change, verdicts } = await rig()
    await live(1, 40, 0)
    await change({ kind: 'incident' })
    await change({ kind: 'resume' })
    await live(1, 40, 0)
    expect(verdicts).toEqual(['canary INSUFFICIENT', 'canary INSUFFICIENT'])
  })

  it('promotes by itself where the plan says so, and judges the next stage on its own evidence', async () => {
    const { live, state, controller } = await rig(quick)
    await live(1.2, 600, 2)
    await controller.look() // the first look noted the epoch
    expect((await state()).rollout).toMatchObject({ stage: 'expanded', rate: 0.05 })
    await controller.look()
    expect(controller.verdict(intent)).toMatchObject({ stage: 'expanded', verdict: 'INSUFFICIENT' })
    await live(2, 2400, 4)
    expect((await state()).rollout?.stage).toBe('target')
    await live(1.2, 3000, 6)
    await controller.look()
    expect((await state()).rollout).toMatchObject({ stage: 'target', closed: null })
  })

  it('keeps the minimum duration however good the evidence is', async () => {
    const { live, state, controller } = await rig(quick)
    await live(0.9, 5000, 0)
    await controller.look()
    expect(controller.verdict(intent)?.verdict).toBe('INSUFFICIENT')
    expect((await state()).rollout?.stage).toBe('canary')
  })

  it('starts evidence from zero when the epoch changes', async () => {
    const { live, state, controller } = await rig()
    await live(4, 600, 2)
    expect(controller.verdict(intent)?.verdict).toBe('GO')
    await live(0.2, 20, 0, 'e2')
    expect(controller.verdict(intent)?.verdict).toBe('INSUFFICIENT')
    expect((await state()).rollout?.epoch).toBe('e2')
  })

  it('keeps one epoch in force through an hour in which two policies answer, and takes the other once the first is silent', async () => {
    const { live, state, control, controller, clock, verdicts } = await rig()
    const epochs = async (): Promise<number> =>
      (await control.store.audit()).filter(({ action }) => action === 'epoch').length
    /** What `status` and the overview say of the corridor. */
    const shown = async () => {
      const report = statusReport({
        config: { enabled: true, leaseMs: 5000, proveEveryMs: 600_000 },
        problems: [],
        corridors: [{ intent, grant: (view) => grant(terms, () => view), askedPerDecision: [] }],
        location: 'here',
        snapshot: await control.store.read(),
        problem: null,
        processes: await control.evidence.processes(),
        leader: 'one',
        verdicts: new Map([[intent, controller.verdict(intent)]]),
        nowMs: clock.epochMs(),
      })
      const [corridor] = report.corridors
      return { epoch: corridor?.epoch, epochs: corridor?.epochs }
    }
    const report = (epoch: string, stopped?: true) =>
      control.evidence.report(
        reportOf(`process-${epoch}`, epoch, clock.epochMs(), stopped === true ? { stopped } : {}),
      )
    const turnDays = 20_000 / dayMs
    await live(turnDays, 4, 0, 'e1')
    await report('e1')
    const before = (await state()).version
    const said = new Set<string>()
    const entries = (await control.store.audit()).length
    // As a rolling deployment that got stuck half way: 90 turns of 40 s.
    for (let turn = 0; turn < 90; turn += 1) {
      await live(turnDays, 4, 0, turn % 2 === 0 ? 'e2' : 'e1')
      await report('e1')
      await report('e2')
      said.add(JSON.stringify(await shown()))
    }
    expect([...said]).toEqual([
      JSON.stringify({
        epoch: 'e1',
        epochs: ['e1', 'e2'].map((epoch) => ({ epoch, processes: 1 })),
      }),
    ])
    expect((await state()).version).toBe(before)
    expect((await control.store.audit()).length).toBe(entries)
    expect(new Set(verdicts)).toEqual(new Set(['canary INSUFFICIENT']))
    expect(await epochs()).toBe(1)
    expect(controller.verdict(intent)?.verdict).toBe('INSUFFICIENT')
    await report('e1', true)
    for (let turn = 0; turn < 10; turn += 1) await live(turnDays, 4, 0, 'e2')
    await report('e2')
    expect(await shown()).toEqual({ epoch: 'e2', epochs: [{ epoch: 'e2', processes: 1 }] })
    expect((await state()).rollout?.epoch).toBe('e2')
    expect(await epochs()).toBe(2)
  })

  it('keeps one epoch in force where two policies answer for days, each now and then, until no process serves it', async () => {
    const { pass, state, control, controller, clock } = await rig()
    const report = (epoch: string, more: Partial<ProcessReport> = {}) =>
      control.evidence.report(reportOf(`process-${epoch}`, epoch, clock.epochMs(), more))
    async function tenMinutes(epoch: string, first: Partial<ProcessReport> = {}): Promise<void> {
      await pass(600_000 / dayMs, 1, 0, epoch)
      await report('e1', first)
      await report('e2')
      await controller.look()
    }
    await tenMinutes('e1')
    const before = (await state()).version
    // Two regions, and a night in which neither decides anything.
    for (let turn = 0; turn < 40; turn += 1) {
      if (turn === 20) clock.advance(dayMs / 3)
      await tenMinutes(turn % 3 === 0 ? 'e1' : 'e2')
    }
    expect((await state()).version).toBe(before)
    await tenMinutes('e2', { stopped: true })
    expect((await state()).rollout?.epoch).toBe('e2')
  })

  it('takes an epoch out of force whose processes stand by and are asked nothing', async () => {
    const { pass, state, control, controller, clock } = await rig()
    async function asked(epoch: string, times: number): Promise<void> {
      await pass(0.1, times, 0, epoch)
      await control.evidence.report(reportOf('stands by', 'e1', clock.epochMs(), {}))
      await controller.look()
    }
    await asked('e1', 20)
    await asked('e2', 180)
    expect((await state()).rollout?.epoch).toBe('e1')
    await asked('e2', 40)
    expect((await state()).rollout?.epoch).toBe('e2')
  })

  it('forgets an earlier visit to the stage when the corridor is resumed', async () => {
    const { live, state, change, controller } = await rig()
    await live(1, 200, 60)
    await change({ kind: 'resume' })
    await controller.look()
    expect((await state()).rollout?.closed).toBeNull()
    await live(1, 100, 0)
    expect(controller.verdict(intent)).toMatchObject({ verdict: 'INSUFFICIENT' })
    expect((await state()).rollout?.closed).toBeNull()
  })

  it('touches nothing that is killed, and leaves corridors without a rollout alone', async () => {
    const { live, change, state, controller } = await rig()
    await change({ kind: 'kill' })
    await live(1, 200, 60)
    expect((await state()).rollout?.closed).toBeNull()
    expect((await state()).killed).toBe(true)
    expect(controller.verdict('another')).toBeNull()
  })

  it('acts once however many replicas look at the same time', async () => {
    const { control, pass, clock, state } = await rig()
    await pass(1, 200, 60)
    const replicas = Array.from({ length: 4 }, () =>
      rolloutController({ store: control.store, desk: control.desk, clock }),
    )
    await Promise.all(replicas.map((replica) => replica.look()))
    const closings = (await control.store.audit()).filter(({ action }) => action === 'close')
    expect(closings.length).toBe(1)
    expect((await state()).version).toBe(2)
  })
})

/** A controller that leads twelve rollouts, over a desk that takes its time or fails for some of them. */
async function twelve(answer: (intent: string) => Promise<void>) {
  const clock = createVirtualClock()
  const control = memoryControl({ now: () => clock.epochMs() })
  const plan = controlPlan(defaultPlan)
  const names = Array.from({ length: 12 }, (_, index) => `corridor_${index}`)
  for (const name of names) {
    const action = { kind: 'rollout', plan } as const
    const request = { intent: name, action, by: 'ana', reason: 'x', expectedVersion: 0 }
    expect((await control.store.change(request)).kind).toBe('replaced')
  }
  const slow: Desk = {
    async ask(task, question) {
      if (task.name !== 'judge') return control.desk.ask(task, question)
      const { state } = Object(question)
      await answer(state.intent)
      return control.desk.ask(task, question)
    },
    close: async () => undefined,
  }
  const controller = rolloutController({
    store: control.store,
    desk: slow,
    clock,
    leads: () => control.leadership.leads('one'),
  })
  cleanUps.push(() => controller.stop())
  controller.start()
  /** Who led, looked at every tenth of a second. */
  async function leaders(seconds: number): Promise<ReadonlySet<string | null>> {
    const seen = new Set<string | null>()
    for (let tenth = 0; tenth < seconds * 10; tenth++) {
      await nextTurn()
      seen.add(await control.leadership.leader())
      clock.advance(100)
    }
    return seen
  }
  return { clock, control, controller, names, leaders }
}

describe('the lead of a rollout controller', () => {
  it('stays with whoever needs longer to judge, and to rest from it, than the lead lasts', async () => {
    const { clock, controller, names, leaders } = await twelve(
      () => new Promise((resolve) => void clock.setTimer(resolve, 600)),
    )
    // A look takes 7.2 s, the pause after it 36 s.
    expect([...(await leaders(120))]).toEqual(['one'])
    for (const name of names) expect(controller.verdict(name)?.verdict).toBe('INSUFFICIENT')
  })

  it('is given up by whoever can judge nothing, and taken again once that works', async () => {
    let broken = false
    const { leaders } = await twelve(async () => {
      if (broken) throw new Error('the desk is gone')
    })
    expect([...(await leaders(10))]).toEqual(['one'])
    broken = true
    await leaders(10)
    expect([...(await leaders(20))]).toEqual([null])
    broken = false
    await leaders(5)
    expect([...(await leaders(10))]).toEqual(['one'])
  })

  it('is kept while one corridor of many cannot be judged, and all others are', async () => {
    const { controller, names, leaders } = await twelve(async (name) => {
      if (name === 'corridor_0') throw new Error('its counts do not read')
    })
    expect([...(await leaders(20))]).toEqual(['one'])
    const judged = names.filter((name) => controller.verdict(name) !== null)
    expect(judged).toEqual(names.slice(1))
  })
})
