import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { agreement, defaultPlan, MetricsCounter } from '@partial-trust/core'
import {
  controlPlan,
  makeSqliteStore,
  openControl,
  openControlFeed,
  rolloutController,
} from '@partial-trust/control'
import { householdConfig } from '@partial-trust/example-household/config'
import { operatorActions } from '@partial-trust/host'
import { createVirtualClock } from '@partial-trust/testing'
import { compose } from 'partial-trust'
import { afterEach, expect, it } from 'vitest'
import { buildService } from './build-service.js'
import { serveConsole } from './serve-console.js'
import { openTokenStore } from './people/token-store.js'
import type { CorridorView, OverviewView } from './view-types/index.js'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const intent = 'add_shopping_item'
const turnMs = 40_000

/** A service over a rollout whose candidates come under the epochs it is given, in virtual time. */
async function deployment() {
  const cwd = mkdtempSync(join(tmpdir(), 'two-versions-'))
  cleanUps.push(() => rmSync(cwd, { recursive: true, force: true }))
  const clock = createVirtualClock()
  const nowMs = (): number => clock.epochMs()
  const path = join(cwd, 'state.db')
  makeSqliteStore(path)
  const control = openControl({ kind: 'sqlite', path }, { cwd, now: nowMs })
  if (control === null) throw new Error('no control')
  const { store, desk, evidence } = control
  const action = { kind: 'rollout', plan: controlPlan(defaultPlan) } as const
  await store.change({ intent, action, by: 'ana', reason: 'x', expectedVersion: 0 })
  const feed = openControlFeed(store, { leaseMs: 60_000, clock: createVirtualClock() })
  await feed.ready
  const product = await compose({
    registered: householdConfig.corridors,
    configFile: null,
    cwd,
    env: { PARTIAL_TRUST_ENABLED: 'true', PARTIAL_TRUST_STATE: 'none' },
  })
  const trials = { proof: () => null, proofDueMs: () => null, tellProof: () => {}, proveEveryMs: 0 }
  const app = { ...product, control: { ...control, feed, ...trials } }
  const tokens = openTokenStore(join(cwd, 'tokens.json'), Date.now)
  const actions = operatorActions(app, defaultPlan, nowMs)
  const service = await buildService(app, { host: '127.0.0.1', tokens, actions, clock })
  const plans = defaultPlan
  await serveConsole(service, app, { pageRoot: cwd, config: app.config, plans, nowMs })
  cleanUps.push(
    () => control.close(),
    () => feed.close(),
    () => service.server.close(),
  )
  const controller = rolloutController({ store, desk, clock })
  const token = tokens.minted.find(({ role }) => role === 'operator')?.token ?? ''

  async function turn(epoch: string, epochsServing: readonly string[]): Promise<void> {
    const counter = new MetricsCounter()
    for (let i = 0; i < 4; i += 1)
      counter.record({ ...record, epoch, atMs: clock.epochMs() - 30_000 + i * 1000 })
    await evidence.save(counter.cells.values())
    for (const serving of epochsServing) await evidence.report(reportOf(serving, nowMs()))
    clock.advance(turnMs)
    await controller.look()
  }
  async function ask<View>(url: string): Promise<View> {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await service.server.inject({ method: 'GET', url, headers })
    expect(answer.statusCode).toBe(200)
    return answer.json<View>()
  }
  return { turn, ask, control }
}

const record = {
  instance: 'i',
  traceId: null,
  commandId: null,
  corridor: intent,
  stage: 'canary',
  sampleRate: 0.01,
  mode: 'live',
  model: 'm',
  sampled: true,
  status: 'accepted_llm',
  reasonCode: 'accepted',
  latencyMs: 20,
  deadlineMs: 200,
  mismatch: agreement,
  inputTokens: null,
  outputTokens: null,
  schema: 1,
  confidence: null,
} as const

function reportOf(epoch: string, atMs: number) {
  const at = new Date(atMs).toISOString()
  return {
    instance: `process of ${epoch}`,
    host: 'one',
    pid: 1,
    started_at: at,
    seen_at: at,
    lease_ms: 5000,
    lease_age_ms: 10,
    corridors: [{ intent, epoch, rate: 0.01, set_by: 'stage canary', version: 2 }],
    dropped_records: 0,
    dropped_cells: 0,
  }
}

it('pages show one epoch in force and the other beside it through an hour of two versions, without a change or an audit entry', async () => {
  const { turn, ask, control } = await deployment()
  await turn('e1', ['e1'])
  const entries = (await control.store.audit()).length
  const shown = new Set<string>()
  for (let i = 0; i < 90; i += 1) {
    await turn(i % 2 === 0 ? 'e2' : 'e1', ['e1', 'e2'])
    if (i % 15 !== 2) continue
    const overview = await ask<OverviewView>('/v1/corridors')
    const corridor = overview.corridors.find((one) => one.intent === intent)
    const depth = await ask<CorridorView>(`/v1/corridors/${intent}`)
    const serving = overview.processes.flatMap((process) =>
      process.corridors.flatMap((one) => (one.intent === intent ? [one.epoch] : [])),
    )
    shown.add(
      JSON.stringify({
        epochs: [corridor?.epoch, depth.summary.epoch],
        versions: [corridor?.version, depth.summary.version],
        verdicts: [corridor?.verdict?.verdict, depth.summary.verdict?.verdict],
        serving: serving.filter((epoch) => /^e[12]$/u.test(epoch)).toSorted(),
        counted: new Set(depth.spans.map(({ epoch }) => epoch)).size,
      }),
    )
  }
  expect([...shown].map((text): unknown => JSON.parse(text))).toEqual([
    {
      epochs: ['e1', 'e1'],
      versions: [2, 2],
      verdicts: ['INSUFFICIENT', 'INSUFFICIENT'],
      serving: ['e1', 'e2'],
      counted: 2,
    },
  ])
  expect((await control.store.audit()).length).toBe(entries)
})
