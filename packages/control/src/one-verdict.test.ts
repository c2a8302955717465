import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { agreement, bucketMs, defaultPlan, MetricsCounter } from '@partial-trust/core'
import type { Plan } from '@partial-trust/core'
import { createVirtualClock } from '@partial-trust/testing'
import { describe, expect, it } from 'vitest'
import { controlPlan } from './control-plan.js'
import type { ControlAction } from './control-action.js'
import { untouched } from './control-state.js'
import type { CorridorState } from './control-state.js'
import { decidePromotion } from './decide-change.js'
import { currentJudgement } from './judge-rollout.js'
import { openControl } from './open-control.js'
import type { Control } from './open-control.js'
import { rolloutController } from './rollout-controller.js'
import type { RolloutController } from './rollout-controller.js'
import { makeSqliteStore } from './make-sqlite-store.js'

const intent = 'a'

/** Quick to satisfy, so that GO, NO_GO and INSUFFICIENT all come up. */
const plan: Plan = {
  ...defaultPlan,
  promote: 'auto',
  stages: [
    {
      ...defaultPlan.stages[0],
      min_days: 0,
      min_sampled: 20,
      go: [{ metric: 'attempt_error', below: 0.4, of: 'sampled' }],
      no_go: [{ metric: 'attempt_error', above: 0.5, of: 'sampled' }, { metric: 'incident' }],
    },
    ...defaultPlan.stages.slice(1),
  ],
}

type Step =
  | { readonly kind: 'decide'; readonly at: number; readonly good: number; readonly bad: number }
  | { readonly kind: 'pass'; readonly buckets: number }
  | {
      readonly kind: 'act'
      readonly at: number
      readonly action: 'incident' | 'resume' | 'kill' | 'close' | 'restart' | 'promote'
    }
  | { readonly kind: 'look' | 'restart process'; readonly at: number }

