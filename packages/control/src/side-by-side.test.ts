import { createVirtualClock } from '@partial-trust/testing'
import { bucketMs, counterIndex, defaultPlan, emptyVector } from '@partial-trust/core'
import type { Cell } from '@partial-trust/core'
import { Client } from 'pg'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { startTestPostgres } from './embedded-postgres.contract.js'
import { controlPlan } from './control-plan.js'
import type { ControlStore } from './control-store.js'
import { decodeSnapshot, encodeSnapshot } from './control-wire.js'
import { FleetCounts } from './fleet-counts.js'
import { openControl, storedDesk } from './open-control.js'
import type { Control } from './open-control.js'
import { PostgresDatabase } from './postgres-database.js'
import { RelayedControl } from './relayed-control.js'
import { rolloutController } from './rollout-controller.js'
import { memoryControl } from './testing/memory-control.js'

const intent = 'decide_refund'
const hourMs = 3_600_000
/** How often a process sends what it counted and reports itself here: less often than it may. */
const stepMs = 30_000

/** A process at one moment: a name that is new at every start, and the version it runs. */
type Living = { readonly instance: string; readonly epoch: string }

/** Which processes live at a step of the hour, 0 to 119. */
type Deployment = (step: number) => readonly Living[]

const living = (epoch: string, from: number, to: number): readonly Living[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, at) => ({
    instance: `${epoch}-${from + at}`,
    epoch,
  }))

/** Ends without a word, and is another from the next minute on. */
const restarting = (epoch: string, step: number): Living => ({
  instance: `${epoch}-restarted-${step >> 1}`,
  epoch,
})

const deployments: Readonly<Record<string, Deployment>> = {
  'two versions that stand side by side': () => [...living('e1', 0, 2), ...living('e2', 2, 4)],
  'three versions': () => [...living('e1', 0, 1), ...living('e2', 1, 3), ...living('e3', 3, 6)],
  'a rollout that is taken back in the middle': (step) => {
    const replaced = step < 60 ? Math.floor(step / 20) + 1 : 0
    return [...living('e1', 0, 4 - replaced), ...living('e2', 4 - replaced, 4)]
  },
  'a version in force whose processes restart each minute': (step) => [
    restarting('e1', step),
    ...living('e2', 0, 3),
  ],
  'a new version whose processes restart each minute': (step) => [
    ...living('e1', 0, 3),
    restarting('e2', step),
  ],
  'three versions, one that restarts each minute, and one that is taken back': (step) => [
    ...living('e1', 0, 2),
    restarting('e2', step),
    ...(step >= 30 && step < 70 ? living('e3', 2, 4) : []),
  ],
}

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** Four candidates of one process since the step before, so many buckets ago. */
function cellOf({ instance, epoch }: Living, atMs: number, ago: number): Cell {
  const vector = emptyVector()
  for (const name of ['eligible', 'sampled', 'started', 'attempts', 'judged', 'accepted'] as const)
    vector[counterIndex[name]] = 4
  const bucket = Math.floor(atMs / bucketMs) - 1 - ago
  const place = { instance, bucket, corridor: intent, epoch, stage: 'canary' }
  return { key: { ...place, sampleRate: 0.01, mode: 'live', model: 'm' }, vector }
}

type Rig = {
  /** What a process sees of the store. */
  readonly seen: () => Control
  readonly passed: (nowMs: number) => Promise<void>
}

