import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { agreement, bucketMs, defaultPlan, MetricsCounter } from '@partial-trust/core'
import type { Plan } from '@partial-trust/core'
import {
  controlPlan,
  makeSqliteStore,
  openControl,
  openControlFeed,
  planInForce,
  rolloutController,
  untouched,
} from '@partial-trust/control'
import type {
  Control,
  ControlAction,
  ControlFeed,
  CorridorState,
  RolloutController,
  RolloutVerdict,
} from '@partial-trust/control'
import { operatorActions } from '@partial-trust/host'
import { buildService, openTokenStore, serveConsole } from '@partial-trust/service'
import type { Service } from '@partial-trust/service'
import { readConfig } from '@partial-trust/settings'
import { createVirtualClock } from '@partial-trust/testing'
import { compose, defineCorridor } from 'partial-trust'
import type { PartialTrust, Schema } from 'partial-trust'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gatherStatus } from './gather-status.js'
import { rolloutVerdict } from './gate-rollout.js'
import { makeRolloutBundle } from './rollout-bundle/make-rollout-bundle.js'

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

/** One process: its stores, its controller, and the service over them. */
type Process = {
  control: Control & { readonly feed: ControlFeed }
  controller: RolloutController
  service: Service
  counter: MetricsCounter
  name: string
}

/** Any text is a candidate, and the decision. */
const text: Schema<string> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) =>
      typeof value === 'string' ? { value } : { issues: [{ message: 'must be a text' }] },
  },
}
const registered = defineCorridor({
  intent,
  id: (id: string) => id,
  baseline: () => 'baseline',
  candidate: text,
  ask: async () => 'candidate',
})

const home = mkdtempSync(join(tmpdir(), 'verdict-'))
const tokens = openTokenStore(join(home, 'tokens.json'), Date.now)
const authorization = `Bearer ${tokens.minted.find(({ role }) => role === 'operator')?.token}`

/** The product without a store of its own: each process of a run brings one. */
let product: PartialTrust
beforeAll(async () => {
  product = await compose({
    registered: [registered],
    configFile: null,
    cwd: home,
    env: { PARTIAL_TRUST_ENABLED: 'true', PARTIAL_TRUST_STATE: 'none' },
  })
})
afterAll(async () => {
  await product.close()
  rmSync(home, { recursive: true })
})

async function stateIn({ store }: Control): Promise<CorridorState> {
  return (await store.read()).corridors.get(intent) ?? untouched(intent)
}

let stores = 0

/** Two processes on one store, in virtual time. */
async function world() {
  const path = join(home, `${(stores += 1)}.db`)
  makeSqliteStore(path)
  const clock = createVirtualClock()
  const now = (): number => clock.epochMs()
  const open = (): Control => {
    const control = openControl({ kind: 'sqlite', path }, { cwd: home, now })
    if (control === null) throw new Error('no control')
    return control
  }
  let made = 0
  const begin = async (): Promise<Process> => {
    const stored = open()
    made += 1
    const { store, desk } = stored
    // Its own clock stands still: nothing here goes by what it last heard.
    const feed = openControlFeed(store, { leaseMs: 60_000, clock: createVirtualClock() })
    await feed.ready
    const trials = {
      proof: () => null,
      proofDueMs: () => null,
      tellProof: () => {},
      proveEveryMs: 0,
    }
    const control = { ...stored, feed, ...trials }
    const app = { ...product, control, instance: `p${made}` }
    const actions = operatorActions(app, plan, now)
    const service = await buildService(app, { host: '127.0.0.1', tokens, actions, clock })
    await serveConsole(service, app, {
      pageRoot: home,
      config: product.config,
      plans: plan,
      nowMs: now,
    })
    const controller = rolloutController({ store, desk, clock })
    return { control, controller, service, counter: new MetricsCounter(), name: app.instance }
  }
  const end = async ({ control, service }: Process): Promise<void> => {
    await service.server.close()
    control.feed.close()
    await control.close()
  }
  const processes: [Process, Process] = [await begin(), await begin()]

  async function change({ control }: Process, action: ControlAction): Promise<void> {
    const { version } = await stateIn(control)
    const by = 'ana'
    await control.store.change({ intent, action, by, reason: 'x', expectedVersion: version })
  }

  async function act(
    process: Process,
    name: Extract<Step, { kind: 'act' }>['action'],
  ): Promise<void> {
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
        const url = `/v1/corridors/${intent}/promote`
        const payload = { reason: 'x' }
        const headers = { authorization }
        const { verdict } = await rolloutVerdict(process.control, {}, now())
        const { server } = process.service
        const answer = await server.inject({ method: 'POST', url, headers, payload })
        // Only what `gate` calls GO is promoted.
        expect(answer.statusCode === 200).toBe(verdict.verdict === 'GO')
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
    const index = 'at' in one && one.at === 1 ? 1 : 0
    switch (one.kind) {
      case 'pass':
        return clock.advance(one.buckets * bucketMs)
      case 'decide':
        return decide(processes[index], one.good, one.bad)
      case 'act':
        return act(processes[index], one.action)
      case 'look':
        return processes[index].controller.look()
      case 'restart process':
        await end(processes[index])
        processes[index] = await begin()
    }
  }

  async function close(): Promise<void> {
    for (const process of processes) await end(process)
  }
  return { processes, open, clock, run, act, close }
}