const at = fc.nat({ max: 1 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('decide' as const),
      at,
      good: fc.nat({ max: 80 }),
      bad: fc.nat({ max: 12 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      buckets: fc.integer({ min: 1, max: 400 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      at,
      action: fc.constantFrom('incident', 'resume', 'kill', 'close', 'restart', 'promote'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('look' as const, 'restart process' as const),
      at,
    }),
  },
)

type Process = {
  control: Control
  controller: RolloutController
  counter: MetricsCounter
  name: string
}

async function stateIn({ store }: Control): Promise<CorridorState> {
  return (await store.read()).corridors.get(intent) ?? untouched(intent)
}

/** Two processes on one store, in virtual time. */
async function world() {
  const directory = mkdtempSync(join(tmpdir(), 'verdict-'))
  const path = join(directory, 's.db')
  makeSqliteStore(path)
  const clock = createVirtualClock()
  const now = (): number => clock.epochMs()
  const open = (): Control => {
    const control = openControl({ kind: 'sqlite', path }, { cwd: directory, now })
    if (control === null) throw new Error('no control')
    return control
  }
  let made = 0
  const begin = (): Process => {
    const control = open()
    made += 1
    const { store, desk } = control
    const controller = rolloutController({ store, desk, clock })
    return { control, controller, counter: new MetricsCounter(), name: `p${made}` }
  }
  const processes: [Process, Process] = [begin(), begin()]

  async function change({ control }: Process, action: ControlAction): Promise<void> {
    const { version } = await stateIn(control)
    const by = 'ana'
    await control.store.change({ intent, action, by, reason: 'x', expectedVersion: version })
  }

  async function act(
    process: Process,
    name: Extract<Step, { kind: 'act' }>['action'],
  ): Promise<void> {
    const { control } = process
    switch (name) {
      case 'incident':
      case 'resume':
      case 'kill':
        return change(process, { kind: name })
      case 'close':
        return change(process, { kind: 'close', because: 'sentinel', evidence: { attempts: 9 } })
      case 'restart':
        return change(process, { kind: 'rollout', plan: controlPlan(plan), restart: true })
      case 'promote': {
        const judged = await currentJudgement(await stateIn(control), control, clock.epochMs())
        const decided = decidePromotion(judged?.verdict ?? null, false)
        return decided.kind === 'action' ? change(process, decided.action) : undefined
      }
    }
  }

  async function decide(
    { control, counter, name }: Process,
    good: number,
    bad: number,
  ): Promise<void> {
    const { rollout } = await stateIn(control)
    for (let i = 0; i < good + bad; i++) {
      const failed = i < bad
      counter.record({
        atMs: clock.epochMs(),
        instance: name,
        traceId: null,
        commandId: null,
        corridor: intent,
        epoch: 'e',
        stage: rollout?.stage ?? null,
        sampleRate: rollout?.rate ?? 0.01,
        mode: 'live',
        model: null,
        sampled: true,
        status: failed ? 'fallback_deterministic' : 'accepted_llm',
        reasonCode: failed ? 'timeout' : 'accepted',
        latencyMs: 20,
        deadlineMs: 200,
        mismatch: failed ? null : agreement,
        inputTokens: null,
        outputTokens: null,
        schema: 1,
        confidence: null,
      })
    }
    const cells = [...counter.cells.values()]
    await control.evidence.save(
      cells.map(({ key, vector }) => ({ key: { ...key, instance: name }, vector })),
    )
  }

  async function run(one: Step): Promise<void> {
    switch (one.kind) {
      case 'pass':
        return clock.advance(one.buckets * bucketMs)
      case 'decide':
        return decide(processes[one.at === 0 ? 0 : 1], one.good, one.bad)
      case 'act':
        return act(processes[one.at === 0 ? 0 : 1], one.action)
      case 'look':
        return processes[one.at === 0 ? 0 : 1].controller.look()
      case 'restart process': {
        const index = one.at === 0 ? 0 : 1
        await processes[index].control.close()
        processes[index] = begin()
        return undefined
      }
    }
  }

  async function close(): Promise<void> {
    for (const { control } of processes) await control.close()
    rmSync(directory, { recursive: true })
  }
  return { processes, open, clock, run, act, close }
}

describe('the one verdict', () => {
  it('is the same from every process at every moment, and nothing is promoted on what came before the present entry', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { processes, open, clock, run, act, close } = await world()
        try {
          await act(processes[0], 'restart')
          for (const one of steps) {
            const before = await stateIn(processes[0].control)
            await run(one)
            const state = await stateIn(processes[0].control)
            await mustRestOnPresentEntry(processes[0].control, before.version)
            // As `gate` and `status` ask: a process of its own, with nothing read before.
            const fresh = open()
            const nowMs = clock.epochMs()
            const asked = await currentJudgement(state, fresh, nowMs)
            for (const { control } of processes) {
              const said = await currentJudgement(state, control, nowMs)
              expect(said?.verdict).toEqual(asked?.verdict)
            }
            await fresh.close()
          }
          // The controller acts on the same word that it gives.
          const [{ control, controller }] = processes
          const state = await stateIn(control)
          const asked = await currentJudgement(state, control, clock.epochMs())
          await controller.look()
          expect(controller.verdict(intent)).toEqual(asked?.verdict ?? null)
        } finally {
          await close()
        }
      }),
      { numRuns: 40 },
    )
  })
})

/** Every promotion since `version` carries a GO on evidence from the entry it was made at, or later. */
async function mustRestOnPresentEntry({ store }: Control, version: number): Promise<void> {
  const trail = (await store.audit()).filter((entry) => entry.intent === intent)
  for (const [index, entry] of trail.entries()) {
    if (entry.version <= version || entry.action !== 'promote') continue
    const entered = trail
      .slice(0, index)
      .findLast(({ action }) => ['rollout', 'resume', 'promote'].includes(action))
    expect(entry.evidence).toMatchObject({ verdict: 'GO' })
    const { source }: { source?: { since?: string } } = Object(entry.evidence)
    expect(Date.parse(source?.since ?? '')).toBeGreaterThanOrEqual(Date.parse(entered?.at ?? ''))
  }
}