/** Lets an hour pass under two controllers, and says what became of the corridor's epoch. */
async function hourOf(deployment: Deployment, open: (now: () => number) => Promise<Rig>) {
  const clock = createVirtualClock()
  const { seen, passed } = await open(() => clock.epochMs())
  const [first, second] = [seen(), seen()]
  const plan = controlPlan(defaultPlan)
  const started = { intent, action: { kind: 'rollout', plan }, expectedVersion: 0 } as const
  await first.store.change({ ...started, by: 'ana', reason: 'x' })
  const controllers = [first, second].map(({ store, desk, leadership }, at) =>
    rolloutController({ store, desk, clock, leads: () => leadership.leads(`controller ${at}`) }),
  )
  const served = new Set<string>()
  for (let step = 0; step < hourMs / stepMs; step += 1) {
    clock.advance(stepMs)
    await passed(clock.epochMs())
    const now = deployment(step)
    // Now the one was the last to ask, now the other.
    const cells = now.map((one, at) => cellOf(one, clock.epochMs(), (at + step) % now.length))
    await first.evidence.save(cells)
    for (const { instance, epoch } of now) {
      served.add(epoch)
      const at = new Date(clock.epochMs()).toISOString()
      await second.evidence.report({
        instance,
        host: 'h',
        pid: 1,
        started_at: at,
        seen_at: at,
        lease_ms: 5000,
        lease_age_ms: 1,
        report_every_ms: 25_000,
        corridors: [{ intent, epoch, rate: 0.01, set_by: 'stage canary' }],
        dropped_records: 0,
        dropped_cells: 0,
      })
    }
    for (const controller of controllers) await controller.look()
  }
  const trail = await first.store.audit()
  const state = (await second.store.read()).corridors.get(intent)
  return {
    served: served.size,
    inForce: state?.rollout?.epoch,
    changes: trail.filter((entry) => entry.intent === intent).map(({ action }) => action),
  }
}

/** Once for the first version that was seen; of the others the trail says nothing. */
const calm = { inForce: 'e1', changes: ['rollout', 'epoch'] }

/** In memory, seen through two relays in a row. */
async function relayed(now: () => number): Promise<Rig> {
  const plane = memoryControl({ now })
  const clock = createVirtualClock() // of its own: each step is older than what a relay shares
  return {
    passed: async () => clock.advance(stepMs),
    seen() {
      let last: Pick<ControlStore, 'read' | 'audit'> = plane.store
      for (let relays = 0; relays < 2; relays += 1) {
        const relay = new RelayedControl(last, { clock })
        last = {
          read: async () => {
            const told = JSON.stringify(encodeSnapshot(await relay.state()))
            return decodeSnapshot(JSON.parse(told))
          },
          audit: (range) => relay.audit(range),
        }
      }
      const store: ControlStore = { ...plane.store, ...last }
      const { evidence } = plane
      const counts = new FleetCounts(evidence, now)
      return { ...plane, store, counts, desk: storedDesk(store, evidence, counts, now) }
    },
  }
}

describe('an hour of a deployment, seen through two relays', () => {
  it.each(Object.entries(deployments))(
    'keeps one epoch in force, and says nothing of it: %s',
    async (_, deployment) => {
      expect(await hourOf(deployment, relayed)).toMatchObject(calm)
    },
  )
})

const postgres = await startTestPostgres()
afterAll(() => (postgres.kind === 'running' ? postgres.stop() : undefined))

/** In a database whose clock is the hour's: its functions of that name come before the server's own. */
async function stored(now: () => number): Promise<Rig> {
  if (postgres.kind !== 'running') throw new Error(postgres.why)
  const url = await postgres.freshUrl()
  const database = new PostgresDatabase(url)
  await database.make(async () => {})
  await database.close()
  const client = new Client(url)
  await client.connect()
  const name = new URL(url).pathname.slice(1)
  await client.query(`
    create schema simulated;
    create table simulated.moment (at timestamptz not null);
    insert into simulated.moment values (to_timestamp(${now() / 1000}));
    create function simulated.now() returns timestamptz language sql stable
      as 'select at from simulated.moment';
    create function simulated.clock_timestamp() returns timestamptz language sql stable
      as 'select at from simulated.moment';
    alter database ${name} set search_path = simulated, pg_catalog, public`)
  cleanUps.push(() => client.end())
  return {
    passed: async (nowMs) => {
      await client.query('update simulated.moment set at = $1', [new Date(nowMs)])
    },
    seen() {
      const control = openControl({ kind: 'postgres', url }, { cwd: '/', now })
      if (control === null) throw new Error('no control')
      cleanUps.push(() => control.close())
      return control
    },
  }
}

describe.runIf(postgres.kind === 'running')('an hour of a deployment, in PostgreSQL', () => {
  it('keeps one epoch in force of three, one of which restarts each minute and one is taken back', async () => {
    const deployment =
      deployments['three versions, one that restarts each minute, and one that is taken back']
    if (deployment === undefined) throw new Error('no deployment')
    expect(await hourOf(deployment, stored)).toEqual({ ...calm, served: 3 })
  })
})