/** What a view of the service says, as the console reads it. */
async function view<Answer>({ service }: Process, url: string): Promise<Answer> {
  const headers = { authorization }
  const answer = await service.server.inject({ method: 'GET', url, headers })
  expect(answer.statusCode).toBe(200)
  return answer.json()
}

/** The verdict of everyone who gives one, by who gives it. */
async function verdictsOf(
  asker: Control,
  processes: readonly Process[],
  nowMs: number,
): Promise<Record<string, unknown>> {
  const config = readConfig({}, [intent])
  const around = { config, corridors: [registered], registered: [intent] }
  const status = await gatherStatus({ ...around, control: asker }, { env: {}, cwd: home }, nowMs)
  const said: Record<string, unknown> = {
    status: status.corridors[0]?.verdict,
  }
  for (const process of processes) {
    const { name } = process
    const asked = await rolloutVerdict(process.control, { corridor: intent }, nowMs)
    const gate = await view<{ verdict: unknown }>(process, `/v1/corridors/${intent}/gate`)
    const page = await view<{ corridors: { verdict: unknown }[] }>(process, '/v1/corridors')
    const corridor = await view<{ summary: { verdict: unknown } }>(
      process,
      `/v1/corridors/${intent}`,
    )
    said[`gate in ${name}`] = asked.verdict
    said[`the gate route of ${name}`] = gate.verdict
    said[`the page of ${name}`] = page.corridors[0]?.verdict
    said[`the corridor's page of ${name}`] = corridor.summary.verdict
  }
  return said
}

/** Pages show no more of it, where many corridors are shown no more than the first why. */
function inShort({ stage, verdict, decided_at, because }: RolloutVerdict) {
  return { stage, verdict, decided_at, because: because.slice(0, 1) }
}

const about = {
  versions: { product: '0', node: 'v24', commit: null },
  configuration: 'ab'.repeat(32),
}

describe('the one verdict', () => {
  it('is the same from gate, status, bundle, controller, service and page of every process, and nothing is promoted on what came before the present entry', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const { processes, open, clock, run, act, close } = await world()
        try {
          await act(processes[0], 'restart')
          for (const one of steps) {
            const before = await stateIn(processes[0].control)
            await run(one)
            await mustRestOnPresentEntry(processes[0].control, before.version)
            // A verdict is told again for four seconds, for however many watch.
            clock.advance(4000)
            // As a command asks: a process of its own, with nothing read before.
            const fresh = open()
            const { verdict } = await rolloutVerdict(fresh, {}, clock.epochMs())
            for (const [who, said] of Object.entries(
              await verdictsOf(fresh, processes, clock.epochMs()),
            )) {
              expect(said, who).toEqual(who.includes('page') ? inShort(verdict) : verdict)
            }
            await fresh.close()
          }
          // The controller acts on the same word that it gives, and a bundle holds it.
          const [{ control, controller }] = processes
          const nowMs = clock.epochMs()
          const { verdict, state } = await rolloutVerdict(control, {}, nowMs)
          const inForce = await planInForce(state, control.store)
          if (inForce === null) throw new Error('the rollout has no plan')
          const counts = control.counts.of(intent)
          const bundle = makeRolloutBundle({ state, plan: inForce, counts, nowMs }, about)
          expect(bundle.verdict).toEqual(verdict)
          await controller.look()
          expect(controller.verdict(intent)).toEqual(verdict)
        } finally {
          await close()
        }
      }),
      { numRuns: 14 },
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
